"""Changes of the logit as they are written."""

import pytest

from catgui.domain.explanation import format_change, format_size


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


@pytest.mark.parametrize(
    ("value", "text"), [(-1624.18, "1,624.18"), (0.0031, "0.0031"), (0.0, "0"), (-1.5e12, "1.50e+12")]
)
def test_a_size_has_no_sign(value, text):
    assert format_size(value) == text
    assert format_size(-value) == text


def test_what_is_no_number_has_a_size_in_words():
    assert (format_size(float("-inf")), format_size(float("nan"))) == ("∞", "NaN")
