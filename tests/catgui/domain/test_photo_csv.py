"""The CSV of the predictions for photos."""

import csv
import io

import pytest

from catgui.domain.photo_csv import photo_csv
from catgui.domain.photo_entry import NEITHER, PhotoEntry, PhotoKey, Verdict
from catgui.inputs.sources import BytesSource, PathSource, source_at
from engine.images.photo import Framing


def rows(entries):
    return list(csv.DictReader(io.StringIO(photo_csv(entries), newline="")))


def entry(source, **facts):
    return PhotoEntry(PhotoKey(), source, source.name, Framing.CENTER, **facts)


def test_a_row_has_the_description_of_a_photo():
    read = entry(PathSource("/a/cat, black.jpg"), verdict=Verdict(0.25, ("non-cat", "cat"), 0.3), actual="cat")
    failed = entry(PathSource("/a/notes.txt"), error="this is text, not a picture")
    assert rows([entry(PathSource("/a/car.jpg"), actual=NEITHER)])[0]["actual"] == "neither"
    assert rows([read, failed]) == [
        {
            "photo": "/a/cat, black.jpg",
            "label": "non-cat",
            "probability": "0.25",
            "framing": "centre",
            "error": "",
            "actual": "cat",
            "threshold": "0.3",
        },
        {
            "photo": "/a/notes.txt",
            "label": "",
            "probability": "",
            "framing": "centre",
            "error": "this is text, not a picture",
            "actual": "",
            "threshold": "",
        },
    ]


@pytest.mark.parametrize("name", ["=HYPERLINK(0).png", "+1.png", "-1.png", "@SUM(A1).png", " =1.png"])
def test_a_name_is_no_formula_in_a_spreadsheet(name):
    (row,) = rows([entry(BytesSource(name, b""))])
    assert row["photo"] == f"'{name}"


def test_class_names_are_no_formulas_and_invalid_bytes_are_replaced():
    (row,) = rows([entry(PathSource("/a/\udcff.png"), verdict=Verdict(0.9, ("a", "=1+1")), actual="=1+1")])
    assert row["label"] == row["actual"] == "'=1+1"
    assert row["photo"] == "/a/\N{REPLACEMENT CHARACTER}.png"


def test_the_detector_has_columns_where_it_answers():
    answered = entry(PathSource("/a/cat.png"), detected=Verdict(0.93, ("non-cat", "cat")))
    unsure = entry(PathSource("/a/fox.png"), detected=Verdict(0.58, ("non-cat", "cat"), unsure_below=0.6))
    waiting = entry(PathSource("/a/dog.png"))
    table = list(csv.DictReader(io.StringIO(photo_csv([answered, unsure, waiting], has_detector=True), newline="")))
    assert [row["detector_label"] for row in table] == ["cat", "unsure", ""]
    assert [row["detector_probability"] for row in table] == ["0.93", "0.58", ""]
    assert "detector_label" not in rows([answered])[0]


def test_a_password_in_an_address_is_not_written():
    (row,) = rows([entry(source_at("https://me:secret@example.org/cat.png"), error="not downloaded")])
    assert row["photo"] == "https://example.org/cat.png"
