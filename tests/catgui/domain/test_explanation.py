"""Shares as they are written."""

import pytest

from catgui.domain.explanation import (
    describe_sum,
    format_contribution,
    format_size,
    heading,
)


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
    assert format_contribution(value) == text


@pytest.mark.parametrize(("threshold", "limit"), [(0.75, "+1.10"), (0.25, "−1.10"), (1.0, "+∞"), (0.0, "−∞")])
def test_the_sum_is_compared_with_the_threshold(threshold, limit):
    words = describe_sum(["−2", "+3", "+1", "+0.50", "−1"], "+0.50", ("non-cat", "cat"), threshold)
    assert words.endswith(f"the logit is +0.50. Above {limit} the prediction is cat.")


def test_a_heading_counts_the_pictures():
    assert heading(1, "cat") == "Toward cat: 1 training picture"
    assert heading(1200, "non-cat") == "Toward non-cat: 1,200 training pictures"


@pytest.mark.parametrize(
    ("value", "text"), [(-1624.18, "1,624.18"), (0.0031, "0.0031"), (0.0, "0"), (-1.5e12, "1.50e+12")]
)
def test_a_size_has_no_sign(value, text):
    assert format_size(value) == text
    assert format_size(-value) == text


def test_what_is_no_number_has_a_size_in_words():
    assert (format_size(float("-inf")), format_size(float("nan"))) == ("∞", "NaN")
