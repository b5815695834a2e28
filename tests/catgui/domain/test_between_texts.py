"""Texts about the plane of three pictures: each is true of the field that it is about."""

from dataclasses import replace

import numpy as np
import pytest

from catgui.domain.between import CORNERS, MIDDLE, BetweenRoom, Corner, Line, MixField, Side
from catgui.domain.between_texts import (
    ABOVE_FILTERS,
    ALL_EQUAL,
    BEYOND,
    FOLDS,
    NO_LINE_HERE,
    NO_LINES,
    NO_UNITS,
    NO_UNITS_ABOVE,
    NOT_PHOTOS,
    NOTHING_ARRIVES,
    ONE_OF_THREE,
    TOO_MANY_LINES,
    TWO_EQUAL,
    answer_text,
    corner_text,
    description,
    findings,
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
    sides=(Side(0, 1, (0.634,), 1025), Side(1, 2, (), 1025), Side(2, 0, (0.1, 0.2, 0.3, 0.4), 1025)),
    inside=(2000, 500),
    range=(0.1, 0.9),
    silent_layer=None,
    units=20,
    is_sharp=True,
)
ONE_COLOR = replace(FIELD, probabilities=np.full((2, 2), 0.344), range=(0.344, 0.344), inside=(2000, 0), lines=())


def room(features="pixels", iteration=None, note="", shown=(0, 1, 2), **changes):
    """A room whose field has some other values, with the pictures `shown` at its corners."""
    plane = MixPlane(np.stack([PICTURES[at] for at in shown]), features)
    return BetweenRoom(CORNERS_SHOWN, plane, None, ("non-cat", "cat"), replace(FIELD, **changes), iteration, note)


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({}, "25% of the triangle is called cat."),
        ({"inside": (2000, 1)}, "<1% of the triangle is called cat."),
        ({"inside": (2000, 2000)}, "No mix of these three is called non-cat (2,000 tried)."),
        ({"inside": (2000, 0)}, "No mix of these three is called cat (2,000 tried)."),
        ({"range": (0.4995, 0.5004)}, "Not sure anywhere: about 50% cat."),
        ({"range": (0.41, 0.58)}, "Not sure anywhere: between 41% and 58% cat."),
        (
            {"range": (0.52, 0.58), "inside": (2000, 2000)},
            "No mix of these three is called non-cat (2,000 tried). Not sure anywhere: between 52% and 58% cat.",
        ),
        (
            {"sides": tuple(Side(*ends, (), 1025) for ends in ((0, 1), (1, 2), (2, 0)))},
            "25% of the triangle is called cat, none of it on a side.",
        ),
        ({"probabilities": np.full((2, 2), np.nan)}, DIVERGED),
    ],
)
def test_the_heading_is_the_main_finding(changes, text):
    assert heading(room(**changes)) == text


def test_it_says_how_often_the_answer_changes_along_each_side_and_where():
    assert findings(room()) == [
        "From Training picture 2 to Training picture 1 the answer changes once, at 63%.",
        "From Training picture 1 to my photo.jpg no change of the answer.",
        "From my photo.jpg to Training picture 2 the answer changes 4 times, at 10%, 20%, 30% and on.",
        "Tried on each side: 1,025 mixes.",
    ]
    assert findings(room(units=0, lines=())) == findings(room())[:-1], "a line crosses a side once at most"


def test_two_places_are_joined_by_a_word():
    sides = (Side(0, 1, (0.38, 0.94), 1025), *FIELD.sides[1:])
    assert findings(room(sides=sides))[0].endswith("the answer changes twice, at 38% and 94%.")


@pytest.mark.parametrize("changes", [{"inside": (2000, 0)}, {"probabilities": np.full((2, 2), np.nan)}])
def test_there_is_nothing_to_say_of_the_sides_where_nothing_changes(changes):
    assert findings(room(**changes)) == []


def test_a_dead_network_is_one_color_and_it_says_why():
    dead = replace(room(), field=replace(ONE_COLOR, silent_layer=2))
    assert heading(dead) == "One color: every mix gets the same answer, 34% cat."
    assert findings(dead) == ["No neuron of layer 2 is active for any of them: it passes nothing on."]
    assert findings(replace(dead, field=ONE_COLOR)) == [NOTHING_ARRIVES], "as of weights that are zero"


def test_pictures_that_are_the_same_are_named_as_that():
    assert findings(room(shown=(1, 0, 1))) == [TWO_EQUAL, *findings(room())[:2], findings(room())[-1]]
    assert findings(room(shown=(1, 1, 1))) == [ALL_EQUAL]
    alike = replace(room(shown=(2, 2, 2)), field=replace(ONE_COLOR, silent_layer=2))
    assert findings(alike) == [ALL_EQUAL], "the network need not be dead"


def test_it_says_what_the_field_is_of():
    assert findings(room(note="Not the data of this run, but pets."))[-1] == "Not the data of this run, but pets."
    assert findings(room("pretrained"))[-1] == "Through filters, 4 mixes are answered; the rest is smoothed."
    followed = findings(room("convolution", iteration=1200))
    assert followed[-1] == "This is iteration 1,200: with filters of its own, it follows at rest."


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
    assert all(finding in said for finding in findings(room()))
    assert "Training picture 2. Actual: cat; Training picture 1. Actual: non-cat; my photo.jpg." in said
    assert "1 neuron begins to be active in the field." in said
    assert corner_text(CORNERS_SHOWN[2], ("a", "b")) == "my photo.jpg"


def test_a_saved_field_is_called_by_its_pictures():
    assert saved_name(CORNERS_SHOWN) == "between Training picture 2 Training picture 1 my photo.jpg"
