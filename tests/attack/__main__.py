"""Random attacks on what the program keeps: `python -m tests.attack [--seed S] [--sequences N] [--steps K]`.

A sequence follows from the seed and its number. One after which something is neither back nor told is printed with its
steps, shortened, and `--repeat` takes these; exit status 1 then.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from random import Random, SystemRandom

from tests.attack.attack import find_violation
from tests.attack.expected import ViolationError
from tests.attack.program import Starts, starts
from tests.attack.random_steps import FAULTS, draw_steps
from tests.attack.shorten import shorten


def main(words: list[str]) -> int:
    """Run the sequences that the command line asks for."""
    asked = _parser().parse_args(words)
    print(f"seed {asked.seed}", flush=True)
    found = 0
    with starts() as programs:
        if asked.repeat:
            found += _report(programs, asked.repeat.split("; "), "repeated", 0)
        else:
            for number in range(asked.first, asked.first + asked.sequences):
                steps = draw_steps(Random(f"{asked.seed} {number}"), asked.steps, asked.faults)
                found += _report(programs, steps, f"sequence {number}", asked.trials)
    print(f"{found} violations", flush=True)
    return int(found > 0)


def _report(programs: Starts, steps: Sequence[str], title: str, trials: int) -> bool:
    """Run a sequence, and print what is violated; returns whether anything is."""
    violation = find_violation(programs, steps)
    if violation is None:
        print(f"{title}: holds", flush=True)
        return False
    kind = violation.kind

    def fails(part: list[str]) -> bool:
        nonlocal violation
        found = find_violation(programs, part)
        is_same = isinstance(found, ViolationError) and found.kind == kind
        violation = found if is_same else violation
        return is_same

    shortest = shorten(steps, fails, trials)
    print(f"{title}: {violation}\n  again: --repeat '{'; '.join(shortest)}'", flush=True)
    return True


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.attack", description=__doc__)
    parser.add_argument("--seed", type=int, default=SystemRandom().randrange(10**6), help="a new one without it")
    parser.add_argument("--sequences", type=int, default=200)
    parser.add_argument("--steps", type=int, default=40, help="in each sequence")
    parser.add_argument("--first", type=int, default=0, help="number of the first sequence")
    parser.add_argument("--faults", nargs="+", choices=FAULTS, default=FAULTS, metavar="FAULT", help=", ".join(FAULTS))
    parser.add_argument("--trials", type=int, default=60, help="how often to try a shorter sequence")
    parser.add_argument("--repeat", metavar="STEPS", help="run these steps alone")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
