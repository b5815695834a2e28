"""The slider that plays back a run, and the button that plays it like a film."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSlider, QStyle, QWidget

from catgui.style.colors import color_scheme_of
from catgui.style.text_size import scaled
from catgui.style.tooltips import set_tooltip, unescape_caption
from catgui.widgets.basic.buttons import IconToolButton, palette_icon
from catgui.widgets.basic.commands import Command
from catgui.widgets.basic.labels import ElidedLabel
from catgui.widgets.basic.layouts import column_of, row_of

PLAY, STOP_PLAYING = "&Play the run", "Sto&p playing"
_SEEK_TIP = "Show any iteration. Mark: the lowest test cost"
# The height and width of that mark.
_MARK = QSize(3, 14)
PLAY_TIP = "Takes 10 s (Space on the slider)"


class TimeSlider(QWidget):
    """A slider over the iterations, a button to play them, and a line on the iteration shown.

    Attributes: `play`, the command that plays the run or stops that, also by Space on the slider.

    Signals: `seek_requested(int)`, the iteration that the user chose.
    """

    seek_requested = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.play = Command(self, "play", PLAY, PLAY_TIP)
        self._slider = _ClickedSlider(self.play)
        self._slider.setObjectName("time_slider")
        self._slider.setAccessibleName("Iteration shown")
        play = PlayButton(self.play)
        play.setObjectName("play_button")
        # Of a steady size hint: else each other text has the whole window laid out.
        self._reading = ElidedLabel(role="muted", max_chars=1)
        self._reading.setObjectName("training_status")
        column_of(self._slider, row_of(play, (self._reading, 1), spacing=8), spacing=0).on(self)
        self._slider.valueChanged.connect(self._emit_seek)
        self._showing = False
        self._obstacle = ""
        self.show_position(0, 0, can_seek=False)
        self.show_obstacle("")

    def show_position(self, position: int, length: int, can_seek: bool) -> None:
        """Move to `position` of `length`; `can_seek` enables the slider."""
        self._showing = True
        self._slider.setRange(0, length)
        self._slider.setPageStep(max(1, length // 25))
        if self._slider.hasTracking():
            self._slider.setValue(position)
        else:
            self._slider.setSliderPosition(position)
        self._showing = False
        self._slider.setEnabled(can_seek)

    def show_reading(self, text: str, *shorter: str) -> None:
        """Show the iteration and the costs of its network, in the first text that there is room for."""
        self._reading.show_text(text, *shorter)
        self._describe()

    @property
    def reading(self) -> str:
        """The iteration and the costs of its network."""
        return self._reading.text()

    def mark_lowest(self, iteration: int | None) -> None:
        """Mark the iteration of the lowest test cost; None removes the mark."""
        self._slider.marked = iteration
        self._slider.update()

    def hold(self) -> None:
        """Keep the position of the run before, until there is one of the next."""
        self._slider.setEnabled(False)

    def show_playing(self, playing: bool) -> None:
        """Name the command Stop while a run is playing, else Play.

        Meanwhile the handle moves, but not the value: screen readers would say each one.
        """
        self.play.setText(STOP_PLAYING if playing else PLAY)
        self._slider.setTracking(not playing)
        if not playing:
            self.show_position(self._slider.sliderPosition(), self._slider.maximum(), self._slider.isEnabled())
            self._describe()

    def show_obstacle(self, obstacle: str) -> None:
        """Show why the slider is disabled, or what it does for ''."""
        self._obstacle = obstacle
        self._describe()

    def _describe(self) -> None:
        """Update the description, with iteration and cost, which screen readers announce when it changes."""
        if self._slider.hasTracking():
            set_tooltip(self._slider, self._obstacle or _SEEK_TIP, spoken=self._obstacle or self.reading)

    def _emit_seek(self, position: int) -> None:
        if not self._showing:
            self.seek_requested.emit(position)


class PlayButton(IconToolButton):
    """The icon of `command`, which plays the run, with its state and its tip."""

    def __init__(self, command: Command) -> None:
        super().__init__("play", "")
        self._command, self._icon = command, "play"
        self.clicked.connect(command.trigger)
        command.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        command = self._command
        icon = "pause" if command.text() == STOP_PLAYING else "play"
        if icon != self._icon:
            self._icon = icon
            self.tint(partial(palette_icon, icon))
        self.setEnabled(command.isEnabled())
        self.setAccessibleName(unescape_caption(command.text()))
        set_tooltip(self, command.tip)


class FallbackPlayButton(PlayButton):
    """The same for a panel, hidden while `slider` is seen: the panel may fill the window."""

    def __init__(self, slider: TimeSlider) -> None:
        super().__init__(slider.play)
        self._slider = slider
        slider.installEventFilter(self)
        if slider.isVisible():
            self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Show, QEvent.Type.Hide):
            self.setHidden(self._slider.isVisible())
        return super().eventFilter(watched, event)


class _ClickedSlider(QSlider):
    """A slider whose handle goes to where it is pressed, instead of one page nearer; Space is for `play`."""

    def __init__(self, play: Command) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._play = play
        self.marked: int | None = None

    @property
    def _handle(self) -> int:
        """The width of the handle, whose middle is at the value."""
        return self.style().pixelMetric(QStyle.PixelMetric.PM_SliderLength, None, self)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the mark across the groove."""
        super().paintEvent(event)
        if self.marked is None or self.marked > self.maximum():
            return
        span = self.width() - self._handle
        at = QStyle.sliderPositionFromValue(self.minimum(), self.maximum(), self.marked, span)
        mark = QRect(0, 0, scaled(_MARK.width()), scaled(_MARK.height()))
        mark.moveCenter(QPoint(self._handle // 2 + at, self.height() // 2))
        with QPainter(self) as painter:
            painter.fillRect(mark, QColor(color_scheme_of(self.palette()).test_curve))

    def event(self, event: QEvent) -> bool:
        """Handle Space before the menus, where it is the key of Train."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_space(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _is_space(event):
            if not event.isAutoRepeat():
                self._play.trigger()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self.mouseMoveEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            x, span = event.position().toPoint().x() - self._handle // 2, self.width() - self._handle
            self.setSliderPosition(QStyle.sliderValueFromPosition(self.minimum(), self.maximum(), x, span))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(False)


def _is_space(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_Space and not event.modifiers()
