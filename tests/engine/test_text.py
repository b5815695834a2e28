"""Any name becomes one printable line, any text part of a file name, and a probability a percentage."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.text import (
    Sentence,
    as_arguments,
    as_file_name,
    counted,
    format_confidence,
    format_cost,
    format_decimal,
    format_interval,
    format_probability,
    format_ratio,
    listed,
    printable,
)
from tests.support.system import split_arguments

NEED_JOINERS = [
    pytest.param("می\u200cخواهم.png", id="Persian"),
    pytest.param("PDF\u200cها.png", id="Persian after Latin"),
    pytest.param("ක්\u200dෂ.png", id="Sinhala"),
    pytest.param("ന്\u200d.png", id="Malayalam at the end of a word"),
    pytest.param("❤️\u200d🔥.png", id="emoji"),
]


@pytest.mark.parametrize(
    "name", ["cat.jpg", "Kätzchen 猫 (1).png", "<b>cat</b> & 'dog'.jpg", "👩‍🔬.png", *NEED_JOINERS]
)
def test_a_printable_name_stays_as_it_is(name: str) -> None:
    assert printable(name) == name


def test_control_characters_and_reversing_marks_are_replaced() -> None:
    assert printable("a\nb\tc\x1b[31m\u202egpj.exe") == "a\ufffdb\ufffdc\ufffd[31m\ufffdgpj.exe"


@pytest.mark.parametrize(
    "mark",
    "\u200e\u200f\u061c\u202a\u202e\u2066\u2069"  # that turn the reading direction
    "\xad\u180e\u200b\u2060\u2063\u206a\ufeff\ufff9\U0001bca0\U0001d173\U000e0001\U000e0061\U000e007f",
)
@pytest.mark.parametrize("letter", ["t", "猫"])
def test_invisible_marks_are_replaced(mark: str, letter: str) -> None:
    assert printable(f"ca{mark}{letter}.jpg") == f"ca\ufffd{letter}.jpg"


@pytest.mark.parametrize("joiner", "\u200c\u200d")
@pytest.mark.parametrize("name", ["ca{}t", "{}cat", "cat{}", "к{}от", "é{} t", "חת{}ול", "cat —{}.jpg"])
def test_joiners_without_effect_are_replaced(name: str, joiner: str) -> None:
    assert printable(name.format(joiner)) == name.format("\ufffd")
    assert printable(name.format(2 * joiner)) == name.format("\ufffd\ufffd")


@given(st.binary(max_size=40))
def test_any_bytes_become_one_line_of_utf8(raw: bytes) -> None:
    shown = printable(raw.decode("utf-8", "surrogateescape"))
    shown.encode("utf-8")
    assert len(shown.splitlines()) <= 1


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("my pets", "my_pets"),
        ("a/b: c?", "a_b_c_"),
        ("Kätzchen-2_猫", "Kätzchen-2_猫"),
        ("..", "_"),
        ("x" * 99, "x" * 60),
    ],
)
def test_any_text_becomes_part_of_a_file_name(text: str, name: str) -> None:
    assert as_file_name(text) == name


@pytest.mark.parametrize(
    ("probability", "text"),
    [
        (0.5, "50%"),
        (0.626, "63%"),
        (0.005, "1%"),
        (0.9949, "99%"),
        (0.0049, "<1%"),
        (0.0, "<1%"),
        (0.995, ">99%"),
        (1.0, ">99%"),
        (math.nan, "NaN"),
    ],
)
def test_a_probability_is_a_whole_percentage(probability: float, text: str) -> None:
    assert format_probability(probability) == text


def test_a_ratio_that_is_not_defined_is_a_dash():
    assert format_ratio(0.75) == "75.0%"
    assert format_ratio(None) == "–"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0075, "0.0075"),
        (0.00005, "0.00005"),
        (-0.00005, "-0.00005"),
        (1.23456e-6, "0.00000123456"),
        (1e-6, "0.000001"),
        (9.9e-7, "9.9e-07"),
        (0.0, "0"),
        (0.1 + 0.2, "0.3"),
        (5.0, "5"),
        (1e10, "1e+10"),
        (float("inf"), "inf"),
    ],
)
def test_a_small_decimal_has_no_exponent(value: float, text: str) -> None:
    assert format_decimal(value) == text


def test_an_interval_has_one_decimal_as_accuracies_have() -> None:
    assert format_interval((0.66962, 1.0)) == "67.0–100.0%"


@pytest.mark.parametrize(
    ("cost", "text"),
    [(0.06652, "0.0665"), (0.0, "0.0000"), (0.000123, "0.00012"), (12.5, "12.5000"), (1e308, "1e+308")],
)
def test_a_cost_has_four_decimals_or_as_many_as_show_something_of_it(cost: float, text: str) -> None:
    assert format_cost(cost) == text


def test_a_class_that_is_predicted_against_its_probability_is_so_by_the_threshold():
    assert format_confidence(0.2) == "20%, by the threshold"
    assert (format_confidence(0.5), format_confidence(0.94), format_confidence(math.nan)) == ("50%", "94%", "NaN")


def test_a_sentence_places_its_values_in_english():
    of_boxes = Sentence("{count:box|boxes} of “{name}”", {"count": 1, "name": "{count} 1,5"})
    text = "Right for {right} of {boxes}: {share:number}."

    assert str(Sentence(text, {"right": 2000, "boxes": of_boxes, "share": "61.7%"})) == (
        "Right for 2,000 of 1 box of “{count} 1,5”: 61.7%."
    )


@pytest.mark.parametrize(("count", "text"), [(0, "0 boxes"), (1, "1 box"), (2, "2 boxes"), (2000, "2,000 boxes")])
def test_a_count_has_the_word_that_fits_it(count, text):
    assert counted(count, "box", "boxes") == text


@pytest.mark.parametrize(
    ("count", "text"), [(0, ""), (1, "0"), (3, "0, 1, 2"), (4, "0, 1, 2 and 1 more"), (1_203, "0, 1, 2 and 1,200 more")]
)
def test_the_first_names_are_listed_and_the_others_counted(count, text):
    assert listed([str(number) for number in range(count)], 3) == text


def test_arguments_are_quoted_for_the_terminal_of_the_system() -> None:
    words = ["plain", "my cats", "C:\\folder\\", "C:\\my folder\\", "it's", 'so "called"', "", "é猫"]
    assert split_arguments(as_arguments(words)) == words
