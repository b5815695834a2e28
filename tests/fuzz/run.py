"""Runs cases in processes of their own and keeps the files of those that went wrong."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from tests import ROOT

KINDS = {
    "photos": "tests.fuzz.photo_cases",
    "hdf5": "tests.fuzz.hdf5_cases",
    "models": "tests.fuzz.model_cases",
}
# A process is replaced after this many files, so that leaks in libraries do not count.
_BLOCK = 500
# Larger files are not kept: they are nearly all holes, which a copy would fill. The case can be made again.
_MOST_KEPT = 100_000_000
_TAIL = 3000


@dataclass(frozen=True, slots=True)
class Finding:
    """A case that went wrong: what happened, and the folder in which its files are kept."""

    kind: str
    seed: int
    number: int
    what: str
    kept: Path

    def __str__(self) -> str:
        again = f"python -m tests.fuzz {self.kind} --seed {self.seed} --first {self.number} --count 1"
        return f"{self.kind} {self.number}: {self.what.strip()}\n  kept in {self.kept}\n  again: {again}"


def run(
    kind: str,
    seed: int,
    numbers: range,
    keep: Path,
    *,
    report: Callable[[int, list[Finding]], None] = lambda done, findings: None,
) -> list[Finding]:
    """Open the cases `numbers` of a kind; what went wrong with some, in the order of their numbers.

    `report` is called after each block of cases with how many are done and what was found among them.
    """
    blocks = [numbers[start : start + _BLOCK] for start in range(0, len(numbers), _BLOCK)]
    findings: list[Finding] = []
    done = 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for block, found in zip(
            blocks, pool.map(lambda block: _run_block(kind, seed, block, keep), blocks), strict=True
        ):
            done += len(block)
            findings += found
            report(done, found)
    return findings


def _run_block(kind: str, seed: int, numbers: range, keep: Path) -> list[Finding]:
    findings, first = [], numbers.start
    with tempfile.TemporaryDirectory(prefix="catgui-fuzz-") as work:
        while first < numbers.stop:
            child = _Child(KINDS[kind], seed, range(first, numbers.stop), Path(work))
            for number, fault in child.faults():
                kept = keep / f"{kind}-{seed}-{number}"
                shutil.rmtree(kept, ignore_errors=True)
                shutil.copytree(Path(work) / str(number), kept, symlinks=True, copy_function=_copy_file)
                findings.append(Finding(kind, seed, number, fault, kept))
            first = child.last_started + 1
    return findings


def _copy_file(source: str, target: str) -> None:
    # Pipes and devices are part of some cases; copying one would block.
    if os.path.isfile(source) and os.path.getsize(source) <= _MOST_KEPT:
        shutil.copy(source, target)


class _Child:
    """One process at work. Attributes: `last_started`, the last case it began."""

    def __init__(self, module: str, seed: int, numbers: range, work: Path) -> None:
        self.last_started = numbers.start - 1
        self._errors = work / "errors"
        words = [module, seed, numbers.start, len(numbers), work]
        self._command = [sys.executable, "-m", "tests.fuzz.child", *map(str, words)]

    def faults(self) -> Iterator[tuple[int, str]]:
        """Number and fault of each case that went wrong; the last may be the death of the process."""
        opening = False
        with self._errors.open("wb") as errors, self._started(errors) as process:
            assert process.stdout is not None
            for line in process.stdout:
                message = json.loads(line)
                self.last_started, opening = message["number"], "fault" not in message
                if message.get("fault"):
                    yield self.last_started, message["fault"]
            status = process.wait()
        if status and not opening:
            raise RuntimeError(f"making case {self.last_started + 1} failed:\n{self._said()}")
        if status:
            yield self.last_started, f"the process ended by {_cause(status)}:\n{self._said()}"

    def _started(self, errors: BinaryIO) -> subprocess.Popen[str]:
        return subprocess.Popen(
            self._command, cwd=ROOT, env=_environment(), stdout=subprocess.PIPE, stderr=errors, text=True
        )

    def _said(self) -> str:
        return self._errors.read_text(errors="replace")[-_TAIL:]


def _cause(status: int) -> str:
    return signal.Signals(-status).name if status < 0 else f"waiting too long, or status {status}"


def _environment() -> dict[str, str]:
    """Few threads and one arena: what many of them set aside would be counted as memory that the files took."""
    alone = {"OPENBLAS_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "1"}
    return os.environ | alone | {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0"}
