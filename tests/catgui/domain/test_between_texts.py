"""Texts about the plane of three pictures: each is true of the field that it is about."""

from dataclasses import replace

import numpy as np
import pytest

from catgui.domain.between import CORNERS, MIDDLE, BetweenResult, Corner, Line, MixField
from catgui.domain.between_texts import (
    LINES,
    NO_LINE_HERE,
    NO_UNITS,
    TOO_MANY_LINES,
    answer_text,
    corner_text,
    description,
    heading,
    lines_text,
    saved_name,
    shares_text,
)
from catgui.domain.prediction_texts import DIVERGED
from engine.training.mix_plane import MixPlane

PICTURES = [np.full((2, 2, 3), value, np.uint8) for value in (0, 90, 200)]
CORNERS_SHOWN = (
    Corner(PICTURES[0], "Training picture 2", 1),
    Corner(PICTURES[1], "Training picture 1", 0),
    Corner(PICTURES[2], "my photo.jpg", None),
)
LINE = Line(0, 2, np.array([[0.0, 0.5, 1.0, 0.5]]))
FIELD = MixField(
    probabilities=np.array([[0.1, 0.9], [0.2, 0.8]]),
    threshold=0.5,
    boundary=np.array([[0.5, 0.0, 0.5, 1.0]]),
    lines=(LINE,),
    inside=(2000, 500),
    units=20,
    is_sharp=True,
)


def result(note="", **changes):
    """A result whose field has some other values."""
    plane = MixPlane(np.stack(PICTURES), "pixels")
    return BetweenResult(CORNERS_SHOWN, plane, None, ("non-cat", "cat"), replace(FIELD, **changes), note)


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({}, "25% of the triangle is called cat."),
        ({"inside": (2000, 1)}, "<1% of the triangle is called cat."),
        ({"inside": (2000, 2000)}, "No mix of these three is called non-cat."),
        ({"inside": (2000, 0)}, "No mix of these three is called cat."),
        ({"probabilities": np.full((2, 2), np.nan)}, DIVERGED),
    ],
)
def test_the_heading_is_the_main_finding(changes, text):
    assert heading(result(**changes)) == text


@pytest.mark.parametrize(
    ("changes", "line", "text"),
    [
        ({}, None, LINES),
        ({}, LINE, "Neuron 3 of layer 1 switches on here. Click: its weights."),
        ({"lines": ()}, None, NO_LINE_HERE),
        ({"lines": (), "units": 0}, None, NO_UNITS),
        ({"lines": (), "units": 101}, None, TOO_MANY_LINES),
    ],
)
def test_the_caption_says_what_lines_are_or_why_there_are_none(changes, line, text):
    assert lines_text(result(**changes), line) == text
    assert len(text.split()) <= 12


def test_the_shares_of_a_mix_come_with_the_largest_first():
    assert shares_text(CORNERS_SHOWN, CORNERS[1]) == "100% Training picture 1"
    third = [f"33% {corner.title}" for corner in CORNERS_SHOWN]
    assert shares_text(CORNERS_SHOWN, MIDDLE).split("\n") == third
    beyond = shares_text(CORNERS_SHOWN, (0.5, 0.0)).split("\n")
    assert beyond[0].endswith("% Training picture 2")
    assert all(text.startswith("−") for text in beyond[1:])


@pytest.mark.parametrize(
    ("probability", "threshold", "text"),
    [
        (0.73, 0.5, "Predicted: cat (73%)"),
        (0.2, 0.5, "Predicted: non-cat (80%)"),
        (0.7, 0.9, "Predicted: non-cat (30%, by the threshold)"),
    ],
)
def test_the_answer_follows_the_threshold(probability, threshold, text):
    assert answer_text(result(threshold=threshold), probability) == text


def test_everything_is_said_to_screen_readers():
    said = description(result())
    assert heading(result()) in said
    note = "Not the data of this run, but pets."
    assert note in description(result(note=note))
    assert "Training picture 2. Actual: cat; Training picture 1. Actual: non-cat; my photo.jpg." in said
    assert corner_text(CORNERS_SHOWN[2], ("a", "b")) == "my photo.jpg"


def test_a_saved_field_is_called_by_its_pictures():
    assert saved_name(CORNERS_SHOWN) == "between Training picture 2 Training picture 1 my photo.jpg"
