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
        (float("nan"), "no number"),
        (float("-inf"), "no number"),
    ],
)
def test_a_share_has_its_sign_and_the_figures_that_count(value, text):
    assert format_contribution(value) == text


def test_the_sum_is_told_in_words():
    words = describe_sum(["−2", "+3", "+1", "+0.50", "−1"], "+0.50", ("non-cat", "cat"))
    assert "non-cat training pictures −2, the cat pictures +3, the average picture +1" in words
    assert words.endswith("the logit is +0.50. Above 0 the prediction is cat.")


def test_a_share_is_never_taken_for_the_effect_of_removing():
    assert "not what would happen if the picture were removed" in CONTRIBUTIONS_EXPLAINED
    assert "layer 2" in inactive_layer_text(2, "non-cat")
