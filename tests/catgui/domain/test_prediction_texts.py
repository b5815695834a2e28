"""Texts about predictions."""

import pytest

from catgui.domain.photo_texts import addition_tip
from catgui.domain.prediction_texts import (
    actual_text,
    format_change,
    predicted_text,
)


def test_a_prediction_and_a_label_are_written_side_by_side():
    assert predicted_text("non-cat", 0.952) == "Predicted: non-cat (95%)"
    assert predicted_text("c\nat", 1.0) == "Predicted: c\N{REPLACEMENT CHARACTER}at (>99%)"
    assert actual_text("cat") == "Actual: cat"


@pytest.mark.parametrize(
    ("part", "parts", "tip"),
    [
        ("test", set(), ""),
        ("test", {""}, ""),
        ("test", {"train", ""}, ""),
        ("test", {"train"}, "Move to test"),
        ("train", {"train"}, "In training"),
    ],
)
def test_a_command_adds_or_moves(part, parts, tip):
    assert addition_tip(part, parts) == tip


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1624.18, "+1,624.18"),
        (-1622.784, "−1,622.78"),
        (0.5, "+0.50"),
        (-0.0031, "−0.0031"),
        (0.000081, "+8.1e−05"),
        (0.0, "0"),
        (-0.0, "0"),
        (-1.5e12, "−1.50e+12"),
        (float("nan"), "NaN"),
        (float("-inf"), "−∞"),
        (float("inf"), "+∞"),
    ],
)
def test_a_contribution_has_its_sign_and_significant_digits(value, text):
    assert format_change(value) == text
