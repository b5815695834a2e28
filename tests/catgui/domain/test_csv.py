"""Tables that are safe to open in a spreadsheet."""

import csv
import io

import pytest

from catgui.domain.csv import to_csv


def cells(*row):
    (read,) = csv.reader(io.StringIO(to_csv([row]), newline=""))
    return read


@pytest.mark.parametrize(
    "text", ["=1+1", "+A1", "-A1+1", "@SUM(A1)", "  =1", "\u00a0=1", "-", "--1", "-1=2", "\uff1d1+1", "=<img src=x>"]
)
def test_a_text_is_no_formula(text):
    assert cells(text, "cats") == [f"'{text}", "cats"]


def test_a_text_is_no_formula_where_cells_are_separated_by_semicolons():
    text = to_csv([["a;=1+1", "cat", 0.5], ["plain", 1]])

    assert list(csv.reader(io.StringIO(text, newline=""), delimiter=";")) == [['a;=1+1,"cat",0.5'], ["plain,1"]]
    assert cells("a;=1+1", 0.5) == ["a;=1+1", "0.5"]


def test_what_hides_a_formula_is_replaced():
    for hidden in "\t\r\n\0\u202e\u200b":
        assert cells(f"{hidden}=1") == ["\N{REPLACEMENT CHARACTER}=1"]


@pytest.mark.parametrize("number", [-0.5, -3, 1e-7, "-0.5", "+3", "-1e-07", "2.5"])
def test_numbers_stay_numbers(number):
    assert cells(number) == [str(number)]
