"""Saves files of every kind in child processes that are killed at random moments, and reports what they leave.

    python -m tests.catgui.killed_saves FOLDER SEED ROUNDS

FOLDER is empty. Prints one JSON object. Each round saves one kind of file, in one of two versions, in a fork of this
process, which begins to write at once.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

import numpy as np
from PySide6.QtWidgets import QApplication

from catgui.documents.save_commands import write_atomically
from catgui.models.training.cost_history import CostHistory
from catgui.widgets.plots.cost_plot import CostPlot
from engine.core import initialize_parameters_deep
from engine.saved_model.file import save_model
from engine.saved_model.model import Model
from engine.system.atomic import remove_stale_temporaries
from engine.training.config import TrainingConfig
from tests.support.models import plain_model

_VERSIONS = (0, 1)
# The latest time of a kill, as a multiple of the duration of a save.
_LATEST = 1.2

Save = Callable[[Path, int], object]


def main() -> None:
    folder, seed, rounds = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    application = QApplication([])
    kinds = _kinds()
    paths = {kind: folder / kind / "saved" for kind in kinds}
    random = Random(seed)
    expected, seconds = {}, {}
    for kind, save in kinds.items():
        paths[kind].parent.mkdir()
        expected[kind], seconds[kind] = _save_undisturbed(save, paths[kind])
    found = {"old": 0, "new": 0, "broken": [], "litter": 0}
    for _ in range(rounds):
        kind, version = random.choice(list(kinds)), random.choice(_VERSIONS)
        before = paths[kind].read_bytes()
        _save_and_kill(kinds[kind], paths[kind], version, random.uniform(0, _LATEST * seconds[kind]))
        after = paths[kind].read_bytes()
        if after not in (before, expected[kind][version]):
            found["broken"].append([kind, len(after)])
        elif before != expected[kind][version]:
            found["new" if after != before else "old"] += 1
        found["litter"] += len(_leftover_files(paths))
    for temporary in folder.glob("*/.catgui-*.part"):
        os.utime(temporary, (100, 100))
    for kind, path in paths.items():
        remove_stale_temporaries(path.parent)
        kinds[kind](path, 0)
    sys.stdout.write(json.dumps({**found, "litter_at_the_end": _leftover_files(paths)}))
    application.quit()


def _kinds() -> dict[str, Save]:
    histories = [_history(version) for version in _VERSIONS]
    # Drawn here, because Qt draws in threads, which do not survive a fork.
    pictures = [_pictures(history) for history in histories]
    models = [_model(version) for version in _VERSIONS]
    return {
        "model": lambda path, version: save_model(path, models[version]),
        "png": lambda path, version: write_atomically(path, lambda part: part.write_bytes(pictures[version][0])),
        "svg": lambda path, version: write_atomically(path, lambda part: part.write_bytes(pictures[version][1])),
    }


def _history(version: int) -> CostHistory:
    return CostHistory(np.linspace(0.7 + version, 0.1, 2500))


def _pictures(history: CostHistory) -> tuple[bytes, bytes]:
    """The plot as PNG and SVG."""
    plot = CostPlot(history)
    plot.resize(600, 400)
    return plot.png(), plot.svg()


def _model(version: int) -> Model:
    config = TrainingConfig(hidden_layers=(20,), iterations=9)
    parameters = initialize_parameters_deep([64 * 64 * 3, 20, 1], seed=version)
    return plain_model(parameters, ("non-cat", "cat"), (64, 64), config, np.full(9, float(version)), "data")


def _save_undisturbed(save: Save, path: Path) -> tuple[list[bytes], float]:
    """The content of each version, and the seconds that a child takes to save one."""
    contents = []
    for version in _VERSIONS:
        save(path, version)
        contents.append(path.read_bytes())
    began = time.monotonic()
    _save_and_kill(save, path, 0, None)
    return contents, time.monotonic() - began


def _save_and_kill(save: Save, path: Path, version: int, after: float | None) -> None:
    child = os.fork()
    if child == 0:
        try:
            save(path, version)
        finally:
            os._exit(0)
    if after is not None:
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def _leftover_files(paths: dict[str, Path]) -> list[str]:
    return [f"{kind}/{found.name}" for kind, path in paths.items() for found in path.parent.iterdir() if found != path]


if __name__ == "__main__":
    main()
