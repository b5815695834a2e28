"""Explains the prediction for the selected picture in the background."""

from __future__ import annotations

from PySide6.QtCore import QObject

from catgui.domain import explanation as explanation_texts
from catgui.domain import saved_run_texts
from catgui.domain.explanation import ExplainedPicture, PictureExplanation
from catgui.models.selected_picture import SelectedPicture
from catgui.models.tasks.analysis import Analysis, Subject
from catgui.models.tasks.background_task import without_work
from catgui.models.training.session import TrainingSession
from engine.analysis.attribution import explain, require_exact_shares
from engine.errors import NoContributionsError
from engine.nn.examples import Examples
from engine.nn.interface import TrainableNetwork
from engine.training.run import TrainingRun


class Explainer(Analysis):
    """Explains the prediction for the selected picture: finds a PictureExplanation."""

    def __init__(self, session: TrainingSession, picked: SelectedPicture, parent: QObject | None = None) -> None:
        super().__init__(session.evaluated, picked.changed, parent=parent)
        self._session, self._picked = session, picked

    def subject(self) -> Subject | str | None:
        """The picture and the data of the run."""
        run, snapshot, pixels = self._session.run, self._session.snapshot, self._picked.pixels
        if run is None:
            return explanation_texts.NO_NETWORK
        if pixels is None:
            return explanation_texts.NO_PICTURE
        if not isinstance(run, TrainingRun):
            return _obstacle(run.network, run.trained_on) if run.network else explanation_texts.NO_NETWORK
        if (example := self._picked.example_for(run.picture_shape, run.config.features)) is None:
            return explanation_texts.OTHER_SHAPE
        if snapshot is None:
            return None
        features, threshold = run.config.features, snapshot.test.threshold
        subject = ExplainedPicture(pixels, self._picked.title, run.dataset, features, threshold)
        return Subject((pixels, run.dataset, features), without_work(_explain, snapshot.network, example, subject))


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
) -> PictureExplanation | str:
    try:
        return PictureExplanation(subject, explain(network, example))
    except NoContributionsError as error:
        return str(error)
