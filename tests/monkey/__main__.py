"""Many random runs: `python -m tests.monkey [--seed S] [--actions N] [--runs K]` from the checkout.

Where something does not hold, Hypothesis looks for a shorter run that shows it, and prints its steps. The exit status
is pytest's; a window that hangs ends the process with the tracebacks of all threads.
"""

from __future__ import annotations

import argparse
import os
import sys

import pytest


def main(arguments: list[str]) -> int:
    """Run the test of the monkey as often as the command line says."""
    parser = argparse.ArgumentParser(prog="python -m tests.monkey", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="of all runs (default: 1)")
    parser.add_argument("--actions", type=int, default=200, help="in each run (default: 200)")
    parser.add_argument("--runs", type=int, default=10, help="how many (default: 10)")
    options = parser.parse_args(arguments)
    os.environ |= {"CATGUI_MONKEY_ACTIONS": str(options.actions), "CATGUI_MONKEY_RUNS": str(options.runs)}
    test = "tests/catgui/test_monkey.py::test_everything_holds_whatever_a_user_does"
    # pytest must not capture the tracebacks of a window that hangs: nothing prints what it has by then.
    return pytest.main(["-s", "-m", "", "-p", "no:cacheprovider", f"--hypothesis-seed={options.seed}", test])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
