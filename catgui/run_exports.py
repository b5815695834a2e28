"""What can be taken away of the session's run: a page, or a program that does it again without us."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from catgui.export import ExportError, whole, write_whole
from catgui.models.photo_collection import PhotoCollection
from catgui.models.run_book import RunBook
from catgui.models.training_session import TrainingSession
from catgui.run_texts import settings_in_words
from catgui.workers.training_run import Snapshot, TrainingRun
from engine.plain_program import data_path, save_data, save_notebook, save_script
from engine.plain_run import PlainRun
from engine.report import Report, page

Writer = Callable[[Path], object]


class Plot(Protocol):
    """What draws the costs."""

    def save_png(self, path: Path) -> object:
        """Write it as pixels."""

    def save_svg(self, path: Path) -> object:
        """Write it as lines."""


def all_writers(plot: Plot, session: TrainingSession, photos: PhotoCollection, runs: RunBook) -> dict[str, Writer]:
    """What the window can write, by the ending of the file or by name; each raises ExportError."""
    exports = RunExports(session, runs)
    return {
        ".png": whole(plot.save_png),
        ".svg": whole(plot.save_svg),
        ".csv": whole(session.costs.save_csv),
        ".html": exports.save_page,
        ".ipynb": exports.save_notebook,
        ".py": exports.save_script,
        "verdicts": whole(photos.save_csv),
        "runs": whole(runs.save_csv),
    }


class RunExports:
    """Writes the run of a session, as it is shown, to the place that the user has chosen."""

    def __init__(self, session: TrainingSession, book: RunBook) -> None:
        self._session = session
        self._book = book

    def save_page(self, path: Path) -> None:
        """Write one self-contained HTML page. Raises ExportError."""
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
        write_whole(path, lambda temporary: temporary.write_text(page(report), encoding="utf-8"))

    def save_script(self, path: Path) -> None:
        """Write a script of plain NumPy, and its pictures beside it. Raises ExportError."""
        run, plain = self._plain(path)
        write_whole(data_path(path), lambda temporary: save_data(plain, run.dataset, temporary))
        write_whole(path, lambda temporary: save_script(plain, run.dataset, path, temporary))

    def save_notebook(self, path: Path) -> None:
        """Write a Jupyter notebook of plain NumPy, and its pictures beside it. Raises ExportError."""
        run, plain = self._plain(path)
        write_whole(data_path(path), lambda temporary: save_data(plain, run.dataset, temporary))
        write_whole(path, lambda temporary: save_notebook(plain, run.dataset, path, temporary))

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
