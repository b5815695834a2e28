"""The texts about maps: printed sums that are right, places in words, and what the numbers are."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catgui.domain import map_texts
from catgui.domain.map_texts import PlaceMap

CLASSES = ("non-cat", "cat")
finite = st.floats(-50, 50)


def exact(logit, bias, shape=(3, 3)):
    return PlaceMap("Detector", np.full(shape, logit - bias), logit, bias)


def single(row, column, value=2.0, shape=(12, 16), bias=0.0):
    values = np.zeros(shape)
    values[row, column] = value
    return PlaceMap("Detector", values, bias + values.mean(), bias)


def covered(values, logit=1.0):
    return PlaceMap(map_texts.BY_OCCLUSION, np.asarray(values, float), logit, patch=16)


def number(text):
    return round(float(text.replace("−", "-").replace(",", "")) * 100)


@given(logit=finite, bias=finite)
def test_the_printed_sum_is_right_and_each_number_nearly(logit, bias):
    words = map_texts.sum_text(exact(logit, bias), "cat").split()

    printed_bias, mean, printed_logit = number(words[1]), number(words[7]), number(words[10].rstrip(","))
    assert printed_bias + mean == printed_logit
    assert mean == pytest.approx(100 * (logit - bias), abs=1.01)
    assert printed_logit == pytest.approx(100 * logit, abs=0.51)
    assert "−0.00" not in words


def test_without_a_bias_there_is_no_sum():
    assert map_texts.sum_text(covered([[0.1]], logit=-1.1), "cat") == "Score −1.10, 25% cat"


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        (0, 0, "upper left"),
        (0, 8, "top"),
        (0, 15, "upper right"),
        (6, 0, "left"),
        (6, 8, "middle"),
        (11, 15, "lower right"),
        (11, 7, "bottom"),
    ],
)
def test_the_strongest_place_is_named(row, column, words):
    assert map_texts.strongest_text(single(row, column), CLASSES) == f"Most for cat: {words} (+2.00)."
    assert map_texts.strongest_text(single(row, column, -2.0), CLASSES) == f"Most for non-cat: {words} (−2.00)."


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.5, "Covered here, the score of cat changes by −0.50."),
        (-0.5, "Covered here, the score of cat changes by +0.50."),
        (0.0, "Covered here, the score of cat changes by 0."),
    ],
)
def test_a_covered_place_says_what_changes(value, words):
    assert map_texts.place_text(covered([[value]]), 0, 0, "cat") == words


def test_the_scale_has_numbers_with_their_classes_and_their_meaning():
    assert map_texts.scale_texts(single(0, 0, -6.2), CLASSES) == ("−6.20 non-cat", "+6.20 cat")
    assert map_texts.scale_meaning(single(0, 0)) == "The mean adds to the score"
    assert "Covering" in map_texts.scale_meaning(covered([[1.0]]))


def test_a_description_has_the_sum_and_the_strongest_place():
    text = map_texts.describe(exact(2.6, -0.8), CLASSES)

    assert text.startswith("Detector. Bias −0.80 + mean of the map 3.40 = score 2.60, 93% cat. Most for cat")


@pytest.mark.parametrize(("logit", "percent"), [(-800.0, "<1%"), (0.0, "50%"), (800.0, ">99%")])
def test_a_logit_of_any_size_has_a_probability(logit, percent):
    assert map_texts.sum_text(exact(logit, 0.0), "cat").endswith(f", {percent} cat")


def test_a_diverged_map_is_not_finite():
    assert not covered([[np.nan]]).is_finite
    assert not covered([[0.0]], logit=np.inf).is_finite
    assert covered([[0.0]]).is_finite
