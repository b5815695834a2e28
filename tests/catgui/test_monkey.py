"""A random user of the window."""

import os

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.monkey.machine import MonkeyMachine

# `python -m tests.monkey` sets these. Hypothesis begins with the simplest runs: the first two find next to nothing.
ACTIONS = int(os.environ.get("CATGUI_MONKEY_ACTIONS", "100"))
RUNS = int(os.environ.get("CATGUI_MONKEY_RUNS", "4"))
# In the suite the same runs each time, which says what a change has broken; `tests.monkey` looks for new ones.
IS_SUITE = "CATGUI_MONKEY_RUNS" not in os.environ
# Shrinking a failure takes minutes.
PHASES = (Phase.generate,) if IS_SUITE else tuple(Phase)


@pytest.mark.slow
def test_everything_holds_whatever_a_user_does(qapp):
    limits = settings(
        max_examples=RUNS,
        stateful_step_count=ACTIONS,
        phases=PHASES,
        deadline=None,
        derandomize=IS_SUITE,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(MonkeyMachine, settings=limits)
