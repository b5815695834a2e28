"""The text of a verdict."""

from dataclasses import replace

import pytest

from catgui.domain.photo_entry import PhotoEntry, PhotoKey, Verdict
from catgui.inputs.sources import PathSource
from engine.images.photo import Framing

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
