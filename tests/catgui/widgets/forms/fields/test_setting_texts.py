"""The texts of settings."""

import pytest

from catgui.widgets.forms.fields.setting_texts import parse_float, to_text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (0.0075, "0.0075"),
        (0.0001, "0.0001"),
        (0.00025, "0.00025"),
        (100.0, "100"),
        (1e-12, "1e-12"),
        ((20, 7, 5), "20, 7, 5"),
        (2500, "2500"),
    ],
)
def test_numbers_have_an_exponent_only_if_they_would_be_long(value, text):
    assert to_text(value) == text


@pytest.mark.parametrize("value", [0.0001, 0.1 + 0.2, 1 / 3, 3e-7, 2e9])
def test_a_decimal_is_read_as_it_was_written(value):
    assert parse_float("learning_rate", to_text(value)) == value
