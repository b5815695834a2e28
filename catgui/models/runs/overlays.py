"""The earlier runs whose curves belong over the plot of the session's run."""

from __future__ import annotations

from catgui.domain.run_record import RunRecord
from catgui.models.runs.history import RunHistory
from catgui.models.training.session import TrainingSession
from engine.data.dataset import Dataset
from engine.text import printable


def previous_run(history: RunHistory, session: TrainingSession, dataset: Dataset | None) -> RunRecord | None:
    """The run to compare that of `session` with, if it is not drawn anyway.

    Before the first run, or after the user has started over, it is the one that was dropped, if it was on `dataset`.
    """
    previous = history.previous or _dropped_run(history, session, dataset)
    return None if previous in history.overlaid else previous


def data_of_other_run(record: RunRecord, session: TrainingSession, dataset: Dataset | None) -> str:
    """The name of a record's data; '' if they are those of the run, or `dataset` where there is none."""
    run = session.run
    if run is not None:
        is_same = record.is_on(run.trained_on, run.origin)
    else:
        is_same = dataset is None or record.is_on(dataset.name, dataset.origin)
    return "" if is_same else printable(record.data)


def _dropped_run(history: RunHistory, session: TrainingSession, dataset: Dataset | None) -> RunRecord | None:
    latest = history.latest
    if session.run is not None or latest is None or dataset is None:
        return None
    return latest if latest.is_on(dataset.name, dataset.origin) else None
