"""Model files: round trips, atomic writes, refusals of damaged and hostile files."""

import io
import json
import os
import zipfile
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.core import initialize_parameters_deep
from engine.data.dataset import DataOrigin
from engine.data.edited_dataset import DataReference, EditedDataset
from engine.data.edits import AddedPicture, PictureKey
from engine.data.image_folder import ImageFolderSettings
from engine.errors import CancelledError, InvalidModelError, ModelFileError, NewerFileError, OlderFileError
from engine.saved_model import file as model_file
from engine.saved_model import model as model_module
from engine.saved_model.encoding import encode_recipe
from engine.saved_model.file import OLDEST, VERSION, load_model, load_model_in_process, save_model
from engine.saved_model.model import Model, RunRecipe
from engine.system import reader_process
from engine.training.config import LOGISTIC_REGRESSION, TrainingConfig
from engine.training.features import filters_fingerprint
from engine.training.networks import kind_of
from engine.training.trainer import Trainer
from engine.version import PROGRAM_VERSION
from tests.support.models import plain_model, plain_recipe
from tests.support.random_networks import hidden_layers, random_examples, seeds
from tests.support.small_data import make_dataset
from tests.support.system import missing_file_text
from tests.support.watched_work import WatchedWork

CONFIG = TrainingConfig((4, 3), learning_rate=0.01, iterations=7, seed=5)
DIMS = (2 * 3 * 3, 4, 3, 1)


def small_model(config=CONFIG, trained_on="my drawings", **changes):
    """A model with the recipe of a run with `config` throughout, unless another one is given."""
    costs = changes.get("costs", np.array([0.7, 0.6, 0.5]))
    fields = {
        "parameters": initialize_parameters_deep(DIMS, seed=5),
        "classes": ("non-cat", "cät"),
        "picture_shape": (2, 3),
        "costs": costs,
        "recipe": plain_recipe(config, len(costs), trained_on),
    }
    return Model(**{**fields, **changes})


def small_recipe():
    return RunRecipe(DataReference("my drawings", "0" * 64, DataOrigin("builtin")), CONFIG, 3, 1, 0.25, "gram")


def recipe_fields(**changes):
    return {**json.loads(json.dumps(encode_recipe(small_recipe()))), **changes}


def stage_fields(**changes):
    config = {"hidden_layers": [4, 3], "learning_rate": 0.01, "iterations": 7, "seed": 5, **changes}
    return {"begin": 0, "config": config, "zero_velocity": True, "is_over": False}


def data_fields(**changes):
    return {"name": "x", "fingerprint": "", "origin": None, "lacks_edits": False, **changes}


def origin_fields(location, settings=None):
    return data_fields(origin={"location": location, "folder_settings": settings})


@pytest.fixture
def path(tmp_path):
    return tmp_path / "model.npz"


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """The bytes of a model file with a recipe and test costs."""
    path = tmp_path_factory.mktemp("saved") / "model.npz"
    test_costs = np.array([0.0, 2.0, 3.0]), np.array([0.7, 0.6, np.inf])
    save_model(path, small_model(recipe=small_recipe(), test_costs=test_costs))
    return path.read_bytes()


def arrays_of(saved):
    with np.load(io.BytesIO(saved)) as archive:
        return {name: archive[name] for name in archive.files}


def write_changed(path, saved, **changes):
    """The saved model with arrays replaced, or left out where the change is None."""
    arrays = {**arrays_of(saved), **changes}
    np.savez(path, **{name: array for name, array in arrays.items() if array is not None})


def write_recipe(path, saved, **changes):
    """The saved model with fields of its recipe replaced."""
    recipe = json.loads(str(arrays_of(saved)["description"]))["recipe"]
    write_described(path, saved, recipe={**recipe, **changes})


def write_described(path, saved, **changes):
    """The saved model with fields of its description replaced."""
    description = json.loads(str(arrays_of(saved)["description"]))
    write_changed(path, saved, description=np.array(json.dumps({**description, **changes})))


# --- round trips


