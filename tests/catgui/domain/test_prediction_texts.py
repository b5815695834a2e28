"""Texts about predictions."""

from dataclasses import replace

from catgui.domain.photo_texts import actual_line
from catgui.domain.prediction_texts import (
    actual_text,
    button_tip,
    predicted_text,
)
from tests.support.photo_entries import make_entry


def test_a_prediction_and_a_label_are_written_side_by_side():
    assert predicted_text("non-cat", 0.952) == "Predicted: non-cat (95%)"
    assert predicted_text("c\nat", 1.0) == "Predicted: c\N{REPLACEMENT CHARACTER}at (>99%)"
    assert actual_text("cat") == "Actual: cat"


def test_the_part_follows_the_actual_class():
    entry = make_entry("cat.jpg", actual="cat")
    assert actual_line(replace(entry, part="train")) == "Actual: cat (training part)"
    assert actual_line(entry) == "Actual: cat"


def test_a_button_adds_or_moves():
    assert button_tip("test", "", "Shift+T") == "Add the photo to the data (key Shift+T)"
    assert button_tip("test", "train", "Shift+T") == "Move the photo to the test part (key Shift+T)"
    assert button_tip("train", "train", "T").startswith("The photo is in the training part")
