"""The terminal commands print the notebook's lines or one JSON value, and end without a traceback whatever happens."""

import argparse
import json
import math
import os
import re
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.cli import data
from engine.cli import main as cli_main
from engine.cli import train as train_command
from engine.cli.main import main
from engine.cli.training_arguments import training_config
from engine.core import cost_line
from engine.data import course as course_photos
from engine.data.dataset import DataOrigin
from engine.data.image_folder import ImageFolderSettings
from engine.data.sources import open_dataset
from engine.export.notebook import RunPlan, export_notebook
from engine.images.photo import Framing
from engine.images.reader import read_photo
from engine.nn.examples import Examples
from engine.saved_model.file import load_model, save_model
from engine.saved_model.reproduction import reproduce_model
from engine.statistics import wilson_interval
from engine.training.config import OPTIONS, OTHER_DEFAULTS, TrainingConfig, non_default_options
from engine.training.features import count_features
from engine.training.run import TrainingRun
from engine.training.trainer import Trainer
from engine.vision.convolution import team
from engine.vision.detection.detector import Detector, builtin_detector
from tests import ROOT
from tests.support import child_tasks
from tests.support import notebook_oracle as oracle
from tests.support.hdf5_files import write_pair
from tests.support.small_data import make_dataset, save_pair
from tests.support.system import needs_links


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "photo.png"
    Image.new("RGB", (60, 40), (200, 120, 30)).save(path)
    return path


