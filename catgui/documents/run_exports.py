"""What can be taken away: of the session's run a plot, a page, a program that does it again; and tables."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Protocol

from catgui.documents.export import ExportError, write_whole
from catgui.domain.run_texts import settings_in_words
from catgui.models.documents.save_queue import Writing
from catgui.models.photos.collection import PhotoCollection
from catgui.models.runs.history import RunBook
from catgui.models.training.session import TrainingSession
from engine.data.dataset import Dataset
from engine.export.html_report import Report, page
from engine.export.script import data_path, save_data, save_notebook, save_script
from engine.export.script_plan import PlainRun
from engine.progress import Progress
from engine.storage.atomic import write_errors, written_whole
from engine.text import displayable
from engine.training.run import Snapshot, TrainingRun

Writer = Callable[[Path], object]
# What the window can write, by the ending of the file or by name: what writes it in the background, as it is now. Each
# raises EngineError where there is nothing to write.
Writers = Mapping[str, Callable[[Path], Writing]]


class Plot(Protocol):
    """What draws the costs."""

    def png(self) -> bytes:
        """As pixels."""

    def svg(self) -> bytes:
        """As lines."""


def all_writers(plot: Plot, session: TrainingSession, photos: PhotoCollection, runs: RunBook) -> Writers:
    """What can be written of these."""
    exports = RunExports(session, runs)
    return {
        ".png": lambda path: _writing(plot.png(), path),
        ".svg": lambda path: _writing(plot.svg(), path),
        ".csv": lambda path: _writing(session.costs.csv().encode(), path),
        ".html": exports.page,
        ".ipynb": exports.notebook,
        ".py": exports.script,
        "verdicts": lambda path: _writing(photos.csv().encode(), path),
        "runs": lambda path: _writing(runs.csv().encode(), path),
    }


class RunExports:
    """Writes the run of a session, as it is shown, to the place that the user has chosen."""

    def __init__(self, session: TrainingSession, book: RunBook) -> None:
        self._session = session
        self._book = book

    def page(self, path: Path) -> Writing:
        """What writes one self-contained HTML page. Raises ExportError."""
        run, snapshot = self._shown(path)
        record = self._book.current
        settings = settings_in_words(run.config, run.trained_on, run.branched_at)
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

    def script(self, path: Path) -> Writing:
        """What writes a script of plain NumPy, and its pictures beside it. Raises ExportError."""
        return self._program(save_script, path)

    def notebook(self, path: Path) -> Writing:
        """What writes a Jupyter notebook of plain NumPy, and its pictures beside it. Raises ExportError."""
        return self._program(save_notebook, path)

    def _program(self, save: Callable[[PlainRun, Dataset, Path, Path], None], path: Path) -> Writing:
        run, plain = self._plain(path)
        beside = data_path(path)
        if beside.exists() and not path.exists():
            # Nobody was asked whether that may go.
            raise ExportError(path, f"its pictures would replace “{displayable(beside.name)}”; choose another name")
        return partial(_write_program, partial(save, plain, run.dataset, path), plain, run.dataset, path)

    def _shown(self, path: Path) -> tuple[TrainingRun, Snapshot]:
        run, snapshot = self._session.run, self._session.snapshot
        if run is None or snapshot is None:
            raise ExportError(path, "there is no run to export yet; train the network first")
        return run, snapshot

    def _plain(self, path: Path) -> tuple[TrainingRun, PlainRun]:
        run, snapshot = self._shown(path)
        if not run.has_moments:
            raise ExportError(path, "the network was opened from a file, and how it was trained is not known here")
        history = run.history_until(snapshot.iterations)
        return run, PlainRun(history, snapshot.iterations, snapshot.test.threshold)


def _writing(content: bytes, path: Path) -> Writing:
    return lambda _progress: write_whole(path, lambda temporary: temporary.write_bytes(content))


def _write_page(report: Report, path: Path, _progress: Progress) -> None:
    write_whole(path, lambda temporary: temporary.write_text(page(report), encoding="utf-8"))


def _write_program(write: Writer, run: PlainRun, dataset: Dataset, path: Path, progress: Progress) -> None:
    """Nearly all of it is the pictures; neither they nor the program are put in place without the other."""
    with write_errors(ExportError, path), written_whole(data_path(path)) as pictures, written_whole(path) as program:
        save_data(run, dataset, pictures, progress)
        write(program)
