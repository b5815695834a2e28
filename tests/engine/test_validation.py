"""Each kind of value returns what it admits in its own type, and refuses the rest by field, value and reason."""

import math

import numpy as np
import pytest

from engine.errors import ConfigError
from engine.validation import Choice, Decimals, Integers, Switch, Texts, check_integer

RATE = Decimals(includes_zero=False)
PENALTY = Decimals()
FRACTION = Decimals(below=1.0)


@pytest.mark.parametrize(
    ("check", "value", "expected"),
    [
        (check_integer, np.int32(7), 7),
        (Texts(3).check, "cat", "cat"),
        (Integers(1, 9).check, 1, 1),
        (Integers(1, 9).check, np.uint8(9), 9),
        (RATE.check, 2, 2.0),
        (RATE.check, "0.5", 0.5),
        (RATE.check, 1e300, 1e300),
        (PENALTY.check, 0, 0.0),
        (FRACTION.check, 0, 0.0),
        (FRACTION.check, 0.99, 0.99),
        (Choice(("notebook", "he")).check, "he", "he"),
        (Switch().check, False, False),
    ],
)
def test_an_admitted_value_is_returned_in_its_own_type(check, value, expected):
    result = check("field", value)

    assert result == expected
    assert type(result) is type(expected)


@pytest.mark.parametrize(
    ("check", "value", "reason"),
    [
        (check_integer, 7.0, "must be a whole number"),
        (check_integer, True, "must be a whole number"),
        (Integers(1, 9000).check, 0, "must be between 1 and 9,000"),
        (Integers(1, 9000).check, 9001, "must be between 1 and 9,000"),
        (Integers(1, 9).check, "5", "must be a whole number"),
        (RATE.check, 0, "must be a finite number above 0"),
        (RATE.check, math.inf, "must be a finite number above 0"),
        (RATE.check, None, "must be a number"),
        (RATE.check, 10**400, "must be a number below 1e308"),
        (PENALTY.check, -0.1, "must be a finite number from 0 (off)"),
        (PENALTY.check, math.inf, "must be a finite number from 0 (off)"),
        (PENALTY.check, math.nan, "must be a finite number from 0 (off)"),
        (FRACTION.check, 1, "must be from 0 (off) to less than 1"),
        (FRACTION.check, math.nan, "must be from 0 (off) to less than 1"),
        (Choice(("notebook", "he")).check, "hers", "must be one of notebook, he"),
        (Choice(("notebook", "he")).check, ["he"], "must be one of notebook, he"),
        (Switch().check, 1, "must be true or false"),
        (Texts(3).check, 3, "must be a text"),
        (Texts(3).check, "cats", "must have at most 3 characters, not 4"),
    ],
)
def test_another_value_is_refused_by_field_value_and_reason(check, value, reason):
    with pytest.raises(ConfigError) as refusal:
        check("field", value)

    assert (refusal.value.field, refusal.value.reason) == ("field", reason)
    assert str(refusal.value).startswith(f"field = {value!r}"[:40])
    assert str(refusal.value).endswith(reason)
