"""Shares as they are written."""

import pytest

from catgui.domain.explanation_texts import (
    CONTRIBUTIONS_EXPLAINED,
    describe_sum,
    format_contribution,
    inactive_layer_text,
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


def test_the_sum_is_described_in_a_sentence():
    words = describe_sum(["−2", "+3", "+1", "+0.50", "−1"], "+0.50", ("non-cat", "cat"))
    assert "non-cat training pictures −2, the cat pictures +3, the average picture +1" in words
    assert words.endswith("the logit is +0.50. Above 0 the prediction is cat.")


def test_the_texts_distinguish_contributions_from_removal():
    assert "not what would happen if the picture were removed" in CONTRIBUTIONS_EXPLAINED
    assert "layer 2" in inactive_layer_text(2, "non-cat")
