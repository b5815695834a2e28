"""The verdict in words."""

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
def test_says_the_class_and_how_sure_and_never_quite_certain(probability, text):
    assert Verdict(probability, CLASSES).text == text


def test_a_class_name_that_cannot_be_shown_is_shown_otherwise():
    assert Verdict(0.9, ("a", "c\nat")).class_name == "c\N{REPLACEMENT CHARACTER}at"
