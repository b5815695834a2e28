"""All benchmarks: `python -m tests.benchmarks [NAME ...]` from the checkout.

Everything is measured in this run, on this machine. The exit status is 1 if a target is missed. With
`--against FOLDER` each benchmark runs in the checkout in FOLDER and in this one in turn, and the values are compared.
"""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.benchmarks.comparison import compare

# Name -> module and title.
BENCHMARKS = {
    "training": ("training_speed", "Training"),
    "population": ("population_speed", "Fifty networks"),
    "convolution": ("convolution_speed", "Convolution"),
    "window": ("window_fluidity", "The window while it trains"),
    "steering": ("steering", "Steering at the speed of a slider"),
    "play": ("playing", "A run that plays"),
    "watch": ("watching", "A run that is watched"),
    "start": ("window_start", "The window from a cold start"),
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
    parser.add_argument("--rounds", type=int, default=2, help="runs in each checkout (default: 2)")
    parser.add_argument("--seconds", type=float, default=28, help="the longest run in a checkout (default: 28)")
    options = parser.parse_args(arguments)
    unknown = set(options.names) - set(BENCHMARKS)
    if unknown:
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}; there are {', '.join(BENCHMARKS)}")
    names = options.names or list(BENCHMARKS)
    if options.against is None:
        settings = {"sight": {"archives": options.archives}}
        missed = [name for name in names if not _run(name, settings.get(name, {}))]
        return 1 if missed else 0
    for name in names:
        print(f"\n{BENCHMARKS[name][1]}: {options.against}, here, and here / there", flush=True)
        for line in compare(name, options.against.resolve(), options.rounds, options.seconds):
            print(line, flush=True)
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
