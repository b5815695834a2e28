"""Shares as they are written."""

import pytest

from catgui.domain.explanation import (
    describe_sum,
    format_contribution,
    heading,
    how_to_read,
    how_to_read_in_full,
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
    words = describe_sum(["−2", "+3", "+1", "+0.50", "−1"], "+0.50", ("non-cat", "cat"), 0.5)
    assert "non-cat training pictures −2, the cat pictures +3, the mean picture +1" in words
    assert words.endswith("the logit is +0.50. Above 0 the prediction is cat.")


@pytest.mark.parametrize(("threshold", "limit"), [(0.75, "+1.10"), (0.25, "−1.10"), (1.0, "+∞"), (0.0, "−∞")])
def test_the_sum_is_compared_with_the_threshold(threshold, limit):
    words = describe_sum(["−2", "+3", "+1", "+0.50", "−1"], "+0.50", ("non-cat", "cat"), threshold)
    assert words.endswith(f"the logit is +0.50. Above {limit} the prediction is cat.")


def test_the_texts_distinguish_contributions_from_removal():
    assert "not what would change without the picture" in how_to_read_in_full(("non-cat", "cat"), "pixels")
    assert "layer 2" in inactive_layer_text(2, "non-cat")


def test_how_to_read_a_row_names_the_classes_and_the_average_picture():
    text = how_to_read(("dog", "{cat}"), "pixels")
    assert text.startswith("+ pushes towards {cat}, − towards dog.")
    assert "A picture labeled {cat} can push towards dog" in text
    assert "The mean is what all pictures have in common" in text


def test_a_heading_counts_the_pictures():
    assert heading(1, "cat") == "1 training picture pushes towards cat"
    assert heading(1200, "non-cat") == "1,200 training pictures push towards non-cat"


def test_the_opposite_of_a_picture_is_told_in_what_the_network_takes():
    classes = "non-cat", "cat"
    assert "bright where it is dark" in how_to_read(classes, "pixels")
    assert "bright" not in how_to_read_in_full(classes, "pretrained")
    assert "filters" in how_to_read(classes, "pretrained")
