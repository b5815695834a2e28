"""All benchmarks in one command: `python -m tests.benchmarks [NAME ...]` from the checkout.

Every figure is taken in this run, on this machine; those that compare take turns. Exit status 1 if a target is missed.
"""

from __future__ import annotations

import sys
from importlib import import_module

from tests.benchmarks.figures import show

BENCHMARKS = {
    "training": ("training_speed", "Training"),
    "population": ("population_speed", "Fifty networks"),
    "window": ("window_fluidity", "The window while it trains"),
    "steering": ("steering", "Steering at the speed of a slider"),
    "start": ("window_start", "The window from a cold start"),
    "photos": ("photo_reading", "Reading a 12-megapixel photo"),
    "own_photos": ("own_photos", "Photos of one's own in the window"),
    "large": ("large_set", "A large data set"),
    "soak": ("soak", "A long day in one window"),
}


def main(names: list[str]) -> int:
    """Run the benchmarks named, or all of them."""
    unknown = set(names) - set(BENCHMARKS)
    if unknown:
        print(f"There is no benchmark {', '.join(sorted(unknown))}; there are {', '.join(BENCHMARKS)}.")
        return 2
    missed = 0
    for name in names or BENCHMARKS:
        module, title = BENCHMARKS[name]
        figures = import_module(f"tests.benchmarks.{module}").measure()
        show(title, figures)
        missed += sum(not figure.met for figure in figures)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
