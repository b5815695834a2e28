"""The panels that are hidden at first."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtWidgets import QWidget

from catgui.documents.window_models import WindowModels
from catgui.shell.files import WindowFiles
from catgui.widgets.forms.time_slider import FallbackPlayButton, TimeSlider

if TYPE_CHECKING:
    from catgui.panels.answers_panel import AnswersPanel
    from catgui.panels.between_panel import BetweenPanel
    from catgui.panels.more_settings_panel import MoreSettingsPanel
    from catgui.panels.photos_panel import PhotosPanel
    from catgui.panels.reliability_panel import ReliabilityPanel
    from catgui.panels.runs_panel import RunsPanel
    from catgui.panels.weights_panel import WeightsPanel
    from catgui.panels.why_panel import WhyPanel

_Panel = TypeVar("_Panel", bound=QWidget)


class DeferredPanels:
    """The deferred panels, each imported and made by its first use, with the models that only it uses.

    `adopt` puts a new panel into the window.
    """

    def __init__(
        self, models: WindowModels, files: WindowFiles, time: TimeSlider, adopt: Callable[[QWidget], object]
    ) -> None:
        self._models, self._files, self._time, self._adopt = models, files, time, adopt

    def make(self, name: str) -> None:
        """Make the panel with this object name, unless it is made."""
        getattr(self, name.removesuffix("_panel"))

    def _adopted(self, panel: _Panel) -> _Panel:
        self._adopt(panel)
        return panel

    @cached_property
    def photos(self) -> PhotosPanel:
        """Your photos."""
        from catgui.panels.photos_panel import PhotosPanel

        models = self._models
        panel = PhotosPanel(models.photos, models.session, models.workspace, models.picked, models.editor)
        panel.tools.open.triggered.connect(self._files.open_commands.choose_photos)
        panel.status.buttons["train"].clicked.connect(models.controls.train)
        return self._adopted(panel)

    @cached_property
    def runs(self) -> RunsPanel:
        """What was tried."""
        from catgui.panels.runs_panel import RunsPanel

        panel = RunsPanel(self._models.history)
        panel.bring_back.triggered.connect(lambda: self._files.run_opener.restore(panel.selected[0]))
        return self._adopted(panel)

    @cached_property
    def answers(self) -> AnswersPanel:
        """All answers of the network."""
        from catgui.panels.answers_panel import AnswersPanel

        panel = AnswersPanel(self._models.session, self._models.picked, self._models.editor)
        panel.add_play(FallbackPlayButton(self._time))
        return self._adopted(panel)

    @cached_property
    def why(self) -> WhyPanel:
        """What an answer is due to."""
        from catgui.models.network.explanations import AnswerFinder, NetworkMapper
        from catgui.panels.why_panel import WhyPanel

        session, picked = self._models.session, self._models.picked
        finder, mapper = AnswerFinder(session, picked, session), NetworkMapper(session, picked, session)
        return self._adopted(WhyPanel(finder, mapper, picked, self._models.editor))

    @cached_property
    def weights(self) -> WeightsPanel:
        """The weights."""
        from catgui.models.network.inspector import Inspector
        from catgui.panels.weights_panel import WeightsPanel

        session = self._models.session
        return self._adopted(WeightsPanel(Inspector(session, session), self._models.picked))

    @cached_property
    def between(self) -> BetweenPanel:
        """The answers between two pictures, or three."""
        from catgui.models.network.between_finder import BetweenFinder
        from catgui.panels.between_panel import BetweenPanel

        models = self._models
        finder = BetweenFinder(models.session, models.corners, models.player, models.session)
        panel = BetweenPanel(finder, models.corners, models.picked)
        panel.unit_requested.connect(lambda layer, unit: self.weights.show_unit(layer, unit))
        panel.add_play(FallbackPlayButton(self._time))
        return self._adopted(panel)

    @cached_property
    def reliability(self) -> ReliabilityPanel:
        """The studies of seeds and folds, which live with it."""
        from catgui.models.training.trials import Trials
        from catgui.panels.reliability_panel import ReliabilityPanel

        models = self._models
        return self._adopted(
            ReliabilityPanel(Trials(models.workspace, models.session, models.settings, models.session))
        )

    @cached_property
    def more_settings(self) -> MoreSettingsPanel:
        """The settings that the bar has no room for."""
        from catgui.panels.more_settings_panel import MoreSettingsPanel

        return self._adopted(MoreSettingsPanel(self._models.controls))
