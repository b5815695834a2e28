"""The text of a verdict."""

import pytest

from catgui.domain.photo_entry import Verdict

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
