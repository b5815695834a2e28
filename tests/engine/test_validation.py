"""Each check gives the value as what it is to be, or names the field, the value and the reason."""

import numpy as np
import pytest

from engine import validation
from engine.errors import ConfigError


@pytest.mark.parametrize(
    ("check", "value", "rest", "found"),
    [
        (validation.whole, np.int32(7), (), 7),
        (validation.in_range, 1, (1, 9), 1),
        (validation.in_range, np.uint8(9), (1, 9), 9),
        (validation.positive, 2, (), 2.0),
        (validation.positive, "0.5", (), 0.5),
        (validation.not_negative, 0, (), 0.0),
        (validation.share, 0, (), 0.0),
        (validation.share, 0.99, (), 0.99),
        (validation.one_of, "he", (("notebook", "he"),), "he"),
        (validation.yes_or_no, False, (), False),
    ],
)
def test_what_will_do_is_given_as_what_it_is_to_be(check, value, rest, found):
    given = check("field", value, *rest)

    assert given == found
    assert type(given) is type(found)


@pytest.mark.parametrize(
    ("check", "value", "rest", "reason"),
    [
        (validation.whole, 7.0, (), "a whole number is needed"),
        (validation.whole, True, (), "a whole number is needed"),
        (validation.in_range, 0, (1, 9000), "it must be between 1 and 9,000"),
        (validation.in_range, 9001, (1, 9000), "it must be between 1 and 9,000"),
        (validation.in_range, "5", (1, 9), "a whole number is needed"),
        (validation.positive, 0, (), "a finite number above 0 is needed"),
        (validation.positive, float("inf"), (), "a finite number above 0 is needed"),
        (validation.positive, None, (), "a number is needed"),
        (validation.not_negative, -0.1, (), "a finite number is needed, 0 for none of it"),
        (validation.not_negative, float("nan"), (), "a finite number is needed, 0 for none of it"),
        (validation.share, 1, (), "it must be below 1 and not below 0, which is none of it"),
        (validation.one_of, "hers", (("notebook", "he"),), "it must be one of notebook, he"),
        (validation.yes_or_no, 1, (), "it must be true or false"),
    ],
)
def test_what_will_not_do_is_refused_by_field_value_and_reason(check, value, rest, reason):
    with pytest.raises(ConfigError) as refusal:
        check("field", value, *rest)

    assert str(refusal.value) == f"field = {value!r}: {reason}"
    assert (refusal.value.field, refusal.value.reason) == ("field", reason)


def test_the_largest_seed_is_the_largest_that_numpy_takes():
    np.random.RandomState(validation.LARGEST_SEED)
    with pytest.raises(ValueError, match="Seed must be between"):
        np.random.RandomState(validation.LARGEST_SEED + 1)
