"""The panels that are made after the window is shown."""

from __future__ import annotations

from catgui.models.edits.data_editor import DataEditor
from catgui.models.network.answer_finder import AnswerFinder
from catgui.models.network.between_finder import BetweenFinder
from catgui.models.network.inspector import Inspector
from catgui.models.network.mix_corners import MixCorners
from catgui.models.network.picture_mapper import NetworkMapper
from catgui.models.photos.collection import PhotoCollection
from catgui.models.runs.history import RunHistory
from catgui.models.selected_picture import SelectedPicture
from catgui.models.training.controls import RunControls
from catgui.models.training.player import RunPlayer
from catgui.models.training.session import TrainingSession
from catgui.models.training.settings import TrainingSettings
from catgui.models.training.threshold import ThresholdEditor
from catgui.models.training.trials import Trials
from catgui.models.workspace import Workspace
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

    def __init__(
        self,
        workspace: Workspace,
        session: TrainingSession,
        player: RunPlayer,
        picked: SelectedPicture,
        history: RunHistory,
        settings: TrainingSettings,
        controls: RunControls,
        photos: PhotoCollection,
        editor: DataEditor,
        corners: MixCorners,
    ) -> None:
        inspector = Inspector(session, picked, session)
        mapper = NetworkMapper(session, picked, session)
        answers = AnswerFinder(session, picked, session)
        self.trials = Trials(workspace, session, settings, session)
        between = BetweenFinder(session, corners, player, session)
        self.photos = PhotosPanel(photos, session, workspace, picked, editor)
        self.runs = RunsPanel(history, settings)
        self.why = WhyPanel(answers, mapper, picked, editor)
        threshold = ThresholdEditor(session, settings.undo_stack)
        self.answers = AnswersPanel(session, player, threshold, picked, editor, photos)
        self.weights = WeightsPanel(inspector, picked)
        self.between = BetweenPanel(between, corners, picked)
        self.reliability = ReliabilityPanel(self.trials)
        self.all = [
            self.photos,
            self.runs,
            self.answers,
            self.why,
            self.weights,
            self.between,
            self.reliability,
            MoreSettingsPanel(settings, workspace, session, controls),
        ]
