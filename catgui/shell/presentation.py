"""The presentation: the window in large text on the whole screen, to be read from the last row of a class room."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QRect, QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow, QWidget

from catgui.models.training.controls import RunControls
from catgui.shell.panel_area import PanelArea
from catgui.style.text_size import scaled, text_size
from catgui.widgets.basic.focus import takes_escape
from catgui.widgets.basic.labels import label

# How much larger the text becomes at least, and its height as a part of that of the screen.
_ENLARGEMENT, _TEXT_SHARE = 1.5, 1 / 40
_TEXT_HEIGHT = 12  # unscaled
# Text is not made smaller than this for a small screen, in percent.
_LEAST_PERCENT = 60
_HINT = "Esc leaves"
_EDGE_MARGIN = 12  # between the hint and the edge of the window


class Presentation(QObject):
    """Shows the window on the whole screen in large text, and restores it after that.

    Runs are watched there, and `questions` are not shown. The keys of the menus work although these are hidden.
    """

    def __init__(
        self,
        window: QMainWindow,
        panels: PanelArea,
        controls: RunControls,
        questions: QWidget,
    ) -> None:
        super().__init__(window)
        self._window, self._panels = window, panels
        self._controls = controls
        self._hint = label(_HINT, role="muted")
        self._hint.setContentsMargins(0, 0, _EDGE_MARGIN, 0)
        window.statusBar().addPermanentWidget(self._hint)
        self._hidden = (window.menuBar(), questions)
        # The size of the text, the state and the geometry of the window outside of the presentation.
        self._before: tuple[int, Qt.WindowState, QRect] | None = None
        self._hint.hide()

    def toggle(self) -> None:
        """Begin the presentation, or end it."""
        if self._before is not None:
            self.leave()
            return
        window = self._window
        self._panels.leave()
        self._before = text_size.percent, window.windowState(), window.geometry()
        self._show(True)
        window.addActions(window.menuBar().findChildren(QAction))
        window.installEventFilter(self)
        self._enlarge_text()
        window.setWindowState(window.windowState() | Qt.WindowState.WindowFullScreen)

    def _show(self, presents: bool) -> None:
        """Show what is only in a presentation, or what is not."""
        self._window.setProperty("presents", presents)  # for the style sheet
        self._controls.is_presenting = presents
        for widget in self._hidden:
            widget.setHidden(presents)
        self._hint.setVisible(presents)

    def _enlarge_text(self) -> None:
        """Enlarge the text, but not so much that the window would be larger than the screen."""
        screen = self._window.screen().size()
        share = _TEXT_SHARE * screen.height() / scaled(_TEXT_HEIGHT)
        text_size.set_percent(round(text_size.percent * max(_ENLARGEMENT, share)))
        # What is between the texts does not follow their size, so that one step is seldom enough.
        while text_size.percent > _LEAST_PERCENT and (excess := self._excess(screen)) > 1:
            text_size.set_percent(max(_LEAST_PERCENT, min(text_size.percent - 1, int(text_size.percent / excess**0.5))))

    def _excess(self, screen: QSize) -> float:
        """How many times as large as the screen the window has to be at least."""
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        least = self._window.minimumSizeHint()
        return max(least.width() / screen.width(), least.height() / screen.height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave at Esc, before it is the shortcut of an action."""
        if takes_escape(event):
            if event.type() == QEvent.Type.KeyPress:
                self.leave()
            return True
        return super().eventFilter(watched, event)

    def leave(self) -> None:
        """Give the window its size and its text again."""
        if self._before is None:
            return
        (percent, state, geometry), self._before = self._before, None
        window = self._window
        self._panels.leave()
        self._show(False)
        window.removeEventFilter(self)
        for action in window.actions():
            window.removeAction(action)
        text_size.set_percent(percent)
        # With the least sizes of larger text, the window would not become as small as it was.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        window.setWindowState(state)
        if state == Qt.WindowState.WindowNoState:
            window.setGeometry(geometry)  # at once: the system does it later
