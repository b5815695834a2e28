"""Texts about the plane of three pictures: each is true of the field that it is about."""

from dataclasses import replace

import numpy as np
import pytest

from catgui.domain.between import CORNERS, MIDDLE, BetweenRoom, Corner, Line, MixField
from catgui.domain.between_texts import (
    ABOVE_FILTERS,
    BEYOND,
    FOLDS,
    NO_LINE_HERE,
    NO_LINES,
    NO_UNITS,
    NO_UNITS_ABOVE,
    NOT_PHOTOS,
    ONE_OF_THREE,
    TOO_MANY_LINES,
    answer_text,
    corner_text,
    description,
    heading,
    lines_obstacle,
    lines_text,
    place_note,
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
    range=(0.1, 0.9),
    units=20,
    is_sharp=True,
)
ONE_COLOR = replace(FIELD, probabilities=np.full((2, 2), 0.344), range=(0.344, 0.344), inside=(2000, 0), lines=())


def room(features="pixels", note="", shown=(0, 1, 2), **changes):
    """A room whose field has some other values, with the pictures `shown` at its corners."""
    plane = MixPlane(np.stack([PICTURES[at] for at in shown]), features)
    return BetweenRoom(CORNERS_SHOWN, plane, None, ("non-cat", "cat"), replace(FIELD, **changes), note)


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({}, "25% of the triangle is called cat."),
        ({"inside": (2000, 1)}, "<1% of the triangle is called cat."),
        ({"inside": (2000, 2000)}, "No mix of these three is called non-cat (2,000 tried)."),
        ({"inside": (2000, 0)}, "No mix of these three is called cat (2,000 tried)."),
        ({"range": (0.4995, 0.5004)}, "Not sure anywhere: about 50% cat."),
        ({"range": (0.41, 0.58)}, "Not sure anywhere: between 41% and 58% cat."),
        ({"range": (0.52, 0.58), "inside": (2000, 2000)}, "No mix of these three is called non-cat (2,000 tried)."),
        ({"probabilities": np.full((2, 2), np.nan)}, DIVERGED),
    ],
)
def test_the_heading_is_the_main_finding(changes, text):
    assert heading(room(**changes)) == text


def test_a_dead_network_is_one_color():
    assert heading(replace(room(), field=ONE_COLOR)) == "One color: every mix gets the same answer, 34% cat."


def test_a_line_names_its_unit():
    assert lines_text(room(), None, is_shown=False) == ""
    assert lines_text(room(), None, is_shown=True) == FOLDS
    assert lines_text(room(), LINE, is_shown=True).startswith("Neuron 3 of layer 1 begins to be active here.")
    assert lines_text(room("pretrained"), None, is_shown=True) == ABOVE_FILTERS
    assert lines_text(room(lines=()), None, is_shown=True) == NO_LINE_HERE
    assert lines_text(room("convolution", lines=(), units=0), None, is_shown=True) == NO_LINES
    assert lines_text(room(lines=(), units=101), None, is_shown=True) == TOO_MANY_LINES


def test_without_hidden_layers_the_boundary_is_straight():
    assert lines_text(room(lines=(), units=0), None, is_shown=True) == NO_UNITS
    assert lines_text(room("pretrained", lines=(), units=0), None, is_shown=True) == NO_UNITS_ABOVE
    assert lines_obstacle(room(lines=(), units=0)) == NO_UNITS, "no button offers lines"
    assert lines_obstacle(room(lines=())) == "", "there are lines elsewhere"


def test_the_shares_of_a_mix_come_with_the_largest_first():
    assert shares_text(CORNERS_SHOWN, CORNERS[1]) == "100% Training picture 1"
    third = [f"33% {corner.title}" for corner in CORNERS_SHOWN]
    assert shares_text(CORNERS_SHOWN, MIDDLE).split("\n") == third
    beyond = shares_text(CORNERS_SHOWN, (0.5, 0.0)).split("\n")
    assert beyond[0].endswith("% Training picture 2")
    assert all(text.startswith("−") for text in beyond[1:])


def test_it_says_that_mixes_are_no_photos():
    assert place_note(room(), MIDDLE) == NOT_PHOTOS
    assert place_note(room(), (0.0, 0.0)) == BEYOND


@pytest.mark.parametrize(("shown", "place"), [((0, 1, 2), CORNERS[2]), ((1, 1, 1), MIDDLE)])
def test_one_of_the_three_pictures_is_no_mix(shown, place):
    assert place_note(room(shown=shown), place) == ONE_OF_THREE


@pytest.mark.parametrize(
    ("probability", "threshold", "text"),
    [
        (0.73, 0.5, "Predicted: cat (73%)"),
        (0.2, 0.5, "Predicted: non-cat (80%)"),
        (0.7, 0.9, "Predicted: non-cat (30%, by the threshold)"),
    ],
)
def test_the_answer_follows_the_threshold(probability, threshold, text):
    assert answer_text(room(threshold=threshold), probability) == text


def test_everything_is_said_to_screen_readers():
    said = description(room())
    assert heading(room()) in said
    note = "Not the data of this run, but pets."
    assert note in description(room(note=note))
    assert "Training picture 2. Actual: cat; Training picture 1. Actual: non-cat; my photo.jpg." in said
    assert "1 neuron begins to be active in the field." in said
    assert corner_text(CORNERS_SHOWN[2], ("a", "b")) == "my photo.jpg"


def test_a_saved_field_is_called_by_its_pictures():
    assert saved_name(CORNERS_SHOWN) == "between Training picture 2 Training picture 1 my photo.jpg"
