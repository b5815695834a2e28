"""What is kept, as sequences that a person has thought of."""

import pytest

from tests.attack.scenarios import SCENARIOS


@pytest.mark.slow
@pytest.mark.parametrize("name", SCENARIOS)
def test_what_was_made_is_back_or_told(holds, name):
    holds(SCENARIOS[name])
