"""The panels that stand behind another at first. They are made once the window is seen, which is so much sooner."""

from __future__ import annotations

from catgui.models.inspector import Inspector
from catgui.models.run_book import RunBook
from catgui.models.training_session import TrainingSession
from catgui.models.workspace import Workspace
from catgui.panels.learned_panel import LearnedPanel
from catgui.panels.luck_panel import LuckPanel
from catgui.panels.options_panel import OptionsPanel
from catgui.panels.runs_panel import RunsPanel
from catgui.panels.threshold_panel import ThresholdPanel
from catgui.panels.training_panel import TrainingPanel


class BackPanels:
    """Makes the panels and joins them to that of training.

    Attributes: `all`, the panels; `runs` and `luck`, two of them.
    """

    def __init__(
        self,
        workspace: Workspace,
        session: TrainingSession,
        inspector: Inspector,
        book: RunBook,
        training: TrainingPanel,
    ) -> None:
        self.runs = RunsPanel(book)
        self.luck = LuckPanel(workspace, session, training.config)
        options = OptionsPanel()
        self.all = [self.runs, ThresholdPanel(session), LearnedPanel(inspector), self.luck, options]
        self.runs.settings_wanted.connect(training.set_config)
        options.changed.connect(training.form.set_options)
        training.form.config_shown.connect(options.show_config)