@given(
    hidden_layers,
    st.integers(1, 6),
    st.integers(1, 6),
    seeds,
    st.lists(st.floats(0, allow_infinity=False), max_size=5),
)
def test_any_loaded_model_equals_the_saved_one(tmp_path_factory, hidden, height, width, seed, costs):
    config = TrainingConfig(hidden, seed=seed)
    parameters = initialize_parameters_deep(config.layer_dims(height * width * 3), seed)
    model = plain_model(parameters, ("a", "b"), (height, width), config, np.array(costs), "drawings")
    path = tmp_path_factory.mktemp("model") / "model.npz"

    save_model(path, model)
    loaded = load_model_in_process(path)

    assert loaded.config == config
    assert (loaded.classes, loaded.picture_shape, loaded.trained_on) == (("a", "b"), (height, width), "drawings")
    assert loaded.costs.tolist() == costs
    assert {value.dtype for value in loaded.parameters.values()} == {np.dtype(np.float64)}
    assert {name: value.tolist() for name, value in loaded.parameters.items()} == {
        name: value.tolist() for name, value in parameters.items()
    }
    pictures = np.random.RandomState(0).randint(0, 256, (2, height, width, 3)).astype(np.uint8)
    assert (loaded.probabilities(pictures) == model.probabilities(pictures)).all()


# --- refusals


def assert_refused(path, reason):
    with pytest.raises(ModelFileError) as caught:
        load_model_in_process(path)
    assert caught.value.path == str(path)
    assert reason in caught.value.reason


def test_what_is_no_file_is_refused_and_a_pipe_is_not_opened(tmp_path):
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        assert_refused(tmp_path / "pipe", "the file cannot be read (a pipe or device); choose another one")
    assert_refused(tmp_path, "the file cannot be read (a folder)")
    assert_refused(tmp_path / "gone", f"the file cannot be read ({missing_file_text()})")
    assert_refused(tmp_path / ("x" * 5000), "")


@pytest.mark.parametrize("content", [b"", b"not an archive", b"\x89HDF\r\n\x1a\n"])
def test_a_foreign_file(path, content):
    path.write_bytes(content)

    assert_refused(path, "no model of Catgui")


def test_an_archive_of_something_else(path, saved):
    np.savez(path, weights=np.zeros(3))
    assert_refused(path, "no model of Catgui")
    write_described(path, saved, format="other-model")
    assert_refused(path, "no model of Catgui")


WARMUP = {"stages": [stage_fields(warmup=5)]}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"version": VERSION + 1, "program": "0.4"}, "is from Catgui 0.4, in another format; update Catgui"),
        ({"version": VERSION + 1, "program": ""}, "is from a newer Catgui, in another format"),
        ({"version": VERSION + 1, "program": "0.4", "recipe": WARMUP}, "is from Catgui 0.4, in another format"),
        # As a program would write that did not raise the version.
        ({"program": "0.4", "recipe": WARMUP}, "Catgui 0.4, with the unknown option “warmup”; update Catgui"),
        ({"program": 7, "recipe": WARMUP}, "is from a newer Catgui, with the unknown option"),
        ({"program": "0.4", "recipe": recipe_fields(data=origin_fields(["/a"], {"corners": 3}))}, "option “corners”"),
    ],
    ids=str,
)
def test_a_newer_file_is_reported_with_its_writer_and_is_not_called_damaged(path, saved, changes, reason):
    write_described(path, saved, **changes)

    with pytest.raises(NewerFileError) as caught:
        load_model(path)
    assert reason in caught.value.reason
    assert "damaged" not in str(caught.value)


def test_an_older_file_is_refused_with_its_writer(path, saved):
    write_described(path, saved, version=OLDEST - 1, program="0.3.0", recipe={})

    with pytest.raises(OlderFileError, match=r"is from Catgui 0\.3\.0, in an older format; open it with that"):
        load_model(path)
    write_described(path, saved, version=1, program=None)
    assert_refused(path, "is from an earlier Catgui, in an older format; open it with that")


def test_a_network_of_fine_tuned_filters_is_refused_with_its_writer(path, saved):
    stage = stage_fields(features="fine-tuned", hidden_layers=[32, 48, 96, 192, 256], trained_blocks=2)
    recipe = recipe_fields(stages=[stage], first_layer="convolution", filters="1" * 64)
    write_described(path, saved, program="1.1.0", picture_shape=[16, 16], recipe=recipe)
    assert_refused(path, "its filters are missing; open it with Catgui 1.1.0")


