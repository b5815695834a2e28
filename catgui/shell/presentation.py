"""The presentation: the plot, the accuracies and the wrong pictures, to be read from the last row of a class room."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QRect, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget

from catgui.panels.results_panel import ResultsPanel
from catgui.shell.docks import Docks
from catgui.style.text_size import scaled, text_size
from catgui.widgets.basic.labels import label
from catgui.widgets.plots.cost_plot import CostPlot

# How much larger the text becomes at least, and its height as a part of that of the screen.
_ENLARGEMENT, _TEXT_SHARE = 1.5, 1 / 40
_TEXT_HEIGHT = 12  # unscaled
_EDGE_MARGIN = 12  # between the hint and the edge of the window
_FITS = 3  # how often the text is made smaller: not all lengths follow it


class Presentation(QObject):
    """Fills the screen with few panels in large text, and shows all as it was again.

    `questions` are the buttons that would open other panels. The keys of `actions` work although the menu is hidden.
    """

    def __init__(
        self,
        window: QMainWindow,
        docks: Docks,
        results: ResultsPanel,
        plot: CostPlot,
        questions: QWidget,
        actions: Iterable[QAction],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._docks = docks
        self._results = results
        self._plot = plot
        self._hidden = (window.menuBar(), questions)
        self._hint = label(role="muted")
        self._hint.hide()
        self._hint.setContentsMargins(0, 0, _EDGE_MARGIN, 0)
        window.statusBar().addPermanentWidget(self._hint)
        self._actions = list(actions)
        # The size of the text, the state and the geometry of the window outside of the presentation.
        self._before: tuple[int, Qt.WindowState, QRect] | None = None
        # The size of the text before it was lowered for a panel, and since.
        self._lowered = (0, 0)
        docks.leaving_fill.connect(self._restore)
        docks.presented.connect(self._on_presented)

    def toggle(self) -> None:
        """Begin the presentation, or end it."""
        if self._before is None:
            self._begin()
        else:
            self._docks.leave_fill()

    def _begin(self) -> None:
        window = self._window
        self._docks.leave_fill()
        self._before = text_size.percent, window.windowState(), window.geometry()
        self._lowered = (0, 0)
        self._docks.present()
        if (lesson := window.findChild(QDockWidget, "lesson_dock")) is not None:
            lesson.hide()  # it is restored with the other docks
        window.setProperty("presents", True)
        self._results.set_brief(True)
        self._plot.set_bold(True)
        window.addActions(self._actions)
        for widget in self._hidden:
            widget.hide()
        self._show_hint(has_panel=False)
        self._hint.show()
        window.setWindowState(window.windowState() | Qt.WindowState.WindowFullScreen)
        self._enlarge_text()

    def _enlarge_text(self) -> None:
        """Enlarge the text, but not so much that the window would be larger than the screen."""
        share = _TEXT_SHARE * self._window.screen().size().height() / scaled(_TEXT_HEIGHT)
        text_size.set_percent(round(text_size.percent * max(_ENLARGEMENT, share)))
        self._fit_text()

    def _fit_text(self) -> None:
        window, screen = self._window, self._window.screen().size()
        least = window.minimumSizeHint()
        fitting = min(screen.width() / least.width(), screen.height() / least.height())
        if fitting < 1:
            text_size.set_percent(int(text_size.percent * fitting))

    def _on_presented(self, has_panel: bool) -> None:
        """Keep the window within the screen, with the panel that was opened, and say what Esc does now."""
        self._show_hint(has_panel)
        larger, lowered = self._lowered
        if text_size.percent == lowered:  # for the panel before; the user may have chosen another size since
            text_size.set_percent(larger)
        larger = text_size.percent
        for _ in range(_FITS):
            QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
            self._fit_text()
        self._lowered = larger, text_size.percent
        window, screen = self._window, self._window.screen().size()
        if window.size() != window.size().boundedTo(screen):  # Qt has made it larger, for the panel
            window.resize(screen)
            window.setWindowState(window.windowState() | Qt.WindowState.WindowFullScreen)  # each resize takes it away

    def _show_hint(self, has_panel: bool) -> None:
        self._hint.setText("Esc goes back" if has_panel else "Esc leaves")

    def _restore(self) -> None:
        """Give the window its size and its text again, before the docks are shown in it."""
        if self._before is None:
            return
        (percent, state, geometry), self._before = self._before, None
        window = self._window
        window.setProperty("presents", False)
        self._results.set_brief(False)
        self._plot.set_bold(False)
        for action in self._actions:
            window.removeAction(action)
        for widget in self._hidden:
            widget.show()
        self._hint.hide()
        text_size.set_percent(percent)
        # With the least sizes of larger text, the window would not become as small as it was.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        # A window that has grown no longer knows that it is full, and would stay without its frame.
        window.setWindowState(window.windowState() | Qt.WindowState.WindowFullScreen)
        window.setWindowState(state)
        if state == Qt.WindowState.WindowNoState:
            window.setGeometry(geometry)  # at once: the system does it later
