"""Exports: the run as plot, report or notebook; costs, predictions on photos and runs as tables."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from catgui.domain.run_texts import format_settings
from catgui.domain.saved_run_texts import other_data_note
from catgui.models.documents.model_document import ModelDocument
from catgui.models.documents.save_queue import WriteFunction
from catgui.models.photos.collection import PhotoCollection
from catgui.models.runs.history import RunHistory
from catgui.models.runs.table import format_rates, format_stages, stages_with_steps
from catgui.models.tasks.background_task import without_work
from catgui.models.training.session import RunState, ShownRun, TrainingSession
from catgui.models.workspace import Workspace
from engine.data.dataset import Dataset
from engine.errors import ExportError
from engine.storage.atomic import atomic_write, translate_write_errors, write_text
from engine.training.run import Snapshot, Stage, TrainingRun

# What writes reports and notebooks is imported at the first export: the window opens without it.
if TYPE_CHECKING:
    from engine.export.html_report import Report

# Fills the file at a path.
FillFile = Callable[[Path], object]
# By file extension or by name: the function that captures what is shown and returns the writer for a path. Each raises
# EngineError if there is nothing to write.
Writers = Mapping[str, Callable[[Path], WriteFunction]]


_NO_NETWORK = "train a network first"


class PlotImages(Protocol):
    """A plot of the costs that can draw itself to a file."""

    def png(self) -> bytes:
        """The plot as a PNG file."""

    def svg(self) -> bytes:
        """The plot as an SVG file."""


def make_writers(
    plot: PlotImages,
    session: TrainingSession,
    document: ModelDocument,
    photos: PhotoCollection,
    runs: RunHistory,
    workspace: Workspace,
) -> Writers:
    """The writers of all that can be exported."""
    exports = RunExports(session, runs, workspace)
    return {
        ".png": lambda path: bytes_writer(plot.png(), path),
        ".svg": lambda path: bytes_writer(plot.svg(), path),
        ".csv": lambda path: bytes_writer(_costs_csv(session).encode(), path),
        ".html": exports.report,
        ".ipynb": exports.notebook,
        "predictions": lambda path: bytes_writer(photos.csv().encode(), path),
        "runs": lambda path: bytes_writer(runs.csv().encode(), path),
        "page": lambda path: _page_writer(document, workspace.dataset, path),
    }


def write_atomically(path: Path, fill: FillFile) -> None:
    """Write `path` atomically: `fill` is called with a temporary file beside it. Raises ExportError."""
    with translate_write_errors(ExportError, path), atomic_write(path) as temporary:
        fill(temporary)


class RunExports:
    """Writers for the run that the session shows, captured when they are made."""

    def __init__(self, session: TrainingSession, history: RunHistory, workspace: Workspace) -> None:
        self._session = session
        self._history = history
        self._workspace = workspace

    def report(self, path: Path) -> WriteFunction:
        """A writer of a self-contained HTML page. Raises ExportError without a run."""
        from engine.export.html_report import Report

        run, dataset, snapshot = self._require_run(path)
        record, stages = self._history.current, _all_stages(run)
        taken = stages_with_steps(stages, len(costs := self._session.now.costs.train))
        report = Report(
            title=f"{'Network' if record is None else record.title}, trained on {run.trained_on}",
            when=time.strftime("%Y-%m-%d %H:%M"),
            dataset=dataset,
            settings=self._settings(run, dataset, stages),
            costs=costs,
            test_costs=self._session.now.costs.test,
            evaluations={"train": snapshot.train, "test": snapshot.test},
            iteration=snapshot.iterations,
            unreadable=self._unreadable_files(dataset),
            stages=format_stages(taken),
            plot_title=format_rates(taken),
            note=other_data_note(run),
            network_costs=None if run.is_on_other_data else (snapshot.train_cost, snapshot.test_cost),
            best_iteration=snapshot.best_iteration,
            has_penalty=_has_penalty(run),
        )
        return without_work(_write_report, report, path)

    def _settings(self, run: ShownRun, dataset: Dataset, stages: tuple[Stage, ...]) -> dict[str, str]:
        """The settings of a run, with its parent; on its own data, also how these were read."""
        zero, one = dataset.classes
        origin = dataset.origin if dataset.name == run.trained_on else None
        settings, record = format_settings(run.config, run.trained_on, None, origin), self._history.current
        if len(stages) > 1:
            parent = None if record is None else self._history.parent_of(record)
            begin = stages[-1].begin
            settings["Continues from"] = (
                f"unlisted run, iteration {begin:,}" if parent is None else f"{parent.title}, iteration {begin:,}"
            )
        return {"Data": settings.pop("Data"), "Classes": f"0 = {zero}, 1 = {one}", **settings}

    def _unreadable_files(self, dataset: Dataset) -> tuple[str, ...]:
        """The files of `dataset`, with the folder of their kind, that could not be read, and why."""
        read = self._workspace.folder_data
        if read is None or dataset is not self._workspace.dataset:
            return ()
        return tuple(f"{'/'.join(Path(fault.path).parts[-2:])}: {fault.reason}" for fault in read.faults)

    def notebook(self, path: Path) -> WriteFunction:
        """A writer of a Jupyter notebook, and the archive of pictures beside it.

        Raises ExportError without a run, and for a network that was opened from a file.
        """
        from engine.export.script import RunPlan, export_notebook

        run, dataset, snapshot = self._require_run(path)
        if not isinstance(run, TrainingRun):
            raise ExportError(path, "its training is not known: train a network first")
        return partial(export_notebook, RunPlan.of(run, snapshot), dataset, path)

    def _require_run(self, path: Path) -> tuple[ShownRun, Dataset, Snapshot]:
        run, snapshot = self._session.now.run, self._session.now.snapshot
        if run is not None and run.dataset is None:
            raise ExportError(path, f"open {run.trained_on} first")
        if self._session.now.state is RunState.EVALUATING:
            raise ExportError(path, "the network is being evaluated: try again")
        if run is None or run.dataset is None or snapshot is None:
            raise ExportError(path, _NO_NETWORK)
        return run, run.dataset, snapshot


def _all_stages(run: ShownRun) -> tuple[Stage, ...]:
    if isinstance(run, TrainingRun):
        return run.stages_until(run.iterations_done)
    return run.model.recipe.stages


def _costs_csv(session: TrainingSession) -> str:
    """The costs as a table."""
    return session.now.costs.csv(_has_penalty(session.now.run))


def _has_penalty(run: ShownRun | None) -> bool:
    """Whether L2 adds a penalty to costs of `run`."""
    return run is not None and any(stage.config.l2 for stage in _all_stages(run))


def bytes_writer(content: bytes, path: Path) -> WriteFunction:
    """The writer of `content` to `path`."""
    return without_work(write_atomically, path, lambda temporary: temporary.write_bytes(content))


def _page_writer(document: ModelDocument, dataset: Dataset | None, path: Path) -> WriteFunction:
    """A writer of a web page with the network, and with its accuracy on `dataset`. Raises ExportError without one."""
    build_model = document.model_builder()
    if build_model is None:
        raise ExportError(path, _NO_NETWORK)

    def write() -> None:
        from engine.export.web_page import network_page, write_page

        model = build_model()
        write_page(path, network_page(model, dataset if dataset is not None and model.fits(dataset) else None))

    return without_work(write)


def _write_report(report: Report, path: Path) -> None:
    from engine.export.html_report import page

    write_atomically(path, lambda temporary: write_text(temporary, page(report)))
