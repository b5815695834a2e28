"""The panels that are made after the window is shown."""

from __future__ import annotations

from catgui.documents.window_models import WindowModels
from catgui.models.network.between_finder import BetweenFinder
from catgui.models.network.explanations import AnswerFinder, NetworkMapper
from catgui.models.network.inspector import Inspector
from catgui.models.training.trials import Trials
from catgui.panels.answers_panel import AnswersPanel
from catgui.panels.between_panel import BetweenPanel
from catgui.panels.more_settings_panel import MoreSettingsPanel
from catgui.panels.photos_panel import PhotosPanel
from catgui.panels.reliability_panel import ReliabilityPanel
from catgui.panels.runs_panel import RunsPanel
from catgui.panels.weights_panel import WeightsPanel
from catgui.panels.why_panel import WhyPanel


class DeferredPanels:
    """The deferred panels with the models that only they use.

    Attributes: `all`, the panels in the order of the View menu; `photos`, `runs`, `answers`, `why`, `weights`,
    `between` and `reliability`, seven of them; `trials`.
    """

    def __init__(self, models: WindowModels) -> None:
        session, picked, settings = models.session, models.picked, models.settings
        inspector = Inspector(session, session)
        mapper = NetworkMapper(session, picked, session)
        answers = AnswerFinder(session, picked, session)
        self.trials = Trials(models.workspace, session, settings, session)
        between = BetweenFinder(session, models.corners, models.player, session)
        self.photos = PhotosPanel(models.photos, session, models.workspace, picked, models.editor)
        self.runs = RunsPanel(models.history)
        self.why = WhyPanel(answers, mapper, picked, models.editor)
        self.answers = AnswersPanel(session, picked, models.editor)
        self.weights = WeightsPanel(inspector, picked)
        self.between = BetweenPanel(between, models.corners, picked)
        self.between.unit_requested.connect(self.weights.show_unit)
        self.reliability = ReliabilityPanel(self.trials)
        self.all = [
            self.photos,
            self.runs,
            self.answers,
            self.why,
            self.weights,
            self.between,
            self.reliability,
            MoreSettingsPanel(models.controls),
        ]
