"""The bar over the window: the buttons of a run and the settings that matter most."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, QTimer, Signal
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QPalette, QPen, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from catgui.style.text_size import scaled
from catgui.style.tooltips import set_tooltip
from catgui.widgets.forms.run_buttons import MeasuringButton, RunButtons
from catgui.widgets.forms.run_status import SentenceLink
from catgui.widgets.forms.training_form import MainSettingsForm
from engine.training.config import TrainingConfig

_MARGIN, _GAP = 8, 16
_WHOLE, _SHORT = "More settings", "More"
# A window of fewer lines of text is low.
_LOW_LINES, _ANY_HEIGHT = 30, 1 << 15
# Around the button Train, when nothing has been done for so long.
_RING_WIDTH, _RING_GAP, _RING_DELAY_MS = 2, 2, 4000


class TrainingBar(QWidget):
    """Buttons, settings, and the effect of changed settings; adapts to little width.

    Attributes: `buttons`; `form`; `more`, the button that asks for all other settings.

    Signals: `change_accepted()`, what the note offers is wanted.
    """

    change_accepted = Signal()

    def __init__(self, config: TrainingConfig, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("training_bar")
        self.buttons = RunButtons()
        self.more = _MoreButton()
        self._note = SentenceLink("train")
        self._note.setObjectName("change_note")
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setRetainSizeWhenHidden(True)
        self._note.setSizePolicy(policy)
        self._window_height = _ANY_HEIGHT
        self.form = MainSettingsForm(config, self.more, self._note)
        self._offers_speed = True
        self._has_ring = False
        self._ring_timer = QTimer(self, singleShot=True, interval=_RING_DELAY_MS)
        self._ring_timer.timeout.connect(self._show_ring)
        self._awaits_run = False
        # Buttons, fields and `more` stand in one line, with the sliders of the fields below it.
        self._line = QVBoxLayout()
        self._line.addWidget(self.buttons)
        self._line.addStretch()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(_MARGIN, 4, _MARGIN, 2)
        layout.setSpacing(_GAP)
        layout.addLayout(self._line)
        layout.addWidget(self.form, stretch=1)
        self._note.clicked.connect(self.change_accepted)
        self.show_change("", "")

    def show_change(self, text: str, tip: str) -> None:
        """Say what a press of Train will do with a change of the settings; '' says nothing."""
        self._note.setVisible(bool(text))
        if text:  # nothing is done many times a second, while a slider is dragged
            self._note.show_link(text, tip, is_failure=False)

    def await_run(self, awaits: bool) -> None:
        """Draw the eye to Train in a while, or no longer."""
        if awaits == self._awaits_run:
            return
        self._awaits_run = awaits
        self._start_or_end_ring()

    def _start_or_end_ring(self) -> None:
        if self._awaits_run and self.isVisible():
            self._ring_timer.start()
            return
        self._ring_timer.stop()
        if self._has_ring:
            self._has_ring = False
            self.update()

    def _show_ring(self) -> None:
        self._has_ring = True
        self.update()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._start_or_end_ring()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._start_or_end_ring()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._has_ring:
            return
        out = _RING_GAP + _RING_WIDTH / 2
        button = self.buttons.train_rect.translated(self.buttons.pos()).toRectF()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Highlight), _RING_WIDTH))
            painter.drawRoundedRect(button.adjusted(-out, -out, out, out), 6, 6)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out the texts of buttons, then put the captions above the fields, where there is little room."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange and hasattr(self, "_layout"):
            QTimer.singleShot(0, self, self._fit)  # once buttons and captions have the new font, too

    def fit_height(self, height: int) -> None:
        """Leave out the sliders in a window whose `height` is small for the size of the text."""
        self._window_height = height
        self._fit()

    def offer_speed(self, offers: bool) -> None:
        """Show the speed where there is room for it, or nowhere."""
        if offers != self._offers_speed:
            self._offers_speed = offers
            self._fit()

    def _fit(self) -> None:
        # Also beside small text, which a presentation has on a small screen.
        line = self.fontMetrics().lineSpacing() * max(100, scaled(100)) / scaled(100)
        self.form.set_low(self._window_height < _LOW_LINES * line)
        is_wide = self._width_if(compact=True, stacked=True, with_speed=True) <= self.width()
        self.buttons.speed.setVisible(is_wide and self._offers_speed)
        compact = self._width_if(compact=False, stacked=False) > self.width()
        stacked = self._width_if(compact=True, stacked=False) > self.width()
        self.buttons.set_compact(compact)
        self.form.set_stacked(stacked)
        # Its whole caption is written where all else has its room already.
        self.more.set_whole(self._width_if(compact, stacked) + self.more.missing_width <= self.width())
        self._line.setContentsMargins(0, self.form.captions_height, 0, 0)

    def _width_if(self, compact: bool, stacked: bool, with_speed: bool | None = None) -> int:
        if with_speed is None:
            with_speed = not self.buttons.speed.isHidden()
        return self.buttons.width_if(compact, with_speed) + self.form.width_if(stacked) + _GAP + 2 * _MARGIN

    def sizeHint(self) -> QSize:
        width = self._width_if(compact=False, stacked=False, with_speed=True) + self.more.missing_width
        return QSize(width, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Room for icons but those of the speed, and for captions above their fields."""
        width = self._width_if(compact=True, stacked=True, with_speed=False)
        return QSize(width, super().minimumSizeHint().height())


class _MoreButton(MeasuringButton, QPushButton):
    """Asks for the settings that are not in the bar, and says how many of them are in use."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("more_settings_button")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._is_whole = False
        self.show_options(0, "")

    def show_options(self, count: int, text: str) -> None:
        """Show the number of options in use; `text` says which."""
        self._count = count
        self.setText(_more_text(self._title, count))
        self.setAccessibleName(_more_text(_WHOLE, count))
        set_tooltip(self, text or "Features, seed, speed and options")

    def set_whole(self, whole: bool) -> None:
        """Write all of the caption, or what the fields beside it make clear."""
        if whole != self._is_whole:
            self._is_whole = whole
            self.setText(_more_text(self._title, self._count))
            self.updateGeometry()

    @property
    def _title(self) -> str:
        return _WHOLE if self._is_whole else _SHORT

    @property
    def missing_width(self) -> int:
        """The width that the whole caption needs beyond the least one."""
        return self._width_with(_WHOLE) - self._width_with(_SHORT)

    def _width_with(self, title: str) -> int:
        return self.width_with((_more_text(title, 0), _more_text(title, self._count or 9)))

    def sizeHint(self) -> QSize:
        """Room for a number, too."""
        return QSize(self._width_with(self._title), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(self._width_with(_SHORT), super().sizeHint().height())


def _more_text(title: str, count: int) -> str:
    # With both a number and an ellipsis, the largest text would not fit a small screen.
    return f"{title} ({count})" if count else f"{title}…"
