"""The text of a verdict."""

import pytest

from catgui.domain.photo_entry import Verdict

CLASSES = ("non-cat", "cat")


@pytest.mark.parametrize(
    ("probability", "text"),
    [
        (0.942, "cat, 94% sure"),
        (0.058, "non-cat, 94% sure"),
        (0.5, "non-cat, 50% sure"),
        (0.5001, "cat, 50% sure"),
        (1.0, "cat, over 99% sure"),
        (0.0, "non-cat, over 99% sure"),
        (0.994, "cat, 99% sure"),
    ],
)
def test_a_verdict_has_the_class_and_a_confidence_below_100_percent(probability, text):
    assert Verdict(probability, CLASSES).text == text


def test_an_unprintable_class_name_has_replacement_characters():
    assert Verdict(0.9, ("a", "c\nat")).class_name == "c\N{REPLACEMENT CHARACTER}at"
