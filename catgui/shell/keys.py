"""The keys of a window: the frame of the focus, the two meanings of Space, Play and what stops it."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QListView,
    QMainWindow,
    QTabBar,
    QWidget,
)
from shiboken6 import isValid

from catgui.models.training.playback import RunPlayback, RunPlayer
from catgui.models.training.session import TrainingSession
from catgui.widgets.basic.focus import FocusFrame, announce
from catgui.widgets.forms.time_slider import PlayButton, TimeSlider

_TAKING_SPACE = (QAbstractButton, QAbstractItemView, QComboBox, QTabBar)
_NO_RUN, _UNDER_WAY = "Train a network first.", "Pause training first."
# Screen readers say where it is once per interval, in milliseconds.
_SPOKEN_MS = 2_000
_TOUCHES = (QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin, QEvent.Type.Wheel)
# They stop it and do nothing else: Esc would leave the presentation, Space train.
_STOPPING_KEYS = (Qt.Key.Key_Escape, Qt.Key.Key_Space)
_MODIFIERS = (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr)


class FocusManager(QObject):
    """Follows the focus in all windows of the application.

    It frames the focused widget. It disables the shortcut of `train`, Space, where Space belongs to what has the focus:
    it presses a button, selects in a list, and does nothing on a tab.

    Attributes: `last_list`, the list, grid or table of a panel that had the focus last, or None.
    """

    def __init__(self, pages: Iterable[QWidget], train: QAction, parent: QObject) -> None:
        super().__init__(parent)
        self._pages = list(pages)
        self._train = train
        self._train_key = train.shortcut()
        self.last_list: QWidget | None = None
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._update_focus)

    def _update_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        if not isValid(self._train):
            return  # the window is being destroyed
        if now is not None and _has_keyboard_focus(now) and not _draws_item_focus(now):
            FocusFrame(now)
        if isinstance(now, QAbstractItemView) and any(page.isAncestorOf(now) for page in self._pages):
            self.last_list = now
        if isinstance(now, _TAKING_SPACE):
            self._train.setShortcut("")
        else:
            self._train.setShortcut(self._train_key)


def _has_keyboard_focus(widget: QWidget) -> bool:
    return widget.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)


def _draws_item_focus(widget: QWidget) -> bool:
    """Whether `widget` frames its current item itself, as the lists of pictures do."""
    return isinstance(widget, QListView) and widget.currentIndex().isValid()


class PlayControls(QObject):
    """Plays the run of `player` by the command of `slider`, stops it at any touch, and announces the iteration."""

    def __init__(
        self,
        window: QMainWindow,
        player: RunPlayer,
        playback: RunPlayback,
        session: TrainingSession,
        slider: TimeSlider,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._player, self._playback, self._session = player, playback, session
        self._slider = slider
        self._shown: tuple[bool, str] | None = None
        self._spoken = QTimer(self, interval=_SPOKEN_MS)
        self._spoken.timeout.connect(lambda: announce(window, slider.reading))
        slider.play.triggered.connect(player.toggle)
        player.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        """Show what the command would do, or why it can do nothing."""
        playing, obstacle = self._player.is_playing, "" if self._player.can_play else self._obstacle
        if (playing, obstacle) == self._shown:
            return
        if playing is not (self._shown is not None and self._shown[0]):
            self._announce(playing)
        self._shown = playing, obstacle
        self._slider.show_playing(playing)
        self._slider.play.offer(obstacle)
        application = QCoreApplication.instance()
        assert application is not None
        application.removeEventFilter(self)
        if playing:
            application.installEventFilter(self)

    def _announce(self, playing: bool) -> None:
        """Announce that playing has begun or ended; meanwhile, now and then, the iteration."""
        if playing:
            self._spoken.start()
            announce(self._window, "Playing the run")
        else:
            self._spoken.stop()
            announce(self._window, f"Stopped. {self._slider.reading}")

    @property
    def _obstacle(self) -> str:
        return self._playback.reproducer.obstacle or (_NO_RUN if self._session.now.is_inactive else _UNDER_WAY)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stop at a touch; but that of the button stops it as a click."""
        if not watched.isWidgetType():
            return False  # its window gets it first
        if event.type() in _TOUCHES:
            if not isinstance(watched, PlayButton):
                self._player.stop()
            return False
        if not isinstance(event, QKeyEvent) or event.key() in _MODIFIERS:
            return False
        is_stopping = event.key() in _STOPPING_KEYS
        if event.type() == QEvent.Type.ShortcutOverride and is_stopping:
            event.accept()  # so that it comes as a key
            return True
        if event.type() in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
            self._player.stop()
            return is_stopping
        return False
