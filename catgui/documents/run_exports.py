"""Exports: the run as plot or notebook; costs with runs, and predictions on photos, as tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Protocol

from catgui.documents.model_document import ModelDocument, WriteFunction
from catgui.documents.window_models import WindowModels
from catgui.domain.run_record import RunRecord
from catgui.domain.run_texts import run_csv
from catgui.models.background_task import without_work
from catgui.models.training.session import TrainingSession
from engine.data.dataset import Dataset
from engine.errors import ExportError
from engine.system.atomic import atomic_write, translate_write_errors
from engine.training.run import TrainingRun

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


def make_writers(plot: PlotImages, models: WindowModels) -> Writers:
    """The writers of all that can be exported."""
    workspace = models.workspace
    return {
        ".png": lambda path: bytes_writer(plot.png(), path),
        ".svg": lambda path: bytes_writer(plot.svg(), path),
        ".csv": lambda path: _runs_writer(models.history.plotted(workspace.dataset), path),
        ".ipynb": partial(notebook_writer, models.session),
        "predictions": lambda path: bytes_writer(models.photos.csv().encode(), path),
        "page": lambda path: _page_writer(models.document, workspace.dataset, path),
    }


def write_atomically(path: Path, fill: FillFile) -> None:
    """Write `path` atomically: `fill` is called with a temporary file beside it. Raises ExportError."""
    with translate_write_errors(ExportError, path), atomic_write(path) as temporary:
        fill(temporary)


def notebook_writer(session: TrainingSession, path: Path) -> WriteFunction:
    """A writer of a Jupyter notebook of the run that is shown, and of the archive of pictures beside it.

    Raises ExportError without a run, and for a network that was opened from a file.
    """
    # Imported at the first export: the window opens without it.
    from engine.export.notebook import RunPlan, export_notebook

    run, snapshot = session.now.run, session.now.snapshot
    if run is None or snapshot is None:
        raise ExportError(path, _NO_NETWORK)
    if run.dataset is None:
        raise ExportError(path, f"open {run.trained_on} first")
    if not isinstance(run, TrainingRun):
        raise ExportError(path, "its training is not known: train a network first")
    return partial(export_notebook, RunPlan.of(run, snapshot), run.dataset, path)


def bytes_writer(content: bytes, path: Path) -> WriteFunction:
    """The writer of `content` to `path`."""
    return without_work(write_atomically, path, lambda temporary: temporary.write_bytes(content))


def _runs_writer(records: Sequence[RunRecord], path: Path) -> WriteFunction:
    """The writer of a table with the costs of runs."""
    return without_work(write_atomically, path, lambda temporary: temporary.write_bytes(run_csv(records).encode()))


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