def child(*words, **options):
    """`python -m catgui` with these words, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "catgui", *words], cwd=ROOT, capture_output=True, timeout=110, check=False, **options
    )


def trained(folder, config):
    dataset = open_dataset(folder)
    train, test = (Examples.from_pictures(part.pictures, part.labels) for part in (dataset.train, dataset.test))
    trainer = Trainer(train, config, test)
    return trainer, [step.cost for step in trainer], train, test


# --- train


def test_training_prints_the_notebooks_lines(folder, capsys):
    assert main(["train", "--data", str(folder), "--layers", "4,3", "--iterations", "102", "--seed", "3"]) == 0

    trainer, costs, train, test = trained(folder, TrainingConfig((4, 3), iterations=102, seed=3))
    output = capsys.readouterr()
    assert output.out.splitlines() == [
        *(cost_line(iteration, costs[iteration]) for iteration in (0, 100, 101)),
        f"Results of iteration 102, on all pictures: training cost {trainer.metrics(train).cost}, "
        f"test cost {trainer.metrics(test).cost}",
        "Train:",
        f"Accuracy: {trainer.metrics(train).accuracy}",
        "Test:",
        f"Accuracy: {trainer.metrics(test).accuracy}",
    ]
    assert output.err == ""


def test_a_run_is_exported_as_the_window_exports_it(folder, tmp_path, capsys):
    path = tmp_path / "run.ipynb"
    assert main(["train", "--data", str(folder), "--layers", "4", "--iterations", "5", "--export", str(path)]) == 0

    run = TrainingRun(open_dataset(folder), TrainingConfig((4,), iterations=5))
    assert len(list(run)) == 5
    expected = tmp_path / "expected" / "run.ipynb"
    expected.parent.mkdir()
    export_notebook(RunPlan.of(run, run.snapshot()), run.dataset, expected)
    assert path.read_text(encoding="utf-8") == expected.read_text(encoding="utf-8")
    assert (tmp_path / "run_data.npz").read_bytes() == (expected.parent / "run_data.npz").read_bytes()


@pytest.mark.parametrize(
    ("name", "features", "status", "error"),
    [
        ("run.txt", "pixels", 2, "--export: must end with .ipynb"),
        ("gone/run.ipynb", "pixels", 1, "run.ipynb: it could not be written"),
        ("run.ipynb", "convolution", 1, "run.ipynb: notebooks have no convolution"),
    ],
)
def test_a_file_that_cannot_be_exported_is_told_before_the_training(
    folder, tmp_path, capsys, name, features, status, error
):
    arguments = ["train", "--data", str(folder), "--features", features, "--export", str(tmp_path / name)]
    assert main(arguments) == status

    output = capsys.readouterr()
    assert error in output.err
    assert output.out == ""


@pytest.mark.parametrize(("size", "is_told"), [("4", False), ("5000", True)])
def test_a_batch_of_more_pictures_than_there_are_is_told(folder, capsys, size, is_told):
    assert main(["train", "--data", str(folder), "--iterations", "1", "--batch-size", size]) == 0

    assert ("each iteration takes all" in capsys.readouterr().err) is is_told


def test_no_hidden_layers_are_asked_for_by_a_word(folder, capsys):
    words = ["--layers", "none", "--initialization", "zeros", "--iterations", "3", "--json"]
    assert main(["train", "--data", str(folder), *words]) == 0

    found = json.loads(capsys.readouterr().out)
    assert found["layers"] == [240, 1]
    assert found["costs"][0][1] == pytest.approx(math.log(2))
    assert main(["train", "--data", str(folder), "--layers", "none", "--features", "convolution"]) != 0
    assert "--layers: must have at least one block with convolution (got none)" in capsys.readouterr().err


def test_training_as_json_is_one_object_with_every_figure(folder, capsys):
    words = ["--layers", "4,3", "--learning-rate", "0.02", "--iterations", "150", "--seed", "3", "--json"]
    assert main(["train", "--data", str(folder), *words]) == 0

    config = TrainingConfig((4, 3), learning_rate=0.02, iterations=150, seed=3)
    trainer, costs, train, test = trained(folder, config)
    output = capsys.readouterr()
    found = json.loads(output.out)
    assert output.err == ""
    assert found.pop("seconds") > 0
    probabilities = trainer.probabilities(test)[0]
    assert found == {
        "data": open_dataset(folder).source,
        "layers": [240, 4, 3, 1],
        "learning_rate": 0.02,
        "iterations": 150,
        "seed": 3,
        "features": "pixels",
        "first_layer": "gram",
        "costs": [[iteration, costs[iteration]] for iteration in (0, 100, 149)],
        "results_of_iteration": 150,
        "train_cost": trainer.metrics(train).cost,
        "test_cost": trainer.metrics(test).cost,
        "train_accuracy": trainer.metrics(train).accuracy,
        "test_accuracy": trainer.metrics(test).accuracy,
        "test_accuracy_interval": list(wilson_interval(round(trainer.metrics(test).accuracy * test.count), test.count)),
        "train_wrong": np.flatnonzero((trainer.probabilities(train) > 0.5)[0] != train.Y[0]).tolist(),
        "test_wrong": np.flatnonzero((probabilities > 0.5) != test.Y[0]).tolist(),
        "test_probabilities": probabilities.tolist(),
    }


def test_a_network_learns_from_pretrained_filters_and_predicts_with_them(tmp_path, capsys):
    dataset = make_dataset(side=16)
    save_pair(tmp_path, dataset)
    Image.fromarray(dataset.test.pictures[0]).save(tmp_path / "photo.png")
    model, words = str(tmp_path / "model.npz"), ["--layers", "4", "--iterations", "30", "--json"]

    assert main(["train", "--data", str(tmp_path), "--features", "pretrained", "--save", model, *words]) == 0
    found = json.loads(capsys.readouterr().out)
    assert main(["predict", model, str(tmp_path / "photo.png"), "--json"]) == 0
    (answer,) = json.loads(capsys.readouterr().out)

    assert (found["features"], found["first_layer"]) == ("pretrained", "gram")
    assert found["layers"] == [count_features("pretrained", (16, 16)), 4, 1]
    assert answer["probability"] == pytest.approx(found["test_probabilities"][0])


def test_convolution_is_trained_with_its_own_defaults_and_predicts(tmp_path, capsys):
    dataset = make_dataset(side=16)
    save_pair(tmp_path, dataset)
    Image.fromarray(dataset.test.pictures[0]).save(tmp_path / "photo.png")
    model, words = str(tmp_path / "model.npz"), ["--layers", "3,4", "--iterations", "3", "--json"]

    assert main(["train", "--data", str(tmp_path), "--features", "convolution", "--save", model, *words]) == 0
    found = json.loads(capsys.readouterr().out)
    assert main(["predict", model, str(tmp_path / "photo.png"), "--json"]) == 0
    (answer,) = json.loads(capsys.readouterr().out)

    config = replace(TrainingConfig.for_features("convolution"), hidden_layers=(3, 4), iterations=3)
    assert load_model(model).config == config
    assert found["options"] == non_default_options(config)
    assert (found["features"], found["first_layer"]) == ("convolution", "convolution")
    assert found["layers"] == [16 * 16 * 3, 3, 4, 1]
    assert answer["probability"] == pytest.approx(found["test_probabilities"][0], rel=1e-5)


def test_features_that_do_not_go_with_other_arguments_are_refused(folder, capsys):
    assert main(["train", "--data", str(folder), "--features", "pretrained"]) == 2
    assert "--features: must be pixels for 8 x 10 pictures" in capsys.readouterr().err


def test_the_defaults_are_those_of_the_settings(monkeypatch):
    seen = []
    monkeypatch.setattr(train_command, "run", lambda arguments: seen.append(arguments) or 0)

    assert main(["train"]) == 0

    (arguments,) = seen
    assert training_config(arguments) == TrainingConfig()
    assert (arguments.data, arguments.save, arguments.json) == (["builtin"], None, False)


def test_options_make_the_run_that_they_make_in_the_engine_and_are_named_in_json(folder, capsys):
    options = {
        "l2": 0.4,
        "momentum": 0.9,
        "initialization": "he",
        "batch_size": 3,
        "dropout": 0.1,
        "patience": 25,
    }
    words = "--l2 0.4 --momentum 0.9 --initialization he --batch-size 3 --dropout 0.1 --patience 25"
    assert main(["train", "--data", str(folder), "--layers", "4", "--iterations", "120", *words.split(), "--json"]) == 0

    trainer, costs, _, test = trained(folder, TrainingConfig((4,), iterations=120, **options))
    found = json.loads(capsys.readouterr().out)
    assert found["options"] == options
    recorded = sorted({k for k in (0, 100) if k < len(costs)} | {len(costs) - 1})
    assert found["costs"] == [[k, costs[k]] for k in recorded]
    assert found["best_iteration"] == found["results_of_iteration"] == trainer.best.iteration
    assert found["test_probabilities"] == trainer.probabilities(test)[0].tolist()


def test_a_run_with_early_stopping_names_the_kept_weights(folder, capsys):
    words = ["--layers", "3", "--iterations", "40", "--patience", "10"]
    assert main(["train", "--data", str(folder), *words]) == 0

    trainer, costs, *_ = trained(folder, TrainingConfig((3,), iterations=40, patience=10))
    line = f"The weights after iteration {trainer.best.iteration} of {len(costs)} are kept."
    lines = capsys.readouterr().out.splitlines()
    assert line in lines
    assert lines[lines.index(line) + 1].startswith(
        f"Results of iteration {trainer.best.iteration}, on all pictures: training cost "
    )


@pytest.mark.parametrize("patience", [0, 10])
def test_with_l2_the_training_costs_have_the_penalty_and_it_is_named(folder, capsys, patience):
    words = ["--layers", "3", "--iterations", "40", "--l2", "0.7", "--patience", str(patience)]
    assert main(["train", "--data", str(folder), *words]) == 0
    assert main(["train", "--data", str(folder), *words, "--json"]) == 0

    output = capsys.readouterr().out
    found, line = json.loads(output.splitlines()[-1]), re.search("Results of iteration.*", output)[0]
    run = TrainingRun(open_dataset(folder), TrainingConfig((3,), iterations=40, l2=0.7, patience=patience))
    for _ in run:
        pass
    end = run.snapshot()
    assert found["results_of_iteration"] == end.network_iteration
    for name, cost in (("train", end.train_cost), ("test", end.test_cost), ("l2_penalty_in_train", end.penalty)):
        assert found[f"{name}_cost"] == pytest.approx(cost, rel=1e-12)
    assert end.penalty > 0.001
    assert line == (
        f"Results of iteration {end.network_iteration}, on all pictures: training cost "
        f"with L2 penalty {found['train_cost']}, test cost {found['test_cost']}"
    )


def test_the_network_is_saved_with_all_its_costs(model, folder):
    trainer, costs, _, _ = trained(folder, TrainingConfig((4, 3), iterations=5))

    saved = load_model(model)

    assert saved.config == TrainingConfig((4, 3), iterations=5)
    assert saved.trained_on == "my data"
    assert saved.picture_shape == (8, 10)
    np.testing.assert_array_equal(saved.costs, costs)
    np.testing.assert_array_equal(saved.parameters["W1"], trainer.parameters["W1"])


def test_the_run_of_a_saved_network_can_be_repeated(model, folder):
    found = reproduce_model(load_model(model), open_dataset(folder))

    assert found.run.iterations_done == 5
    assert found.test_costs[0].tolist() == [0, 1, 2, 3, 4, 5]


DEADLY = ["--layers", "5,3", "--learning-rate", "20", "--iterations", "60"]


def test_a_dead_network_is_warned_about_at_the_end(folder, capsys):
    assert main(["train", "--data", str(folder), *DEADLY]) == 0

    output = capsys.readouterr()
    assert output.err.startswith("Warning: Dead network: ")
    assert "lower learning rate" in output.err
    assert "Warning" not in output.out


def test_a_diverged_run_names_the_iteration(folder, capsys):
    assert main(["train", "--data", str(folder), "--learning-rate", "1e200"]) == 1

    output = capsys.readouterr()
    assert output.err.startswith("catgui: Training diverged at iteration ")
    assert output.err.count("\n") == 1


@pytest.mark.photos
def test_the_published_numbers_on_the_course_photos(course, capsys):
    assert main(["train", "--data", "course", "--json"]) == 0

    found = json.loads(capsys.readouterr().out)
    np.testing.assert_allclose([cost for _, cost in found["costs"]], oracle.COSTS, rtol=0, atol=1e-12)
    assert [iteration for iteration, _ in found["costs"]] == [*range(0, 2500, 100), 2499]
    assert (found["train_accuracy"], found["test_accuracy"]) == (oracle.TRAIN_ACCURACY, oracle.TEST_ACCURACY)
    assert (found["train_wrong"], found["test_wrong"]) == (oracle.TRAIN_WRONG, oracle.TEST_WRONG)
    assert found["data"] == "course"


# --- the course photos where they are not there yet


@pytest.fixture
def no_course(monkeypatch, tmp_path):
    """A computer without the course photos; returns a folder that a download may fill."""
    monkeypatch.delenv(course_photos.FOLDER_VARIABLE, raising=False)
    monkeypatch.setattr(course_photos, "data_folder", lambda: tmp_path / "nothing here")
    folder = tmp_path / "downloaded"
    folder.mkdir()
    return folder


def test_the_course_photos_are_downloaded_when_asked_for(no_course, monkeypatch, capsys):
    def fetch(work):
        work.report(10, 20)
        for path, file in zip(write_pair(no_course), course_photos.COURSE_FILES, strict=True):
            path.rename(no_course / file.name)
        work.report(20, 20)
        return tuple(no_course / file.name for file in course_photos.COURSE_FILES)

    monkeypatch.setattr(course_photos, "fetch", fetch)

    assert main(["data", "--data", "course", "--json"]) == 0

    output = capsys.readouterr()
    assert json.loads(output.out)["train_examples"] == 4
    assert output.err == ""


# --- predict


def test_the_photos_of_a_folder_are_predicted(model, photo, tmp_path, capsys):
    (tmp_path / "album" / "inner").mkdir(parents=True)
    for name in ("b.png", "a.png", "inner/c.png"):
        (tmp_path / "album" / name).write_bytes(photo.read_bytes())
    (tmp_path / "album" / "notes.txt").touch()
    assert main(["predict", str(model), str(tmp_path / "album"), "--json"]) == 0
    found = [Path(prediction["photo"]).name for prediction in json.loads(capsys.readouterr().out)]
    assert found == ["a.png", "b.png", "c.png"]
    (tmp_path / "empty").mkdir()
    assert main(["predict", str(model), str(tmp_path / "empty")]) == 1
    assert "empty" in capsys.readouterr().err


def test_a_prediction_is_one_line(model, photo, capsys):
    assert main(["predict", str(model), str(photo)]) == 0

    line = capsys.readouterr().out
    assert line.startswith(f"{photo}: ")
    assert line.count("\n") == 1


@pytest.mark.parametrize(("threshold", "name"), [(0.0, "cat"), (1.0, "non-cat")])
def test_the_prediction_is_at_the_threshold_saved_with_the_network(model, photo, threshold, name, capsys):
    saved = load_model(model)
    save_model(model, replace(saved, recipe=replace(saved.recipe, threshold=threshold)))

    assert main(["predict", str(model), str(photo), "--json"]) == 0

    (prediction,) = json.loads(capsys.readouterr().out)
    assert prediction["label"] == name


@pytest.mark.slow
def test_a_photo_that_crashes_its_library_is_one_failed_photo(model, photo, monkeypatch, capsys):
    monkeypatch.setattr("engine.images.reader._decode", child_tasks.crash_on_path_5)
    bad = photo.with_name("5.png")
    bad.write_bytes(photo.read_bytes())

    assert main(["predict", str(model), str(bad), str(photo)]) == 1

    output = capsys.readouterr()
    assert output.out.startswith(f"{photo}: ")
    assert output.err.startswith(f"{bad}: it crashes the library that reads it")


@pytest.mark.parametrize("framing", ["whole", "centre"])
def test_the_prediction_is_for_the_chosen_framing(model, photo, framing, capsys):
    assert main(["predict", str(model), str(photo), "--json", "--framing", framing]) == 0

    (answer,) = json.loads(capsys.readouterr().out)
    # One color all over: whatever is framed, every pixel is that color.
    picture = np.full((1, 8, 10, 3), [200, 120, 30], dtype=np.uint8)
    probability = load_model(model).probabilities(picture)[0, 0]
    assert answer["photo"] == str(photo)
    assert answer["probability"] == pytest.approx(probability, abs=0.01)
    assert answer["label"] == ("cat" if answer["probability"] > 0.5 else "non-cat")


def test_the_framing_and_the_threshold_are_those_of_the_network(model, tmp_path, capsys):
    Image.new("RGB", (40, 10), (200, 120, 30)).save(tmp_path / "wide.png")
    with Image.open(tmp_path / "wide.png") as wide:
        wide.paste((0, 0, 0), (0, 0, 12, 10))
        wide.save(tmp_path / "wide.png")
    loaded = load_model(model)
    origin = DataOrigin(("pets",), ImageFolderSettings(framing=Framing.CENTER).as_dict())
    views = read_photo(tmp_path / "wide.png", loaded.picture_shape).views
    probability = float(loaded.probabilities(views[Framing.CENTER][np.newaxis])[0, 0])
    # Halfway to certainty, so that the class is the less likely one.
    threshold = (1 + probability) / 2 if probability > 0.5 else probability / 2
    recipe = replace(loaded.recipe, data=replace(loaded.recipe.data, origin=origin), threshold=threshold)
    save_model(model, replace(loaded, recipe=recipe))

    assert main(["predict", str(model), str(tmp_path / "wide.png"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["probability"] == probability
    assert main(["predict", str(model), str(tmp_path / "wide.png")]) == 0
    said = capsys.readouterr()
    assert "%, by the threshold)" in said.out
    assert said.err == f"Above {threshold * 100:.3g}% the prediction is cat.\n"


def test_an_unreadable_photo_does_not_affect_the_others(model, photo, tmp_path, capsys):
    (tmp_path / "text.png").write_text("no picture")

    assert main(["predict", str(model), str(tmp_path / "text.png"), str(photo), str(tmp_path / "gone.png")]) == 1

    output = capsys.readouterr()
    assert output.out.startswith(f"{photo}: ")
    assert output.out.count("\n") == 1
    for line, name in zip(output.err.splitlines(), ("text.png", "gone.png"), strict=True):
        assert line.startswith(f"{tmp_path / name}: ")


def test_in_json_the_error_takes_the_place_of_the_prediction(model, photo, tmp_path, capsys):
    gone = str(tmp_path / "gone.png")

    assert main(["predict", str(model), gone, str(photo), "--json"]) == 1

    output = capsys.readouterr()
    first, second = json.loads(output.out)
    assert first["photo"] == gone
    assert "no such file" in first["error"]
    assert set(first) == {"photo", "error"}
    assert set(second) == {"photo", "label", "probability"}
    assert output.err == ""


@pytest.mark.slow
def test_the_builtin_detector_answers_in_the_form_of_a_network(model, photo, tmp_path, capsys):
    gone = str(tmp_path / "gone.png")
    assert main(["predict", str(model), gone, str(photo), "--json"]) == 1
    of_a_network = json.loads(capsys.readouterr().out)

    assert main(["predict", "builtin", gone, str(photo), "--json"]) == 1

    output = capsys.readouterr()
    found = json.loads(output.out)
    assert [list(answer) for answer in found] == [list(answer) for answer in of_a_network]
    assert found[0] == of_a_network[0]
    with team(1) as members:
        same = builtin_detector().detect(np.full((40, 60, 3), [200, 120, 30], np.uint8), members)
    assert found[1]["probability"] == pytest.approx(same.probability)
    assert found[1]["label"] == ("unsure" if same.is_unsure else "cat" if same.is_cat else "non-cat")
    assert output.err == f"{builtin_detector().record.sentence()}\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("below", "label", "text"),
    [(0.5, "cat|non-cat", r"(non-)?cat \(>?\d+%\)"), (1.0, "unsure", r"unsure \(cat [<>]?\d+%\)")],
)
def test_the_builtin_detector_is_unsure_below_the_probability_of_its_calibration(
    photo, capsys, monkeypatch, below, label, text
):
    detector = builtin_detector()
    unsure = Detector(detector.network, replace(detector.calibration, unsure_below=below), detector.record)
    monkeypatch.setattr("engine.vision.detection.detector.builtin_detector", lambda: unsure)

    assert main(["predict", "builtin", str(photo), "--json"]) == 0
    assert re.fullmatch(label, json.loads(capsys.readouterr().out)[0]["label"])
    assert main(["predict", "builtin", str(photo)]) == 0
    assert re.fullmatch(rf"{re.escape(str(photo))}: {text}\n", capsys.readouterr().out)


@pytest.mark.slow
def test_the_builtin_detector_prints_a_line_for_each_photo_and_says_how_often_it_is_right(photo, capsys):
    assert main(["predict", "builtin", str(photo), str(photo)]) == 0

    output = capsys.readouterr()
    assert re.fullmatch(rf"({re.escape(str(photo))}: \w+(-cat)? \(.+%\)\n){{2}}", output.out)
    assert output.err == f"{builtin_detector().record.sentence()}\n"


def test_the_builtin_detector_says_nothing_of_itself_where_no_photo_was_classified(tmp_path, capsys):
    text = tmp_path / "README.md"
    text.write_text("no photo")
    assert main(["predict", "builtin", str(text)]) == 1
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.startswith(f"{text}: ")
    assert output.err.count("\n") == 1


def test_an_argument_that_a_command_lacks_is_told_with_the_usage_of_the_command(capsys):
    with pytest.raises(SystemExit) as caught:
        main(["train", "--rate", "abc"])
    assert caught.value.code == 2
    error = capsys.readouterr().err
    assert error.startswith("usage: catgui train [-h] [--data")
    assert error.endswith("catgui train: error: unrecognized arguments: --rate abc\n")


ODD_NAMES = ["line\nbreak.png", "esc\x1b[31m.png", "\u202egnp.exe.png", " a b .png", "猫.png"]


@pytest.mark.skipif(os.name == "nt", reason="Windows does not allow such names")
@pytest.mark.parametrize("name", [*ODD_NAMES, "not-utf-8-\udcff.png"])
def test_no_name_breaks_the_output(model, photo, name, capsys):
    path = str(photo.rename(photo.parent / name))

    assert main(["predict", str(model), path, str(photo.parent / f"gone {name}")]) == 1
    output = capsys.readouterr()
    assert main(["predict", str(model), path, "--json"]) == 0

    for text in (output.out, output.err):
        assert text.count("\n") == 1
        assert "\x1b" not in text
        assert "\u202e" not in text
    (answer,) = json.loads(capsys.readouterr().out)
    answer["photo"].encode()
    assert answer["photo"] == (path.replace("\udcff", "\ufffd"))


# --- data


def test_the_overview_of_a_data_set(folder, capsys):
    assert main(["data", "--data", str(folder)]) == 0

    rows = [line.split("  ") for line in capsys.readouterr().out.splitlines()]
    found = {row[0]: row[-1].strip() for row in rows}
    assert found["Training examples"] == "12"
    assert found["Picture size"] == "8 x 10 pixels, RGB"
    assert found["Shape of train_x"] == "(12, 8, 10, 3)"
    assert found["In the test part"] == "6 non-cat (50.0%), 6 cat (50.0%)"


def test_pictures_in_both_parts_are_named(tmp_path, capsys):
    dataset = make_dataset(side=16)
    train, test = dataset.train, dataset.test
    pictures = test.pictures.copy()
    pictures[1] = train.pictures[2]
    save_pair(tmp_path, replace(dataset, test=replace(test, pictures=pictures)))

    assert main(["data", "--data", str(tmp_path)]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "In both parts: 1 picture (test 1 is train 2)."
    assert main(["data", "--data", str(tmp_path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["duplicates"] == [{"test": 1, "train": 2}]


# --- what goes wrong


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (
            ["train", "--layers", "1," * 40_000 + "1"],
            "--layers: must be none, or 1 to 50 whole numbers above 0, such as 20, 7, 5 (got 1,1,1,",
        ),
        (
            ["train", "--layers", "0"],
            "--layers: must be none, or 1 to 50 whole numbers above 0, such as 20, 7, 5 (got 0)",
        ),
        (["train", "--learning-rate", "-1"], "--learning-rate: must be a finite number above 0 (got -1.0)"),
        (["train", "--iterations", "0"], "--iterations: must be between 1 and"),
        (["train", "--seed", "-1"], "--seed: must be between 0 and"),
        (["train", "--data", "no/such/file.h5"], f"{Path('no/such/file.h5')}: "),
        (["data", "--data", "a", "b", "c"], "a data set is one or two HDF5 files"),
    ],
)
def test_an_error_is_one_line_or_one_object(words, text, capsys):
    status = 1 if "--data" in words else 2
    assert main(words) == status
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.startswith("catgui: ")
    assert text in output.err
    assert output.err.count("\n") == 1

    assert main([*words, "--json"]) == status
    output = capsys.readouterr()
    assert text in json.loads(output.out)["error"]
    assert output.err == ""


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("missing/model.npz", "there is no such folder"),
        pytest.param("link.npz", "there is no such folder", marks=needs_links),
        ("n" * 300, "the name is too long"),
        ("", "a folder has this name"),
    ],
    ids=["a folder that is not there", "a link into one", "a name too long", "no name"],
)
def test_an_unwritable_path_is_refused_before_training(folder, tmp_path, monkeypatch, capsys, name, reason):
    if name == "link.npz":
        (tmp_path / name).symlink_to(tmp_path / "missing" / "model.npz")
    monkeypatch.chdir(tmp_path)
    there = set(tmp_path.iterdir())

    assert main(["train", "--data", str(folder), "--iterations", "1", "--save", name]) == 1

    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.startswith(f"catgui: {Path(name)}: the model could not be saved: {reason}")
    assert set(tmp_path.iterdir()) == there


def test_a_failed_training_keeps_an_existing_model(folder, model, capsys):
    before = model.read_bytes()

    assert main(["train", "--data", str(folder), "--learning-rate", "1e200", "--save", str(model)]) == 1

    assert model.read_bytes() == before
    assert "diverged" in capsys.readouterr().err


def test_results_are_printed_even_if_the_network_cannot_be_saved(folder, tmp_path, monkeypatch, capsys):
    def full(source, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    words = ["train", "--data", str(folder), "--iterations", "1", "--save", str(tmp_path / "model.npz")]

    assert main(words) == 1
    output = capsys.readouterr()
    assert "Test:\nAccuracy: " in output.out
    assert "model.npz: the model could not be saved: the disk is full" in output.err
    assert main([*words, "--json"]) == 1
    output = capsys.readouterr()
    output_json = json.loads(output.out)
    assert "the disk is full" in output_json["error"]
    assert "test_accuracy" in output_json
    assert output.err == ""


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["fly"],
        ["train", "--layers", "20,x"],
        ["train", "--layers", ""],
        ["train", "--layers", "None"],
        ["train", "--iterations", "2.5"],
        ["train", "--learning-rate", "fast"],
        ["train", "--lay", "3"],
        ["train", "--initialization", "hers"],
        ["train", "--batch-size", "all"],
        ["predict", "model.npz"],
        ["predict", "model.npz", "photo.png", "--framing", "left"],
    ],
)
def test_wrong_usage_ends_with_2(words, capsys):
    with pytest.raises(SystemExit) as caught:
        main(words)

    assert caught.value.code == 2
    assert "usage: catgui" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "texts"),
    [
        (["--help"], ["train", "predict", "data", "examples:", "the window opens"]),
        (
            ["train", "--help"],
            ["Default: 20,7,5", "Default: 0.0075", "Default: 2500", "Default: 1", "course", "examples:"],
        ),
        (["--help"], ["A file that you name is replaced"]),
        (["train", "--help"], ["An existing file is replaced."]),
        (["page", "--help"], ["An existing file is replaced."]),
        (["data", "--help"], ["no file is replaced"]),
        (["train", "--help"], [f"--{option.field.replace('_', '-')}" for option in OPTIONS]),
        (["predict", "--help"], ["whole", "center", "examples:"]),
        (["data", "--help"], ["builtin", "course"]),
        (["--version"], ["catgui "]),
    ],
)
def test_the_help_lists_the_commands(words, texts, capsys):
    with pytest.raises(SystemExit) as caught:
        main(words)

    assert caught.value.code == 0
    output = " ".join(capsys.readouterr().out.split())
    for text in texts:
        assert text in output


@pytest.mark.parametrize(
    ("error", "status", "text"),
    [
        (KeyboardInterrupt(), 130, "catgui: interrupted\n"),
        (MemoryError(), 1, "catgui: There is too little free memory. Close other programs, then try again.\n"),
        (
            RuntimeError("can't start new thread"),
            1,
            "catgui: No more threads or processes can be started. Close other programs, then try again.\n",
        ),
    ],
)
def test_an_interruption_and_what_the_computer_lacks_are_one_line(error, status, text, monkeypatch, capsys):
    def fail(arguments: argparse.Namespace) -> int:
        raise error

    monkeypatch.setattr(data, "run", fail)

    assert main(["data"]) == status
    assert capsys.readouterr().err == text


# --- as a process


def heed_interrupts():
    """As in a terminal: what a shell starts in the background ignores them, and what that starts does too."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def endless(folder):
    return subprocess.Popen(
        [sys.executable, "-m", "catgui", "train", "--iterations", "10000000", "--layers", "2", "--data", str(folder)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=None if os.name == "nt" else heed_interrupts,
    )


@pytest.mark.slow
def test_a_closed_pipe_causes_no_traceback(folder):
    process = endless(folder)
    with process:
        first = process.stdout.readline()
        process.stdout.close()
        complaints = process.stderr.read()

    assert first.startswith(b"Cost after iteration 0: ")
    assert complaints == b""
    assert process.returncode == 1


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows sends no SIGINT to a child")
def test_an_interrupt_ends_with_130_and_one_line(folder):
    process = endless(folder)
    with process:
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        _, complaints = process.communicate(timeout=100)

    assert process.returncode == 130
    assert complaints == b"catgui: interrupted\n"


@pytest.mark.slow
def test_characters_that_the_terminal_lacks_are_escaped(model, photo):
    path = photo.rename(photo.parent / "猫.png")

    done = child("predict", str(model), str(path), env={**os.environ, "PYTHONIOENCODING": "ascii"})

    assert done.returncode == 0
    assert b"\\u732b.png: " in done.stdout


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
def test_a_full_disk_is_one_line(folder):
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "catgui", "data", "--data", str(folder)],
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=110,
            check=False,
        )

    assert (done.returncode, done.stderr.splitlines()) == (1, [b"catgui: No space left on device"])


@pytest.mark.parametrize("features", OTHER_DEFAULTS)
def test_the_help_has_the_defaults_of_features_as_arguments(capsys, features):
    with pytest.raises(SystemExit):
        main(["train", "--help"])
    text = capsys.readouterr().out
    words = text.partition(f" --features {features} --")[2].splitlines()[0]
    words = f"--{words}".split()
    # Beside those of the notebook.
    unwrapped = " ".join(text.split())
    assert "Default: 2500; with --features convolution 240 " in unwrapped
    assert "Default: 20,7,5; with --features convolution 16,32,64 " in unwrapped

    arguments = cli_main._parser().parse_args(["train", "--features", features, *words])
    assert training_config(arguments) == TrainingConfig.for_features(features)
    assert {"--momentum", "--layers"} <= set(words)
