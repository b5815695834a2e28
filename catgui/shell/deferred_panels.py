"""The panels that are made after the window is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from catgui.guidance.term_tooltips import TermTooltips
from catgui.models.edits.data_editor import DataEditor
from catgui.models.edits.label_doubts import LabelDoubts
from catgui.models.effects.effect_finder import EffectFinder
from catgui.models.network.block_inspector import BlockInspector
from catgui.models.network.explainer import Explainer
from catgui.models.network.inspector import Inspector
from catgui.models.network.picture_mapper import PictureMapper
from catgui.models.photos.collection import PhotoCollection
from catgui.models.runs.history import RunHistory
from catgui.models.selected_picture import SelectedPicture
from catgui.models.training.session import TrainingSession
from catgui.models.training.settings import TrainingSettings
from catgui.models.training.threshold import ThresholdEditor
from catgui.models.training.trials import Trials
from catgui.models.workspace import Workspace
from catgui.panels.doubtful_panel import DoubtfulPanel
from catgui.panels.explanation_panel import ExplanationPanel
from catgui.panels.options_panel import OptionsPanel
from catgui.panels.photos_panel import PhotosPanel
from catgui.panels.reliability_panel import ReliabilityPanel
from catgui.panels.runs_panel import RunsPanel
from catgui.panels.threshold_panel import ThresholdPanel
from catgui.panels.weights_panel import WeightsPanel

if TYPE_CHECKING:
    from catgui.shell.main_window import MainWindow


class DeferredPanels:
    """The deferred panels with the models that only they use.

    Attributes: `all`, the panels in the order of their docks; `photos`, `runs`, `options`, `why` and
    `doubtful`, five of them; `trials`; `models`, whose errors end with the run.
    """

    def __init__(
        self,
        workspace: Workspace,
        session: TrainingSession,
        picked: SelectedPicture,
        history: RunHistory,
        settings: TrainingSettings,
        photos: PhotoCollection,
        editor: DataEditor,
    ) -> None:
        explainer = Explainer(session, picked)
        inspector, blocks = Inspector(session, picked), BlockInspector(session, picked)
        self._effects = EffectFinder(session, picked, photos)
        self._mapper = PictureMapper(session, photos.detections, picked)
        self.trials = Trials(workspace, session, settings)
        self._doubts = LabelDoubts(workspace, settings)
        self.models = (explainer, inspector, blocks, self.trials)
        self.photos = PhotosPanel(photos, session, workspace)
        self.runs = RunsPanel(history, settings)
        self.options = OptionsPanel(settings)
        self.why = ExplanationPanel(explainer, self._mapper, self._effects, picked)
        self.doubtful = DoubtfulPanel(self._doubts, editor, picked)
        self.all = [
            self.photos,
            self.runs,
            ThresholdPanel(session, ThresholdEditor(session, settings.undo_stack)),
            self.why,
            WeightsPanel(inspector, blocks, picked),
            ReliabilityPanel(self.trials),
            self.doubtful,
            self.options,
        ]

    def shutdown(self) -> None:
        """Shut down the models; the window is closing."""
        for model in (*self.models, self._mapper, self._effects, self._doubts):
            model.shutdown()


def connect_panels(panels: DeferredPanels, window: MainWindow) -> None:
    """Connect the deferred panels of `window` with what else is in it."""
    files, editor = window.files, window.data_editor
    photos, why, runs, doubtful = panels.photos, panels.why, panels.runs, panels.doubtful
    photos.open_requested.connect(files.open_commands.choose_photos)
    photos.picked.connect(window.picked.pick_photo)
    photos.export_requested.connect(files.save_commands.choose_prediction_export)
    photos.addition_requested.connect(editor.add_photos)
    for panel in (photos, why):
        panel.map_export_requested.connect(files.save_commands.choose_map_export)
    for trained_from in (photos, panels.options):
        trained_from.train_requested.connect(window.controls.train)
    why.leave_out_requested.connect(lambda key: editor.leave_out([key]))
    runs.export_requested.connect(files.save_commands.choose_history_export)
    runs.restore_requested.connect(window.run_restorer.restore)
    doubtful.why_requested.connect(window.show_why)
    doubtful.addition_requested.connect(files.addition_commands.choose)
    TermTooltips(window)
