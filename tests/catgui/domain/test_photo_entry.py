"""The text of a verdict, and what verdicts are compared with."""

import csv
import io
from dataclasses import replace

import pytest

from catgui.domain.photo_entry import PhotoEntry, PhotoKey, Verdict, label_of, photo_csv
from catgui.domain.photo_texts import description
from catgui.inputs.sources import PathSource, source_at
from engine.images.photo import Framing
from tests.support.photo_entries import make_entry

CLASSES = ("non-cat", "cat")


@pytest.mark.parametrize(
    ("probability", "text"),
    [
        (0.942, "Predicted: cat (94%)"),
        (0.058, "Predicted: non-cat (94%)"),
        (0.5, "Predicted: non-cat (50%)"),
        (0.5001, "Predicted: cat (50%)"),
        (1.0, "Predicted: cat (>99%)"),
        (0.0, "Predicted: non-cat (>99%)"),
        (0.994, "Predicted: cat (99%)"),
    ],
)
def test_a_verdict_has_the_class_and_a_confidence_below_100_percent(probability, text):
    assert Verdict(probability, CLASSES).text == text


@pytest.mark.parametrize(
    ("actual", "label", "correct"),
    [("cat", 1, True), ("bird", 0, False), ("", None, None), ("dog", None, None)],
)
def test_a_prediction_is_compared_with_the_actual_class(actual, label, correct):
    source, verdict = PathSource("/a/cat.png"), Verdict(0.9, ("bird", "cat"))
    entry = PhotoEntry(PhotoKey(), source, source.name, Framing.WHOLE, verdict=verdict, actual=actual)
    assert (entry.actual_label, entry.is_correct) == (label, correct)
    assert replace(entry, verdict=None).is_correct is None


@pytest.mark.parametrize(
    ("name", "classes", "label"),
    [
        ("cats", ("non-cat", "cat"), 1),
        ("cat", ("dogs", "Cats"), 1),
        ("cats", ("cat", "dog"), 0),
        ("my cats", ("non-cat", "cat"), None),
        ("cat", ("dog", "my cats"), None),
        ("cats", ("Cat", "cat"), None),
        ("not cats", ("non-cat", "cat"), None),
    ],
)
def test_another_name_of_cats_is_their_class_and_a_kind_of_them_is_not(name, classes, label):
    assert label_of(name, classes) == label


def rows(entries):
    return list(csv.DictReader(io.StringIO(photo_csv(entries), newline="")))


def entry(source, **facts):
    return PhotoEntry(PhotoKey(), source, source.name, Framing.CENTER, **facts)


def test_a_row_has_the_description_of_a_photo():
    read = entry(PathSource("/a/cat, black.jpg"), verdict=Verdict(0.25, ("non-cat", "cat"), 0.3), actual="cat")
    failed = entry(PathSource("/a/notes.txt"), error="this is no picture of a known format; save it as PNG or JPEG")
    # As sessions of 1.x have it.
    assert rows([entry(PathSource("/a/car.jpg"), actual=" neither")])[0]["actual"] == "neither"
    assert [dict(list(row.items())[:7]) for row in rows([read, failed])] == [  # later ones may follow these
        {
            "photo": "cat, black.jpg",
            "label": "non-cat",
            "probability": "0.25",
            "framing": "centre",
            "error": "",
            "actual": "cat",
            "threshold": "0.3",
        },
        {
            "photo": "notes.txt",
            "label": "",
            "probability": "",
            "framing": "centre",
            "error": "this is no picture of a known format; save it as PNG or JPEG",
            "actual": "",
            "threshold": "",
        },
    ]


def test_class_names_are_no_formulas_and_invalid_bytes_are_replaced():
    (row,) = rows([entry(PathSource("/a/\udcff.png"), verdict=Verdict(0.9, ("a", "=1+1")), actual="=1+1")])
    assert row["label"] == row["actual"] == "'=1+1"
    assert row["photo"] == "\N{REPLACEMENT CHARACTER}.png"


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


def test_a_description_begins_with_the_name_and_has_the_whole_path_at_the_end():
    lines = description(replace(make_entry("tom.png"), source=PathSource("/home/me/photos/tom.png"))).splitlines()
    assert (lines[0], lines[-1]) == ("tom.png", "/home/me/photos/tom.png")


def test_a_description_has_the_answer_of_the_network_first():
    lines = description(make_entry("a", 0.29, "cat", detected=0.93)).splitlines()
    assert lines[2:5] == ["Predicted: non-cat (71%)", "Detector: cat (93%)", "Actual: cat"]
    unsure = make_entry("a", detected=0.6, unsure_below=0.7)
    assert description(unsure).splitlines()[2] == "Detector: unsure (60%)"


def test_without_data_the_classes_are_those_of_the_detector():
    entry = replace(make_entry("a", actual="non-cat"), classes=None)
    assert entry.actual_label == 0
