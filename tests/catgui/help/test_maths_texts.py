"""What the maths check says is what came out."""

import math
from dataclasses import replace

import pytest

from catgui.help.maths_texts import (
    FIGURE_TIPS,
    figures,
    format_difference,
    format_seconds,
    format_speedup,
    verdict,
)
from engine.experiments.notebook_comparison import Agreement

WHOLE = Agreement(2500, 2.6e-15, None, 29.2, 0.3435)


def test_a_run_that_was_stopped_says_how_far_it_came():
    assert verdict(replace(WHOLE, iterations=830), 2500).startswith("The first 830 of 2,500 costs agree to 3e-15.")
    assert verdict(Agreement(), 2500) == ""


def test_a_run_that_does_not_agree_says_so_first_and_claims_nothing_else():
    text = verdict(Agreement(2500, 2.01e-5, 830, 29.2, 0.3435), 2500)
    assert text.startswith(
        "The costs do not agree: from iteration 830 on they differ by more than 1e-9, and by up to 3e-5."
    )
    assert "Please report it." in text
    assert "approximated" not in text


def test_digits_that_the_notebook_loses_are_no_fault_of_the_program():
    text = verdict(Agreement(2500, 2e4, 830, 29.2, 0.3435, loses_digits_from=829), 2500)
    assert text.startswith("The costs do not agree")
    assert "loses digits" in text
    assert "report" not in text


@pytest.mark.parametrize(
    ("difference", "text"),
    [
        (0.0, "0"),
        (3e-15, "3e-15"),
        (3.1e-15, "4e-15"),
        (9.5e-15, "1e-14"),
        (9.2e-15, "1e-14"),
        (0.7 + 0.1 - 0.79, "0.01"),
        (math.inf, "infinity"),
    ],
)
def test_a_difference_is_rounded_up(difference, text):
    assert format_difference(difference) == text


@pytest.mark.parametrize(("seconds", "text"), [(0.000012, "0.000012 s"), (0.343, "0.34 s"), (9.7, "9.7 s")])
def test_a_short_time_has_two_digits(seconds, text):
    assert format_seconds(seconds) == text


def test_a_long_time_has_whole_seconds():
    assert (format_seconds(29.4), format_seconds(1234.5)) == ("29 s", "1,234 s")


@pytest.mark.parametrize(
    ("speedup", "text"), [(84.9, "85 times faster"), (2.44, "2.4 times faster"), (0.5, "2.0 times")]
)
def test_the_ratio_is_in_words(speedup, text):
    assert format_speedup(speedup).startswith(text)
    assert format_speedup(speedup).endswith("slower") == (speedup < 1)


def test_each_figure_has_a_tip_and_none_has_a_value_before_the_first_cost():
    assert set(figures(WHOLE)) == set(figures(Agreement())) == set(FIGURE_TIPS)
    assert set(figures(Agreement()).values()) == {"–"}
    assert figures(WHOLE)["Largest difference"] == "3e-15"
