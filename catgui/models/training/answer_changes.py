"""What an edit of the data or other settings have changed in the answers of the network."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import cycle
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QObject

from catgui.domain.picture import Picture
from catgui.domain.run_texts import changes_text
from catgui.models.selected_picture import SelectedPicture
from catgui.models.tasks.messages import show_notice, withdraw
from catgui.models.training.session import RunNow, RunState, TrainingSession
from engine.analysis.evaluation import THRESHOLD, Evaluation
from engine.data.dataset import Dataset
from engine.data.edits import TEST
from engine.training.config import TrainingConfig


class _Ended(NamedTuple):
    """A complete run: its data, its settings, and its answers to the test part at the usual threshold."""

    dataset: Dataset
    config: TrainingConfig
    test: Evaluation


class AnswerChanges(QObject):
    """Says how many answers to test pictures a complete run has changed, and selects one after the other in `picked`.

    It is compared with the complete run before, where both have the same test pictures, and other data or settings.
    """

    def __init__(self, session: TrainingSession, picked: SelectedPicture, parent: QObject) -> None:
        super().__init__(parent)
        self._picked = picked
        self._last: _Ended | None = None
        session.changed.connect(self._on_session_changed)

    def _on_session_changed(self, before: RunNow, now: RunNow) -> None:
        if now.is_another_than(before):
            withdraw(self)
        if (ended := _ended(now)) is None:
            return
        last, self._last = self._last, ended
        if now.has_completed(before) and last is not None and _are_comparable(last, ended):
            changed = np.flatnonzero(last.test.predictions != ended.test.predictions).tolist()
            pictures = cycle(Picture(TEST, index) for index in changed)
            actions = [("Show next", partial(self._show_next, ended.dataset, pictures))] if changed else []
            show_notice(self, changes_text(last.test.accuracy, ended.test.accuracy, len(changed)), *actions)

    def _show_next(self, dataset: Dataset, pictures: Iterator[Picture]) -> None:
        picture = next(pictures)
        self._picked.pick(picture.pixels(dataset), picture.name(dataset), picture)


def _ended(now: RunNow) -> _Ended | None:
    """The run if it is complete."""
    run, newest = now.trained, now.newest
    if run is None or newest is None or now.has_failed or now.state is not RunState.IDLE or not run.is_over:
        return None
    return _Ended(run.dataset, run.config, newest.test.with_threshold(THRESHOLD))


def _are_comparable(one: _Ended, other: _Ended) -> bool:
    """Whether two runs differ, but not in their test pictures, which edits of other pictures share."""
    is_other = one.dataset is not other.dataset or one.config != other.config
    return is_other and one.dataset.test.pictures is other.dataset.test.pictures
