"""Networks, data and output of earlier releases: this version reads them, and gives the same answers."""

import json
import shutil

import numpy as np
import pytest
from PIL import Image

from engine.data.hdf5_pair import write_pair
from engine.data.sources import open_dataset
from engine.errors import NewerFileError, ReproductionError
from engine.saved_model.file import VERSION, load_model, save_model
from engine.saved_model.reproduction import reproduce_model
from tests.kept_files import (
    COMMANDS,
    EXPECTED,
    FIRST_FOLDERS,
    FOLDERS,
    NETWORKS,
    PAIR,
    REMOVED,
    REMOVED_KEYS,
    has_shape,
    original_name,
    printed,
)

# Another BLAS rounds differently.
CLOSE = {"rtol": 1e-6, "atol": 1e-9}


def expected_in(folder):
    return json.loads((folder / EXPECTED).read_text(encoding="ascii"))


@pytest.fixture(params=FOLDERS, ids=lambda folder: folder.name)
def folder(request):
    return request.param


@pytest.fixture(
    params=[(folder, name) for folder in FOLDERS for name in expected_in(folder)["networks"]],
    ids=lambda kept: f"{kept[0].name}-{kept[1]}",
)
def kept(request):
    """A network with its data, and what it must answer."""
    folder, name = request.param
    return folder / NETWORKS / f"{name}.npz", open_dataset(folder / PAIR), expected_in(folder)["networks"][name]


def test_there_are_files_of_the_first_release_whose_files_are_promised_to_be_read():
    assert "1.0.0" in [folder.name for folder in FOLDERS]


def test_a_network_answers_as_it_did(kept):
    path, dataset, expected = kept
    model = load_model(path)
    data = model.recipe.data.restore(dataset)
    config = {name: value for name, value in expected["config"].items() if name not in REMOVED}
    assert json.loads(json.dumps(model.config.as_dict())).items() >= config.items()
    assert (original_name(model.trained_on), model.classes) == ("pictures", ("non-cat", "cat"))
    np.testing.assert_allclose(model.probabilities(data.train.pictures).ravel(), expected["answers"], **CLOSE)


def test_a_kept_run_is_repeated_with_its_edits_if_its_options_are_there(kept, tmp_path):
    path, dataset, expected = kept
    model = load_model(path)
    data = model.recipe.data.restore(dataset)
    assert data.edits == model.recipe.data.edits
    assert (data.edits is None) == (original_name(expected["data"]) == expected["data"])
    # Of Catgui 1, the first of these was continued with other settings, the second trained with flips.
    is_of_first = path.parent.parent in FIRST_FOLDERS
    assert model.recipe.is_repeatable is not (is_of_first and path.stem in ("pixels", "convolution"))
    if not model.recipe.is_repeatable:
        with pytest.raises(ReproductionError, match="does not have its options"):
            reproduce_model(model, data)
        save_model(tmp_path / "again.npz", model)
        assert load_model(tmp_path / "again.npz").recipe.is_repeatable is False
        return
    found = reproduce_model(model, data)  # which compares costs and weights
    assert len(found.costs) == model.recipe.iterations


def test_a_pair_is_what_it_was_and_is_written_again_alike(folder, tmp_path):
    kept = open_dataset(folder / PAIR)
    assert (kept.train.count, kept.test.count, kept.picture_shape) == (16, 6, (16, 16))
    write_pair(kept, tmp_path / "again_train.h5")
    assert open_dataset(tmp_path).fingerprint == kept.fingerprint


@pytest.mark.parametrize("command", COMMANDS)
def test_what_a_command_prints_as_json_still_has_all_keys(command, folder, tmp_path):
    Image.new("RGB", (16, 16), (200, 120, 40)).save(tmp_path / "tom.png")
    found = printed(folder, command, tmp_path / "tom.png")
    kept = expected_in(folder)["json"][command]
    if command == "check":
        kept = {key: kept[key] for key in kept.keys() - REMOVED_KEYS}
    assert has_shape(found, kept), found


def test_a_newer_network_is_refused_in_one_sentence_and_left_alone(kept, tmp_path):
    path = shutil.copy(kept[0], tmp_path)
    with np.load(path) as archive:
        arrays = dict(archive)
    fields = json.loads(str(arrays["description"])) | {"version": VERSION + 1, "program": "2.0.0"}
    np.savez(path, **arrays | {"description": np.array(json.dumps(fields))})
    with open(path, "rb") as file:
        before = file.read()
    with pytest.raises(NewerFileError, match=r"^[^\n]*is from Catgui 2\.0\.0, [^\n.]*; update Catgui, [^\n.]*$"):
        load_model(path)
    with open(path, "rb") as file:
        assert file.read() == before


def test_no_file_names_a_computer_or_a_user(folder):
    for path in [path for path in folder.rglob("*") if path.is_file()]:
        for name in (b"/home", b"/root", b"/Users", b"/work"):
            assert name not in path.read_bytes(), path
