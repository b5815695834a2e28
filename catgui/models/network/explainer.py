"""Finds out in the background why the network says what it says of the picked picture, as often as either changes."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from catgui.domain import explanation_texts
from catgui.models.network.observer import Onlooker
from catgui.models.selected_picture import PickedPicture
from catgui.models.training.session import TrainingSession
from catgui.workers.task_worker import Progress
from engine.analysis.attribution import Explanation, explain
from engine.data.dataset import Dataset
from engine.errors import NoSharesError
from engine.nn.examples import Examples
from engine.nn.network import Network


@dataclass(frozen=True, slots=True, eq=False)
class Subject:
    """What is explained: a picture, `pixels` (height, width, 3), its `title`, and the data that were learned from."""

    pixels: NDArray[np.uint8]
    title: str
    dataset: Dataset


@dataclass(frozen=True, slots=True, eq=False)
class Reason:
    """An explanation and its subject."""

    subject: Subject
    explanation: Explanation


class Explainer(Onlooker):
    """Explains what the network that a session shows says of the picked picture, while somebody looks.

    Signals: `explained(object)`, a Reason; `unexplained(str)`, there is nothing to explain: what is missing, for the
    user; `failed(str)`, a text for the user.
    """

    explained = Signal(object)
    unexplained = Signal(str)

    def __init__(self, session: TrainingSession, picked: PickedPicture, parent: QObject | None = None) -> None:
        super().__init__(session, picked, parent)
        self._asked = False

    def _ask(self) -> None:
        run, snapshot, pixels = self._session.run, self._session.snapshot, self._picked.pixels
        if run is None:
            self._refuse(explanation_texts.NO_NETWORK)
        elif pixels is None:
            self._refuse(explanation_texts.NO_PICTURE)
        elif (example := self._picked.example_for(run.dataset.picture_shape)) is None:
            self._refuse(explanation_texts.OTHER_SHAPE)
        elif snapshot is not None:
            self._asked = True
            subject = Subject(pixels, self._picked.title, run.dataset)
            self._task.ask(partial(_reason, snapshot.network, example, subject))

    def _refuse(self, text: str) -> None:
        self._asked = False
        self._task.drop()
        self.unexplained.emit(text)

    def _on_succeeded(self, found: Reason | str) -> None:
        # What was asked before there was nothing to explain any more is not listened to.
        if not self._asked:
            return
        if isinstance(found, Reason):
            self.explained.emit(found)
        else:
            self.unexplained.emit(found)


def _reason(
    network: Network, example: Examples, subject: Subject, _progress: Progress, _cancelled: threading.Event
) -> Reason | str:
    try:
        return Reason(subject, explain(network, example))
    except NoSharesError as error:
        return str(error)
