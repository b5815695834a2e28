"""Random attacks: in each run of the suite other ones, by a seed that is printed."""

from random import Random, SystemRandom

import pytest

from tests.attack.attack import find_violation
from tests.attack.random_steps import draw_steps
from tests.attack.shorten import shorten

SEQUENCES, STEPS = 2, 25


@pytest.mark.slow
def test_what_was_made_is_back_or_told(programs):
    seed = SystemRandom().randrange(10**6)
    print(f"seed {seed}")
    for number in range(SEQUENCES):
        steps = draw_steps(Random(f"{seed} {number}"), STEPS)
        violation = find_violation(programs, steps)
        assert violation is None, f"{violation}\nagain: python -m tests.attack --repeat '{'; '.join(steps)}'"


@pytest.mark.slow
def test_an_unexpected_error_is_a_violation_and_no_answer(programs):
    violation = find_violation(programs, ["start", "fail", "close"])
    assert violation is not None
    assert violation.kind == "program"
    assert "KeyError: 'the unexpected'" in violation.text


def test_a_sequence_is_shortened_to_what_fails():
    steps = [f"step {number}" for number in range(20)]
    assert shorten(steps, lambda part: {"step 3", "step 11"} <= set(part)) == ["step 3", "step 11"]
    assert shorten(steps, lambda part: False, trials=5) == steps


def test_a_seed_has_its_steps():
    assert draw_steps(Random("7 1"), 30) == draw_steps(Random("7 1"), 30) != draw_steps(Random("7 2"), 30)
