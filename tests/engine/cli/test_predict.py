"""The command `predict` prints a line for each photo, or one JSON list."""

import json
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.cli.main import main
from engine.data.dataset import DataOrigin
from engine.data.image_folder import ImageFolderSettings
from engine.images.photo import Framing
from engine.images.reader import read_photo
from engine.saved_model.file import load_model, save_model
from engine.vision.convolution import team
from engine.vision.detection import builtin_detector


def test_the_photos_of_a_folder_are_predicted(model, photo, tmp_path, capsys):
    (tmp_path / "album" / "inner").mkdir(parents=True)
    for name in ("b.png", "a.png", "inner/c.png"):
        (tmp_path / "album" / name).write_bytes(photo.read_bytes())
    (tmp_path / "album" / "notes.txt").touch()
    assert main(["predict", str(model), str(tmp_path / "album"), "--json"]) == 0
    found = [Path(prediction["photo"]).name for prediction in json.loads(capsys.readouterr().out)]
    assert found == ["a.png", "b.png", "c.png"]


def test_a_folder_without_pictures_is_said_to_be_empty(model, tmp_path, capsys):
    (tmp_path / "album").mkdir()
    assert main(["predict", str(model), str(tmp_path / "album")]) == 1
    reason = "this folder is empty or holds no pictures; choose another one"
    assert capsys.readouterr().err == f"{tmp_path / 'album'}: {reason}\n"


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
    recipe = loaded.recipe._replace(data=loaded.recipe.data._replace(origin=origin), threshold=threshold)
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
    assert main(["predict", str(model), str(tmp_path / "gone.png"), str(photo), "--json"]) == 1
    printed = capsys.readouterr()
    first, second = json.loads(printed.out)
    assert (first["photo"], set(first)) == (str(tmp_path / "gone.png"), {"photo", "error"})
    assert (set(second), printed.err) == ({"photo", "label", "probability"}, "")
    for line, name in zip(output.err.splitlines(), ("text.png", "gone.png"), strict=True):
        assert line.startswith(f"{tmp_path / name}: ")


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


def test_the_builtin_detector_says_nothing_of_itself_where_no_photo_was_classified(tmp_path, capsys):
    text = tmp_path / "README.md"
    text.write_text("no photo")
    assert main(["predict", "builtin", str(text)]) == 1
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.startswith(f"{text}: ")
    assert output.err.count("\n") == 1


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
