"""The text of a verdict, and what verdicts are compared with."""

from dataclasses import replace

import pytest

from catgui.domain.photo_entry import PhotoEntry, PhotoKey, Verdict, are_about_cats
from catgui.inputs.sources import PathSource
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


def test_an_unprintable_class_name_has_replacement_characters():
    assert Verdict(0.9, ("a", "c\nat")).class_name == "c\N{REPLACEMENT CHARACTER}at"


@pytest.mark.parametrize(
    ("actual", "label", "correct"), [("cat", 1, True), ("non-cat", 0, False), ("", None, None), ("dog", None, None)]
)
def test_a_prediction_is_compared_with_the_actual_class(actual, label, correct):
    source = PathSource("/a/cat.png")
    entry = PhotoEntry(PhotoKey(), source, source.name, Framing.WHOLE, verdict=Verdict(0.9, CLASSES), actual=actual)
    assert (entry.actual_label, entry.is_correct) == (label, correct)
    assert replace(entry, verdict=None).is_correct is None


@pytest.mark.parametrize(
    ("classes", "about_cats"),
    [
        (None, True),
        (("non-cat", "cat"), True),
        (("dogs", " CATS "), True),
        (("cat", "dog"), False),
        (("non-cat", "cattle"), False),
    ],
)
def test_the_detector_answers_where_class_1_is_that_of_cats(classes, about_cats):
    assert are_about_cats(classes) is about_cats


@pytest.mark.parametrize(("actual", "correct"), [("cat", True), ("Cats", True), ("dog", False), ("", None)])
def test_the_detector_is_compared_with_any_actual_class(actual, correct):
    assert make_entry("a", detected=0.9, actual=actual).is_detected_correctly is correct
    assert make_entry("a", actual=actual).is_detected_correctly is None


def test_detector_and_network_disagree_if_their_classes_differ():
    assert make_entry("a", 0.2, detected=0.9).disagrees
    assert not make_entry("a", 0.6, detected=0.9).disagrees
    assert not make_entry("a", 0.2).disagrees
    assert not make_entry("a", detected=0.9).disagrees
