"""The presentation: a panel in large text on the whole screen, to be read from the last row of a class room."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QCoreApplication, QEvent, QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow

from catgui.models.training.controls import RunControls
from catgui.shell.messages import Messages
from catgui.shell.panel_area import PanelArea
from catgui.style.text_size import text_size

# The height of text as a part of that of the screen, and unscaled.
_TEXT_SHARE, _TEXT_HEIGHT = 1 / 39, 12
_ASPECT = 9 / 16  # of the usual screen


class Presentation(QObject):
    """Shows one panel after another on the whole screen in large text, and all as it was after that.

    Runs are watched there. The keys of the menus work although these are hidden; so is the status bar, but for messages
    that come there.
    """

    def __init__(self, window: QMainWindow, panels: PanelArea, controls: RunControls, messages: Messages) -> None:
        super().__init__(window)
        self._window, self._panels = window, panels
        self._controls = controls
        # The size of the text and the geometry of the window outside of the presentation.
        self._before: tuple[int, QByteArray] | None = None
        panels.left.connect(self._end)
        messages.changed.connect(self._show_status_bar)

    def toggle(self) -> None:
        """Begin the presentation, with the panel that was used last, or end it."""
        if self._before is not None:
            self._panels.leave()
            return
        window = self._window
        self._before = text_size.percent, window.saveGeometry()
        self._show(True)
        window.addActions(window.menuBar().findChildren(QAction))
        screen = window.screen().size()
        height = min(screen.height(), _ASPECT * screen.width())  # so that the row of tabs has room
        text_size.set_percent(max(text_size.percent, round(100 * _TEXT_SHARE * height / _TEXT_HEIGHT)))
        self._panels.fill(self._panels.seen)
        window.showFullScreen()

    def _show(self, presents: bool) -> None:
        """Show or hide the menu bar and the status bar, and set the style and the speed of runs."""
        self._window.setProperty("presents", presents)  # for the style sheet
        self._controls.is_presenting = presents
        for bar in (self._window.menuBar(), self._window.statusBar()):
            bar.setHidden(presents)

    def _show_status_bar(self, has_messages: bool) -> None:
        self._window.statusBar().setVisible(has_messages or self._before is None)

    def _end(self) -> None:
        """Restore the size of the window and of its text."""
        if self._before is None:
            return
        (percent, geometry), self._before = self._before, None
        window = self._window
        self._show(False)
        for action in window.actions():
            window.removeAction(action)
        text_size.set_percent(percent)
        # With the least sizes of larger text, the window would not become as small as it was.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        window.restoreGeometry(geometry)
