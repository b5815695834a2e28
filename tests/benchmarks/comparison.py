"""The same benchmark in two checkouts, in turn, so that both meet the same machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import median

from tests import ROOT

# Runs in the other checkout as well, whose benchmarks need nothing but `measure()`.
_PROGRAM = """
import json, sys
from importlib import import_module
from tests.benchmarks.__main__ import BENCHMARKS

found = import_module("tests.benchmarks." + BENCHMARKS[sys.argv[1]][0]).measure()
print(json.dumps([(one.what, one.value, one.unit) for one in found]))
"""
# (what, unit) -> values
Values = dict[tuple[str, str], list[float]]


def compare(name: str, other: Path, rounds: int) -> list[str]:
    """Lines with the medians of benchmark `name` in `other` and here, and their ratio, after `rounds` runs of each."""
    there: Values = {}
    here: Values = {}
    for _ in range(rounds):
        _add_run(name, other, there)
        _add_run(name, ROOT, here)
    return [_line(key, there.get(key), here.get(key)) for key in {**here, **there}]


def _add_run(name: str, checkout: Path, values: Values) -> None:
    command = [str(_python_of(checkout)), "-c", _PROGRAM, name]
    # The imports are those of the checkout, wherever its environment has installed the program from.
    environment = {**os.environ, "PYTHONPATH": str(checkout)}
    done = subprocess.run(command, cwd=checkout, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    for what, value, unit in json.loads(done.stdout.splitlines()[-1]):
        values.setdefault((what, unit), []).append(value)


def _python_of(checkout: Path) -> Path:
    """The Python of the checkout's own environment, or the one that runs this."""
    candidates = (checkout / ".venv" / folder for folder in ("bin/python", "Scripts/python.exe"))
    return next((python for python in candidates if python.exists()), Path(sys.executable))


def _line(key: tuple[str, str], there: list[float] | None, here: list[float] | None) -> str:
    what, unit = key
    values = [None if side is None else median(side) for side in (there, here)]
    shown = ["         –" if value is None else f"{value:10.2f}" for value in values]
    before, after = values
    ratio = f"{after / before:10.2f}x" if before and after is not None else ""
    return f"  {what:58} {shown[0]} {shown[1]} {unit:3} {ratio}".rstrip()
