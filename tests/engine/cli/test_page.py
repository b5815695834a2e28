"""The command `page` writes a page of a network, with its accuracy where its data are on this computer."""

import pytest

from engine.cli.main import main
from engine.saved_model.file import load_model
from tests.support.hdf5_files import alternating_labels, random_pictures, write_pair


def made(model, tmp_path):
    path = tmp_path / "page.html"
    assert main(["page", str(model), "--out", str(path)]) == 0
    return path.read_text(encoding="utf-8")


def test_the_page_is_written_with_the_accuracy_on_the_test_pictures_of_its_data(model, tmp_path, capsys):
    html = made(model, tmp_path)

    assert html.startswith("<!DOCTYPE html>")
    assert " of 12 test pictures of “my data”" in html
    assert f"page.html: {len(html.encode()) / 1000:.1f} kB. " in capsys.readouterr().out
    assert "Is it a cat?" in made("builtin", tmp_path)


@pytest.mark.parametrize("change", ["gone", "others"])
def test_without_its_data_as_they_were_nothing_is_said_of_its_accuracy(model, folder, tmp_path, change):
    for file in sorted(folder.iterdir()):
        file.unlink()
    if change == "others":
        write_pair(folder, pictures=random_pictures(12, seed=9), labels=alternating_labels(12))

    assert "was not measured" in made(model, tmp_path)
    assert load_model(model).trained_on == "my data"


def test_a_page_that_cannot_be_written_is_one_line(model, tmp_path, capsys):
    assert main(["page", str(model), "--out", str(tmp_path / "nowhere" / "page.html")]) == 1
    assert capsys.readouterr().err.count("\n") == 1
