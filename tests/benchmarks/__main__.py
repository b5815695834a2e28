"""All benchmarks: `python -m tests.benchmarks [NAME ...]` from the checkout.

Everything is measured in this run, on this machine. The exit status is 1 if a target is missed. With
`--against FOLDER` each benchmark runs in the checkout in FOLDER and in this one in turn, and the medians are compared.
"""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.benchmarks.comparison import compare
from tests.benchmarks.growth import AXES

# Name -> module and title.
BENCHMARKS = {
    "training": ("training_speed", "Training"),
    "growth": ("growth", "Growth with the size of a run"),
    "population": ("population_speed", "Fifty networks"),
    "convolution": ("convolution_speed", "Convolution"),
    "window": ("window_fluidity", "The window while it trains"),
    "steering": ("steering", "Steering at the speed of a slider"),
    "play": ("playing", "A run that plays"),
    "watch": ("watching", "A run that is watched"),
    "start": ("window_start", "The window from a cold start"),
    "profile": ("kept_profile", "A profile of many runs and photos"),
    "photos": ("photo_reading", "Reading a 12-megapixel photo"),
    "detector": ("detection_speed", "The cat detector on a 12-megapixel photo"),
    "own_photos": ("own_photos", "Photos of one's own in the window"),
    "teaching": ("teaching", "Teaching: edits"),
    "large": ("large_set", "A large data set"),
    "sight": ("sight", "Telling cats from other things"),
    "soak": ("soak", "A long day in one window"),
}


def main(arguments: list[str]) -> int:
    """Run the benchmarks that the command line names, or all of them."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(BENCHMARKS)} (default: all)")
    parser.add_argument("--against", type=Path, metavar="FOLDER", help="another checkout to compare with")
    parser.add_argument(
        "--archives",
        type=Path,
        metavar="FOLDER",
        help="with the archives of photos, for sight on those that nothing has seen",
    )
    parser.add_argument(
        "--axis", action="append", choices=AXES, metavar="NAME", help=f"for growth, a table of {', '.join(AXES)}"
    )
    parser.add_argument("--rounds", type=int, default=3, help="runs in each checkout (default: 3)")
    options = parser.parse_args(arguments)
    unknown = set(options.names) - set(BENCHMARKS)
    if unknown:
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}; there are {', '.join(BENCHMARKS)}")
    names = options.names or list(BENCHMARKS)
    if options.against is None:
        settings = {"sight": {"archives": options.archives}, "growth": {"axes": options.axis or list(AXES)}}
        missed = [name for name in names if not _run(name, settings.get(name, {}))]
        return 1 if missed else 0
    for name in names:
        print(f"\n{BENCHMARKS[name][1]}: {options.against}, here, and here / there", flush=True)
        print("\n".join(compare(name, options.against.resolve(), options.rounds)), flush=True)
    return 0


def _run(name: str, settings: dict[str, Any]) -> bool:
    """Print what a benchmark measures with `settings`; whether all targets are met."""
    module, title = BENCHMARKS[name]
    print(f"\n{title}", flush=True)
    measured = import_module(f"tests.benchmarks.{module}").measure(**settings)
    print("\n".join(f"  {one}" for one in measured), flush=True)
    return all(one.met for one in measured)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
