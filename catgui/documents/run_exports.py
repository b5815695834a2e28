"""What can be taken away: of the session's run a plot, a page, a program that does it again; and tables."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Protocol

from catgui.documents.export import ExportError, write_atomically
from catgui.domain.run_texts import format_settings
from catgui.models.documents.save_queue import WriteFunction
from catgui.models.photos.collection import PhotoCollection
from catgui.models.runs.history import RunHistory
from catgui.models.training.session import TrainingSession
from engine.data.dataset import Dataset
from engine.export.html_report import Report, page
from engine.export.script import data_path, save_data, save_notebook, save_script
from engine.export.script_plan import RunPlan
from engine.progress import ProgressCallback
from engine.storage.atomic import atomic_write, translate_write_errors
from engine.text import printable
from engine.training.run import Snapshot, TrainingRun

Writer = Callable[[Path], object]
# What the window can write, by the ending of the file or by name: what writes it in the background, as it is now. Each
# raises EngineError where there is nothing to write.
Writers = Mapping[str, Callable[[Path], WriteFunction]]


class PlotImages(Protocol):
    """What draws the costs."""

    def png(self) -> bytes:
        """As pixels."""

    def svg(self) -> bytes:
        """As lines."""


def make_writers(plot: PlotImages, session: TrainingSession, photos: PhotoCollection, runs: RunHistory) -> Writers:
    """What can be written of these."""
    exports = RunExports(session, runs)
    return {
        ".png": lambda path: _bytes_writer(plot.png(), path),
        ".svg": lambda path: _bytes_writer(plot.svg(), path),
        ".csv": lambda path: _bytes_writer(session.costs.csv().encode(), path),
        ".html": exports.page,
        ".ipynb": exports.notebook,
        ".py": exports.script,
        "verdicts": lambda path: _bytes_writer(photos.csv().encode(), path),
        "runs": lambda path: _bytes_writer(runs.csv().encode(), path),
    }


class RunExports:
    """Writes the run of a session, as it is shown, to the place that the user has chosen."""

    def __init__(self, session: TrainingSession, history: RunHistory) -> None:
        self._session = session
        self._history = history

    def page(self, path: Path) -> WriteFunction:
        """What writes one self-contained HTML page. Raises ExportError."""
        run, snapshot = self._require_run(path)
        record = self._history.current
        settings = format_settings(run.config, run.trained_on, run.branched_at)
        report = Report(
            title="A run" if record is None else record.title,
            when=time.strftime("%Y-%m-%d %H:%M"),
            dataset=run.dataset,
            settings=settings | {"steps taken": f"{snapshot.iterations:,}"},
            costs=self._session.costs.train[: snapshot.iterations],
            test_costs=self._session.costs.test,
            evaluations={"train": snapshot.train, "test": snapshot.test},
        )
        return partial(_write_page, report, path)

    def script(self, path: Path) -> WriteFunction:
        """What writes a script of plain NumPy, and its pictures beside it. Raises ExportError."""
        return self._script_writer(save_script, path)

    def notebook(self, path: Path) -> WriteFunction:
        """What writes a Jupyter notebook of plain NumPy, and its pictures beside it. Raises ExportError."""
        return self._script_writer(save_notebook, path)

    def _script_writer(self, save: Callable[[RunPlan, Dataset, Path, Path], None], path: Path) -> WriteFunction:
        run, plain = self._run_history(path)
        beside = data_path(path)
        if beside.exists() and not path.exists():
            # Nobody was asked whether that may go.
            raise ExportError(path, f"its pictures would replace “{printable(beside.name)}”; choose another name")
        return partial(_write_program, partial(save, plain, run.dataset, path), plain, run.dataset, path)

    def _require_run(self, path: Path) -> tuple[TrainingRun, Snapshot]:
        run, snapshot = self._session.run, self._session.snapshot
        if run is None or snapshot is None:
            raise ExportError(path, "there is no run to export yet; train the network first")
        return run, snapshot

    def _run_history(self, path: Path) -> tuple[TrainingRun, RunPlan]:
        run, snapshot = self._require_run(path)
        if not run.can_replay:
            raise ExportError(path, "the network was opened from a file, and how it was trained is not known here")
        history = run.stages_until(snapshot.iterations)
        return run, RunPlan(history, snapshot.iterations, snapshot.test.threshold)


def _bytes_writer(content: bytes, path: Path) -> WriteFunction:
    return lambda _progress: write_atomically(path, lambda temporary: temporary.write_bytes(content))


def _write_page(report: Report, path: Path, _progress: ProgressCallback) -> None:
    write_atomically(path, lambda temporary: temporary.write_text(page(report), encoding="utf-8"))


def _write_program(write: Writer, run: RunPlan, dataset: Dataset, path: Path, progress: ProgressCallback) -> None:
    """Nearly all of it is the pictures; neither they nor the program are put in place without the other."""
    with (
        translate_write_errors(ExportError, path),
        atomic_write(data_path(path)) as pictures,
        atomic_write(path) as program,
    ):
        save_data(run, dataset, pictures, progress)
        write(program)
