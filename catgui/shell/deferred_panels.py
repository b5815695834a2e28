"""The panels that stand behind another at first. They are made once the window is seen, which is so much sooner."""

from __future__ import annotations

from catgui.models.network.explainer import Explainer
from catgui.models.network.inspector import Inspector
from catgui.models.runs.history import RunHistory
from catgui.models.selected_picture import SelectedPicture
from catgui.models.training.session import TrainingSession
from catgui.models.training.settings import TrainingSettings
from catgui.models.workspace import Workspace
from catgui.panels.explanation_panel import ExplanationPanel
from catgui.panels.options_panel import OptionsPanel
from catgui.panels.reliability_panel import ReliabilityPanel
from catgui.panels.runs_panel import RunsPanel
from catgui.panels.threshold_panel import ThresholdPanel
from catgui.panels.weights_panel import WeightsPanel


class DeferredPanels:
    """Makes the panels and joins them to that of training.

    Attributes: `all`, the panels; `runs`, one of them; `models`, those that nobody else knows, each of which may say
    `failed(str)`.
    """

    def __init__(
        self,
        workspace: Workspace,
        session: TrainingSession,
        picked: SelectedPicture,
        history: RunHistory,
        settings: TrainingSettings,
    ) -> None:
        explainer, inspector = Explainer(session, picked), Inspector(session, picked)
        self.runs = RunsPanel(history, settings)
        why, learned = ExplanationPanel(explainer, picked), WeightsPanel(inspector, picked)
        luck = ReliabilityPanel(workspace, session, settings)
        self.all = [self.runs, ThresholdPanel(session), why, learned, luck, OptionsPanel(settings)]
        self.models = (explainer, inspector, luck.seeds, luck.folds)
        self._workers = (explainer, inspector, luck)

    def shutdown(self) -> None:
        """End all that is under way for them; the program is closing."""
        for worker in self._workers:
            worker.shutdown()
