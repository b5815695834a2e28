"""Each check gives the value as what it is to be, or names the field, the value and the reason."""

import numpy as np
import pytest

from engine import validation
from engine.errors import ConfigError


@pytest.mark.parametrize(
    ("check", "value", "rest", "found"),
    [
        (validation.check_integer, np.int32(7), (), 7),
        (validation.check_range, 1, (1, 9), 1),
        (validation.check_range, np.uint8(9), (1, 9), 9),
        (validation.check_positive, 2, (), 2.0),
        (validation.check_positive, "0.5", (), 0.5),
        (validation.check_non_negative, 0, (), 0.0),
        (validation.check_fraction, 0, (), 0.0),
        (validation.check_fraction, 0.99, (), 0.99),
        (validation.check_choice, "he", (("notebook", "he"),), "he"),
        (validation.check_bool, False, (), False),
    ],
)
def test_what_will_do_is_given_as_what_it_is_to_be(check, value, rest, found):
    given = check("field", value, *rest)

    assert given == found
    assert type(given) is type(found)


@pytest.mark.parametrize(
    ("check", "value", "rest", "reason"),
    [
        (validation.check_integer, 7.0, (), "a whole number is needed"),
        (validation.check_integer, True, (), "a whole number is needed"),
        (validation.check_range, 0, (1, 9000), "it must be between 1 and 9,000"),
        (validation.check_range, 9001, (1, 9000), "it must be between 1 and 9,000"),
        (validation.check_range, "5", (1, 9), "a whole number is needed"),
        (validation.check_positive, 0, (), "a finite number above 0 is needed"),
        (validation.check_positive, float("inf"), (), "a finite number above 0 is needed"),
        (validation.check_positive, None, (), "a number is needed"),
        (validation.check_non_negative, -0.1, (), "a finite number is needed, 0 for none of it"),
        (validation.check_non_negative, float("nan"), (), "a finite number is needed, 0 for none of it"),
        (validation.check_fraction, 1, (), "it must be below 1 and not below 0, which is none of it"),
        (validation.check_choice, "hers", (("notebook", "he"),), "it must be one of notebook, he"),
        (validation.check_bool, 1, (), "it must be true or false"),
    ],
)
def test_what_will_not_do_is_refused_by_field_value_and_reason(check, value, rest, reason):
    with pytest.raises(ConfigError) as refusal:
        check("field", value, *rest)

    assert str(refusal.value) == f"field = {value!r}: {reason}"
    assert (refusal.value.field, refusal.value.reason) == ("field", reason)


def test_the_largest_seed_is_the_largest_that_numpy_takes():
    np.random.RandomState(validation.MAX_SEED)
    with pytest.raises(ValueError, match="Seed must be between"):
        np.random.RandomState(validation.MAX_SEED + 1)