@pytest.mark.parametrize(
    ("config", "option"),
    [
        (LOGISTIC_REGRESSION, "initialization with zeros"),
        (replace(LOGISTIC_REGRESSION, initialization="he"), "no hidden layers"),
        (TrainingConfig((4,), iterations=3, initialization="zeros"), "initialization with zeros"),
    ],
)
def test_values_that_1_0_does_not_have_are_to_it_an_option_of_a_newer_program(path, monkeypatch, config, option):
    dims = config.layer_dims(2 * 3 * 3)
    model = small_model(config, parameters=initialize_parameters_deep(dims, 5, config.initialization))
    save_model(path, model)

    found = load_model(path)
    assert found.config == config
    assert found.parameters.keys() == model.parameters.keys()
    monkeypatch.setattr("engine.training.config._NEWER_VALUES", {})  # as in 1.0
    with pytest.raises(NewerFileError, match=f"with the unknown option “{option}”"):
        load_model_in_process(path)


class Hostile:
    """Writes a file when it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return open, (str(self.path), "w")


@pytest.mark.parametrize("where", ["W1", "costs", "description"])
def test_nothing_in_it_is_ever_executed(path, saved, where):
    trap = path.parent / "trap"
    write_changed(path, saved, **{where: np.array([Hostile(trap)], dtype=object)})

    assert_refused(path, "damaged")
    assert not trap.exists()


# What is changed: arrays, fields of the description, or fields of the recipe.
DAMAGES = {
    write_changed: [
        {"W1": None},
        {"costs": None},
        {"W4": np.zeros((1, 1))},
        {"W1": np.zeros((4, 19))},
        {"b1": np.zeros(4)},
        {"W1": np.full((4, 18), np.nan)},
        {"b2": np.full((3, 1), np.inf)},
        {"W1": np.zeros((4, 18), dtype=np.float32)},
        {"W1": np.full((4, 18), "x")},
        {"costs": np.array([0.7, -1e-9, 0.5])},
        {"costs": np.array([np.inf, 0.6, 0.5])},
        {"costs": np.zeros((2, 2))},
        {"description": np.array("not json")},
        {"description": np.array("[" * 100_000)},
        {"description": np.array([1.0, 2.0])},
        {"costs": np.zeros(4)},
        {"test_costs": np.zeros(2)},
        {"test_costs": None},
        {"test_iterations": None},
        {"test_iterations": np.array([0.0, 1.5, 3.0])},
        {"test_iterations": np.array([0.0, 1.0, 4.0])},
        {"test_iterations": np.array([0.0, np.nan, 3.0])},
        {"test_costs": np.zeros(5), "test_iterations": np.zeros(5)},
        {"test_costs": np.zeros(3, complex)},
        {"photos": np.array("[]")},
    ],
    write_described: [
        {"version": "one"},
        {"version": 0},
        {"version": True},
        {"classes": ["cat"]},
        {"classes": ["", "cat"]},
        {"classes": ["cat", "cat"]},
        {"classes": ["a\nb", "cat"]},
        {"classes": ["\ud800", "cat"]},
        {"classes": 2},
        {"picture_shape": [64]},
        {"picture_shape": [3, 3]},
        {"picture_shape": ["a", "b"]},
        {"picture_shape": [0, 3]},
        {"picture_shape": [float("inf"), 3]},
        {"picture_shape": [10**400, 3]},
        {"recipe": None},
        {"recipe": {}},
    ],
    write_recipe: [
        {"stages": []},
        {"stages": None},
        {"stages": [stage_fields(iterations=2)]},
        {"stages": [stage_fields(learning_rate=-1)]},
        {"stages": [stage_fields(hidden_layers=[10**30])]},
        {"stages": [stage_fields() | {"is_over": 1}]},
        {"iterations": 10**400},
        {"iterations": 2},
        {"position": True},
        {"threshold": float("nan")},
        {"threshold": "half"},
        {"first_layer": "secret"},
        {"data": None},
        {"data": origin_fields("elsewhere")},
        {"data": origin_fields([])},
        {"data": origin_fields(["a\0b"])},
        {"data": origin_fields([["a"]])},
        {"data": origin_fields(["a"], {"positive": 3})},
    ],
}


@pytest.mark.parametrize(
    ("write", "changes"),
    [(write, changes) for write, table in DAMAGES.items() for changes in table],
    ids=lambda value: getattr(value, "__name__", repr(value)[:60]),
)
def test_what_describes_no_model_is_damaged(path, saved, write, changes):
    write(path, saved, **changes)

    assert_refused(path, "damaged")


def write_members(path, saved, replaced):
    """The saved archive with the raw bytes of some members replaced."""
    with zipfile.ZipFile(io.BytesIO(saved)) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            target.writestr(name, replaced.get(name, source.read(name)))


def npy_with_header(header):
    text = (header + "\n").encode()
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text + bytes(64)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"these are no numbers",
        npy_with_header("{'descr': '<f8', 'fortran_order': False, 'shape': (4, 99999)}"),
        npy_with_header("{'descr': '<f8', 'fortran_order': False, 'shape': (-4, 18)}"),
        npy_with_header(f"{{'descr': '<f8', 'fortran_order': False, 'shape': ({2**62},)}}"),
        npy_with_header("{'descr': '|O', 'fortran_order': False, 'shape': (1,)}"),
        npy_with_header("(" * 5000),
    ],
    ids=range(7),
)
def test_a_member_that_is_no_array(path, saved, content):
    write_members(path, saved, {"W1.npy": content})

    assert_refused(path, "damaged")


def test_a_network_that_does_not_fit_into_memory_is_refused(path, saved, monkeypatch):
    monkeypatch.setattr(model_module, "available_memory", lambda: 5_000)
    path.write_bytes(saved)

    assert_refused(path, "it needs ")
    assert_refused(path, " kB of memory, and 5.0 kB is free; close other programs")


@pytest.mark.slow
def test_an_array_that_unpacks_to_more_than_the_memory_is_refused(path, saved, monkeypatch):
    monkeypatch.setattr(reader_process, "available_memory", lambda: 150_000_000)
    np.savez_compressed(path, **{**arrays_of(saved), "W1": np.zeros((4, 10_000_000))})

    # Where the system sets no limit, the reader is ended as it passes its share.
    reason = r"memory (is short|than the 135\.0 MB that are free); close other programs"
    with pytest.raises(ModelFileError, match=reason):
        load_model(path)


@pytest.mark.parametrize("weights", [1e308, -1e200])
def test_weights_that_leave_the_finite_numbers_are_refused(path, saved, weights):
    write_changed(path, saved, W1=np.full((4, 18), weights), W2=np.full((3, 4), weights))

    assert_refused(path, "its outputs overflow; train again with a lower")


def test_pictures_that_no_data_have_cannot_be_saved(path):
    parameters = initialize_parameters_deep((3 * 513, 4, 3, 1))
    with pytest.raises(ModelFileError, match="picture_shape = 513: must be between 1 and 512"):
        save_model(path, small_model(parameters=parameters, picture_shape=(1, 513)))
    assert not path.exists()


def test_a_data_name_that_load_model_would_refuse_is_not_saved(path):
    with pytest.raises(ModelFileError, match=r"\(name = .*must have at most 1,000 characters"):
        save_model(path, small_model(trained_on="x" * 100_000))
    assert not path.exists()


def test_a_file_cut_off_anywhere_is_refused(path, saved):
    for length in [*range(0, len(saved), 97), len(saved) - 1]:
        path.write_bytes(saved[:length])
        with pytest.raises(ModelFileError):
            load_model_in_process(path)


@settings(max_examples=60)
@given(data=st.data())
def test_a_file_with_one_wrong_byte_is_refused_or_still_correct(tmp_path_factory, saved, data):
    position = data.draw(st.integers(0, len(saved) - 1))
    byte = data.draw(st.integers(0, 255))
    path = tmp_path_factory.getbasetemp() / "damaged.npz"
    path.write_bytes(saved[:position] + bytes([byte]) + saved[position + 1 :])

    try:
        model = load_model_in_process(path)
    except ModelFileError:
        pass
    else:
        np.testing.assert_array_equal(model.parameters["W1"], small_model().parameters["W1"])


def test_saving_reports_progress_and_can_be_cancelled(tmp_path):
    path = tmp_path / "model.npz"
    model = small_model()
    save_model(path, model, work := WatchedWork())
    before = path.read_bytes()
    assert work.reports == sorted(work.reports)
    assert work.reports[-1] == (work.reports[-1][1],) * 2

    with pytest.raises(CancelledError):
        save_model(path, model, WatchedWork(cancelled_at=len(work.reports)))
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_model_read_in_the_child_is_equal(path, saved):
    path.write_bytes(saved)
    here, there = load_model_in_process(path), load_model(path)
    assert (there.classes, there.config, there.trained_on) == (here.classes, here.config, here.trained_on)
    assert there.parameters.keys() == here.parameters.keys()
    for name, array in here.parameters.items():
        np.testing.assert_array_equal(there.parameters[name], array)


# --- recipes and test costs


def test_recipe_and_test_costs_are_kept(path, saved):
    path.write_bytes(saved)
    model = load_model(path)
    assert model.recipe == small_recipe()
    assert (model.config, model.trained_on) == (small_recipe().config, "my drawings")
    assert [values.tolist() for values in model.test_costs] == [[0.0, 2.0, 3.0], [0.7, 0.6, np.inf]]


@pytest.mark.parametrize(
    ("location", "kept"),
    [
        ("builtin", "builtin"),
        (("/home/anna/pets",), ("pets",)),
        (("/home/anna/my cats/", "/home/anna/no cats"), ("my cats", "no cats")),
        (("/",), ("data",)),
    ],
)
def test_of_its_data_the_names_are_saved_and_not_the_paths(path, location, kept):
    origin = DataOrigin(location, ImageFolderSettings(side=16).as_dict())
    save_model(path, small_model(recipe=small_recipe()._replace(data=small_recipe().data._replace(origin=origin))))

    assert load_model_in_process(path).origin == origin._replace(location=kept)
    assert b"anna" not in path.read_bytes().replace(b"\0", b"")


@pytest.mark.parametrize(
    ("write", "changes", "reason"),
    [
        (write_described, {"picture_shape": [5000, 5000]}, "picture_shape = 5000: must be between 1 and 512"),
        (write_described, {"classes": ["cat", "x" * 61]}, "classes = 'xxx"),
        (
            write_recipe,
            {"stages": [stage_fields(hidden_layers=[10**13])]},
            "must have at most 1,000,000,000,000 units each",
        ),
        (
            write_recipe,
            {"stages": [stage_fields(iterations=10**8)]},
            "iterations = 100000000: must be between 1 and 10,",
        ),
        (
            write_recipe,
            {"stages": [stage_fields(seed=2**32)]},
            "seed = 4294967296: must be between 0 and 4,294,967,295",
        ),
        (write_recipe, {"iterations": 8}, "iterations = 8: must be between 0 and 7"),
        (write_recipe, {"position": 4}, "position = 4: must be between 0 and 3"),
        (write_recipe, {"threshold": 2}, "threshold = 2.0: does not fit"),
        (write_recipe, {"filters": "00"}, "filters = '00': does not fit"),
        (write_recipe, {"data": data_fields(name=7)}, "name = 7: must be a text"),
        (write_recipe, {"data": data_fields(name="x" * 1_001)}, "must have at most 1,000 characters, not 1,001"),
        (write_recipe, {"data": data_fields(fingerprint="00")}, "fingerprint = '00': does not fit"),
        (write_recipe, {"data": origin_fields(["x" * 5000])}, "must have at most 4,096 characters, not 5,000"),
        (write_recipe, {"data": origin_fields(["a"] * 1_001)}, "must have at most 1,000 paths, not 1,001"),
        (
            write_recipe,
            {"data": origin_fields(["a"], {"side": 10**9})},
            "side = 1000000000: must be between 16 and 128",
        ),
        (
            write_recipe,
            {"data": origin_fields(["a"], {"positive": "x" * 300})},
            "must have at most 255 characters, not 300",
        ),
    ],
    ids=lambda value: getattr(value, "__name__", str(value)[:60]),
)
def test_a_value_beyond_its_limit_is_named_with_field_value_and_limit(path, saved, write, changes, reason):
    write(path, saved, **changes)

    assert_refused(path, reason)


# --- memory


@pytest.mark.parametrize("features", ["convolution", "pretrained"])
def test_the_maps_of_large_pictures_count(path, features, monkeypatch):
    config = replace(TrainingConfig.for_features(features), hidden_layers=(2, 2_000), iterations=3)
    shape = (512, 512)
    headers = kind_of(features).headers(config, shape)
    parameters = {name: np.zeros(shape, dtype) for name, (shape, dtype) in headers.items()}
    save_model(path, small_model(parameters=parameters, picture_shape=shape, config=config))
    monkeypatch.setattr(model_module, "available_memory", lambda: 400_000_000)

    assert_refused(path, "of memory, and 400.0 MB is free")


# --- edits of the data


def edits():
    """Edits with two added pictures."""
    added = [AddedPicture(np.full((4, 4, 3), value, np.uint8), "cats/tom.png") for value in (3, 4)]
    edited = EditedDataset.of(make_dataset(side=4)).add(added, 1, "test")
    return edited.relabel([PictureKey("train", 1)], 1).leave_out([PictureKey("test", 2)]).edits


def recipe_with_edits():
    return small_recipe()._replace(data=small_recipe().data._replace(edits=edits()))


def test_the_edits_of_the_data_are_kept(path):
    save_model(path, small_model(recipe=recipe_with_edits()))

    model = load_model(path)

    assert model.recipe == recipe_with_edits()
    np.testing.assert_array_equal(model.recipe.data.edits.added[1].pixels, edits().added[1].pixels)


@pytest.mark.parametrize(
    "content",
    [
        np.zeros(3),
        np.zeros((2, 2), np.uint8),
        np.frombuffer(b"{}", np.uint8),
        np.frombuffer(b"not JSON", np.uint8),
        np.frombuffer(b'{"placements": [["train", 0, "test", 2]], "added": []}', np.uint8),
    ],
)
def test_edits_that_are_none(path, content):
    save_model(path, small_model(recipe=recipe_with_edits()))
    write_changed(path, path.read_bytes(), edits=content)

    assert_refused(path, "damaged")


# --- features


def test_a_model_of_other_filters_says_so(path, monkeypatch):
    config = TrainingConfig((4,), iterations=3, features="pretrained")
    parameters = initialize_parameters_deep((256, 4, 1), seed=1)
    save_model(path, small_model(config, parameters=parameters, picture_shape=(16, 16)))

    assert load_model_in_process(path).recipe.filters == filters_fingerprint("pretrained")
    monkeypatch.setattr(model_file, "filters_fingerprint", lambda features: "1" * 64)
    reason = rf"its filters are missing; open it with Catgui {PROGRAM_VERSION}"
    with pytest.raises(ModelFileError, match=reason):
        load_model_in_process(path)


def test_a_model_of_filters_for_pictures_that_are_too_small_is_damaged(path):
    config = TrainingConfig((4,), iterations=3, features="pretrained")
    save_model(
        path, small_model(parameters=initialize_parameters_deep((256, 4, 1)), picture_shape=(16, 16), config=config)
    )
    write_described(path, path.read_bytes(), picture_shape=[8, 8])
    with pytest.raises(InvalidModelError, match="must be pixels for 8 x 8 pictures"):
        load_model_in_process(path)


@pytest.fixture
def convolution_model():
    config = replace(TrainingConfig.for_features("convolution"), hidden_layers=(3, 4), iterations=2)
    trainer = Trainer(random_examples(6, side=8), config)
    costs = np.array([step.cost for step in trainer])
    return small_model(parameters=trainer.parameters, picture_shape=(8, 8), config=config, costs=costs)


@pytest.mark.parametrize(
    ("name", "array", "reason"),
    [
        ("W1", np.zeros((3, 3, 3, 5), np.float32), r"W1 = \(3, 3, 3, 5\): does not fit"),
        ("mean2", np.zeros(4), r"mean2 = \(4,\): does not fit"),
        ("b1", np.full(3, np.nan, np.float32), "b1 = nan: does not fit"),
        ("variance1", np.full(3, -1, np.float32), "outputs overflow"),
        ("W2", np.full((3, 3, 3, 4), 1e38, np.float32), "outputs overflow"),
    ],
)
def test_the_arrays_of_convolution_are_checked(path, convolution_model, name, array, reason):
    save_model(path, convolution_model)
    assert load_model_in_process(path).parameters["W1"].dtype == np.float32

    write_changed(path, path.read_bytes(), **{name: array})

    with pytest.raises(ModelFileError, match=reason):
        load_model_in_process(path)


def test_a_form_of_the_notebooks_network_is_refused_for_convolution(path, convolution_model):
    recipe = RunRecipe(DataReference("drawings"), convolution_model.config, 2, 2, first_layer="gram")
    with pytest.raises(ModelFileError, match="first_layer = 'gram'"):
        save_model(path, replace(convolution_model, recipe=recipe))

    save_model(path, replace(convolution_model, recipe=recipe._replace(first_layer="convolution")))
    write_recipe(path, path.read_bytes(), first_layer="gram")
    with pytest.raises(InvalidModelError, match="first_layer = 'gram'"):
        load_model_in_process(path)
