"""Damaged, hostile and odd files through the doors that the user has: `python -m tests.fuzz [KIND] --seed S --count N`.

Every case follows from its kind, the seed and its number. What goes wrong is printed and its files are kept; exit
status 1 then.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.fuzz.run import KINDS, Finding, run


def main(words: list[str]) -> int:
    """Run the cases that the command line asks for."""
    asked = _parser().parse_args(words)
    found = 0
    for kind in KINDS if asked.kind == "all" else [asked.kind]:
        start = time.perf_counter()
        numbers = range(asked.first, asked.first + asked.count)
        findings = run(kind, asked.seed, numbers, asked.keep, report=_reporter(kind, len(numbers)))
        seconds = time.perf_counter() - start
        print(f"{kind}: {len(numbers)} cases in {seconds:.0f} s, {len(findings)} findings", flush=True)
        found += len(findings)
    return int(found > 0)


def _reporter(kind: str, total: int) -> Callable[[int, list[Finding]], None]:
    def report(done: int, findings: list[Finding]) -> None:
        for finding in findings:
            print(finding, flush=True)
        print(f"{kind}: {done} of {total}", flush=True)

    return report


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("kind", nargs="?", choices=[*KINDS, "all"], default="all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=1000, help="cases of each kind")
    parser.add_argument("--first", type=int, default=0, help="number of the first case")
    parser.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()) / "catgui-fuzz", metavar="FOLDER")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
