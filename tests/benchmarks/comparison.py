"""The same benchmark in two checkouts, in turn, so that both meet the same machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from threading import Timer

from tests import ROOT

# Runs in the other checkout as well, whose benchmarks need nothing but `measure()`, and tells each value as it is made.
_PROGRAM = """
import json, sys
from importlib import import_module
from tests.benchmarks.__main__ import BENCHMARKS
from tests.benchmarks.measurement import Measurement

make = Measurement.__init__

def make_and_tell(self, *args, **named):
    make(self, *args, **named)
    print(json.dumps([self.what, self.value, self.unit]), flush=True)

Measurement.__init__ = make_and_tell
import_module("tests.benchmarks." + BENCHMARKS[sys.argv[1]][0]).measure()
"""
# (what, unit) -> value
Values = dict[tuple[str, str], float]


def compare(name: str, other: Path, rounds: int, seconds: float) -> Iterator[str]:
    """Lines with the values of benchmark `name` in `other` and here, and their ratio, in `rounds` runs of each.

    A run ends after so many `seconds`, with what it has measured by then. The last lines have the medians, and of the
    ratios of the rounds the lowest and the highest.
    """
    found: list[tuple[Values, Values]] = []
    for number in range(rounds):
        found.append((_run(name, other, seconds), _run(name, ROOT, seconds)))
        yield f"  round {number + 1}"
        yield from (_line(key, found[-1:]) for key in found[-1][1])
    yield "  all rounds"
    yield from (_line(key, found) for key in {key: None for there, here in found for key in (*here, *there)})


def _run(name: str, checkout: Path, seconds: float) -> Values:
    command = [str(_python_of(checkout)), "-c", _PROGRAM, name]
    # The imports are those of the checkout, wherever its environment has installed the program from.
    environment = {**os.environ, "PYTHONPATH": str(checkout)}
    values = {}
    with subprocess.Popen(command, cwd=checkout, env=environment, stdout=subprocess.PIPE, text=True) as child:
        end = Timer(seconds, child.kill)
        end.start()
        assert child.stdout is not None
        for line in child.stdout:
            if line.startswith("["):
                what, value, unit = json.loads(line)
                values[what, unit] = value
        end.cancel()
    return values


def _python_of(checkout: Path) -> Path:
    """The Python of the checkout's own environment, or the one that runs this."""
    candidates = (checkout / ".venv" / folder for folder in ("bin/python", "Scripts/python.exe"))
    return next((python for python in candidates if python.exists()), Path(sys.executable))


def _line(key: tuple[str, str], rounds: list[tuple[Values, Values]]) -> str:
    """The medians there and here, their ratio, and if there are some, its lowest and highest."""
    what, unit = key
    sides = [[values[key] for values in side if key in values] for side in zip(*rounds, strict=True)]
    there, here = ("         –" if not values else f"{median(values):10.2f}" for values in sides)
    ratios = [after[key] / before[key] for before, after in rounds if before.get(key) and key in after]
    ratio = f"{median(ratios):8.2f}x" if ratios else ""
    spread = f"  {min(ratios):.2f} to {max(ratios):.2f}" if len(ratios) > 1 else ""
    return f"    {what:56} {there} {here} {unit:3} {ratio}{spread}".rstrip()
