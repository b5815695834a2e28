"""Explains the prediction for the selected picture in the background."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from catgui.domain import explanation as explanation_texts
from catgui.domain import saved_run_texts
from catgui.domain.explanation import ExplainedPicture, PictureExplanation
from catgui.models.network.observer import NetworkObserver
from catgui.models.selected_picture import SelectedPicture
from catgui.models.training.session import TrainingSession
from engine.analysis.attribution import explain, require_exact_shares
from engine.errors import NoContributionsError
from engine.nn.examples import Examples
from engine.nn.interface import TrainableNetwork
from engine.progress import Work
from engine.training.run import TrainingRun


class Explainer(NetworkObserver):
    """Explains the prediction for the selected picture, while active.

    Signals: `explained(object)`, a PictureExplanation; `unavailable(str)`, a text for the user about what is missing.
    """

    explained = Signal(object)
    unavailable = Signal(str)

    def __init__(self, session: TrainingSession, picked: SelectedPicture, parent: QObject | None = None) -> None:
        super().__init__(session, picked, parent)
        self._requested = False

    def _request(self) -> None:
        run, snapshot, pixels = self._session.run, self._session.snapshot, self._picked.pixels
        if run is None:
            self._report_unavailable(explanation_texts.NO_NETWORK)
        elif pixels is None:
            self._report_unavailable(explanation_texts.NO_PICTURE)
        elif not isinstance(run, TrainingRun):
            self._report_unavailable(
                _obstacle(run.network, run.trained_on) if run.network else explanation_texts.NO_NETWORK
            )
        elif (example := self._picked.example_for(run.picture_shape, run.config.features)) is None:
            self._report_unavailable(explanation_texts.OTHER_SHAPE)
        elif snapshot is not None:
            self._requested = True
            features, threshold = run.config.features, snapshot.test.threshold
            subject = ExplainedPicture(pixels, self._picked.title, run.dataset, features, threshold)
            self._task.submit(partial(_explain, snapshot.network, example, subject))

    def _report_unavailable(self, text: str) -> None:
        self._requested = False
        self._task.discard_waiting()
        self.unavailable.emit(text)

    def _on_succeeded(self, found: PictureExplanation | str) -> None:
        # A result from before `_report_unavailable` is dropped.
        if not self._requested:
            return
        if isinstance(found, PictureExplanation):
            self.explained.emit(found)
        else:
            self.unavailable.emit(found)


def _obstacle(network: TrainableNetwork, trained_on: str) -> str:
    """The reason why a prediction of a network from a file is not explained, for now or at all."""
    try:
        require_exact_shares(network)
    except NoContributionsError as error:
        return str(error)
    return saved_run_texts.needs_run_text(trained_on)


def _explain(
    network: TrainableNetwork,
    example: Examples,
    subject: ExplainedPicture,
    _work: Work,
) -> PictureExplanation | str:
    try:
        return PictureExplanation(subject, explain(network, example))
    except NoContributionsError as error:
        return str(error)
