"""The verdicts as CSV."""

import csv

import pytest

from catgui.photo_entry import PhotoEntry, PhotoKey, Verdict
from catgui.photo_sources import DataSource, PathSource
from catgui.photo_table import save_csv
from engine.photos import Framing


def rows(entries, path):
    save_csv(entries, path)
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def entry(source, **facts):
    return PhotoEntry(PhotoKey(), source, source.name, Framing.CENTRE, **facts)


def test_a_row_says_all_about_a_photo(tmp_path):
    read = entry(PathSource("/a/cat, black.jpg"), verdict=Verdict(0.25, ("non-cat", "cat")))
    failed = entry(PathSource("/a/notes.txt"), error="this is text, not a picture")
    assert rows([read, failed], tmp_path / "verdicts.csv") == [
        {
            "photo": "/a/cat, black.jpg",
            "label": "non-cat",
            "probability": "0.25",
            "framing": "centre",
            "error": "",
        },
        {
            "photo": "/a/notes.txt",
            "label": "",
            "probability": "",
            "framing": "centre",
            "error": "this is text, not a picture",
        },
    ]


@pytest.mark.parametrize("name", ["=HYPERLINK(0).png", "+1.png", "-1.png", "@SUM(A1).png", " =1.png"])
def test_a_name_never_runs_in_a_spreadsheet(tmp_path, name):
    (row,) = rows([entry(DataSource(name, b""))], tmp_path / "verdicts.csv")
    assert row["photo"] == f"'{name}"


def test_a_class_name_never_runs_either_and_bytes_that_are_no_text_do_no_harm(tmp_path):
    (row,) = rows([entry(PathSource("/a/\udcff.png"), verdict=Verdict(0.9, ("a", "=1+1")))], tmp_path / "verdicts.csv")
    assert row["label"] == "'=1+1"
    assert row["photo"] == "/a/\N{REPLACEMENT CHARACTER}.png"
