"""A dialog with one of the user's photos, large or under a map, beside what the network sees."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QKeyEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QDialog, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from catgui.domain.map_texts import FRAMED, window_text
from catgui.domain.photo_entry import NEITHER, NEITHER_NAME, PhotoEntry
from catgui.domain.photo_texts import (
    DETECTOR,
    NOT_COUNTED,
    addition_obstacle,
    answer_text,
    description,
    outcome_line,
    prediction_text,
)
from catgui.domain.prediction_texts import PARTS, WHY_TIP, button_tip
from catgui.style.colors import color_scheme_of
from catgui.style.text_size import keep_scaled, scaled, text_size
from catgui.style.tooltips import escape_caption, escape_title, set_tooltip
from catgui.widgets.basic.labels import label
from catgui.widgets.basic.wrapping import FlowLayout
from catgui.widgets.figures.probability_figure import ProbabilityFigure
from catgui.widgets.maps.map_tabs import MapTabs
from catgui.widgets.maps.map_view import paint_window
from catgui.widgets.photos.actual_line import MARK, QUESTION, Classes, answer_of_key
from catgui.widgets.photos.photo_cards import part_to_add_to
from catgui.widgets.photos.photo_preview import paint_warning, photo_area, render_photo
from catgui.widgets.pictures.marks import paint_class_mark
from catgui.widgets.pictures.picture_view import PictureView
from catgui.widgets.pictures.step_bar import StepBar
from engine.images.photo import Framing, Photo
from engine.text import printable

if TYPE_CHECKING:
    from engine.vision.detection.detector import Window

_SIZE, _SMALLEST = (960, 640), (720, 600)
# The sides of the view: the largest for which the dialog has at least this height. Not as large as the texts leave it
# room: they are fewer while a network is trained, and the buttons must not move then.
_VIEW_SIDES = {256: 720, 192: 620, 128: 0}
# The texts beside the photo are wrapped, to leave it the room.
_TEXT_WIDTH = 304
_MARK_RATIO = 4  # of the pixels of the marks, enough for any screen
_ANSWER_SPACING = 8
_ACTUAL_NAMES: dict[int | str, str] = {1: "1", 0: "0", NEITHER: NEITHER_NAME, "": "unknown"}
_ACTUAL_TIPS: dict[int | str, str] = {
    1: "Which class it really is (key 1)",
    0: "Which class it really is (key 2)",
    NEITHER: f"It is of neither class: {NOT_COUNTED} (key 3)",
    "": "Which class it is, is not known: takes the answer back (key 0)",
}
_ADDITION_KEYS = {"train": "T", "test": "Shift+T"}
_ADDITION_CAPTIONS = ("Add to the", "In the")
_SMALLEST_PHOTO = 160
_LEGEND_SPACING = 4


class PhotoDialog(QDialog):
    """Shows one photo at a time; Esc closes it, the arrow keys step, 1, 2, 3 and 0 set the actual class, T adds it.

    Attributes: `maps`, the tabs of the photo and its maps.

    Signals: `step_requested(int)`, -1 for the previous photo and 1 for the next; `actual_chosen(str)`, a class name,
    NEITHER, or '' for none; `addition_requested(str)`, to add the photo to "train" or "test"; `why_requested()`, what
    made the network predict this.
    """

    why_requested = Signal()
    step_requested = Signal(int)
    actual_chosen = Signal(str)
    addition_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("photo_dialog")
        self._photo = PhotoView()
        self.maps = MapTabs("Photo", self._photo, keys=True)
        self._seen = label("What the network sees", role="muted")
        self._view = PictureView(minimum_side=min(_VIEW_SIDES))
        self._prediction = label(role="title", wrap=True, selectable=True)
        self._prediction.setObjectName("photo_prediction")
        self._detected = label(role="title", wrap=True, selectable=True)
        self._detected.setObjectName("photo_detected")
        self._records = label(role="muted", wrap=True)
        self._records.setObjectName("photo_records")
        self._probability = ProbabilityFigure("photo_probability", lines=2)
        self._actual = ActualSwitch()
        self._additions = AdditionButtons()
        self._why = QPushButton("Why?")
        self._why.setObjectName("photo_why_button")
        set_tooltip(self._why, WHY_TIP)
        self._why.setAutoDefault(False)
        self._outcome = label(wrap=True)
        self._outcome.setObjectName("photo_outcome")
        self._steps = StepBar()
        self._lay_out()
        self._actual.chosen.connect(self.actual_chosen)
        self._additions.chosen.connect(self.addition_requested)
        self._why.clicked.connect(self.why_requested)
        self._steps.step_requested.connect(self.step_requested)
        self._steps.setFocus()
        keep_scaled(self.setMinimumSize, *_SMALLEST)
        keep_scaled(self.resize, *_SIZE)

    def _lay_out(self) -> None:
        facts = QVBoxLayout()
        facts.setSpacing(6)
        facts.addWidget(self._seen)
        facts.addWidget(self._view, stretch=1)
        for widget in (self._detected, self._prediction, self._probability, self._actual, self._additions):
            facts.addWidget(widget)
        facts.addWidget(self._why, alignment=Qt.AlignmentFlag.AlignLeft)
        facts.addWidget(self._outcome)
        facts.addWidget(self._records)
        texts = (self._detected, self._prediction, self._probability, self._outcome, self._records)
        for widget in (*texts, self._actual):
            keep_scaled(widget.setFixedWidth, _TEXT_WIDTH)
        policy = self._probability.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._probability.setSizePolicy(policy)
        facts.addStretch()
        pictures = QHBoxLayout()
        pictures.setSpacing(16)
        pictures.addWidget(self.maps, stretch=1)
        pictures.addLayout(facts)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(8)
        layout.addLayout(pictures, stretch=1)
        layout.addWidget(self._steps)

    def show_photo(
        self, entry: PhotoEntry, photo: Photo | None, classes: Classes | None, window: Window | None = None
    ) -> None:
        """Show what is known of a photo; `photo` may have a larger preview than the one of `entry`.

        `window` is the place that decided the detector's answer.
        """
        self.setWindowTitle(escape_title(entry.name))
        self.maps.offer_maps(photo is not None)
        self._photo.show_photo(photo, entry.framing, description(entry), unreadable=bool(entry.error), window=window)
        self._view.show_pixels(entry.view, self._seen.text() if photo else "")
        for of_a_picture in (self._seen, self._view):
            of_a_picture.setVisible(not entry.error)
        self._actual.show_classes(None if entry.error else classes)
        self._actual.show_actual(entry.actual)
        self._additions.setVisible(not entry.error)
        self._additions.offer(entry.photo is not None, entry.part, addition_obstacle(entry))
        self._outcome.setText("" if classes is None else outcome_line(entry))
        self._show_prediction(entry)

    def show_records(self, records: Sequence[str], tip: str) -> None:
        """Show how often the detector and the network were right on pictures they had never seen; `tip` says more."""
        self._records.setText("\n".join(filter(None, records)))
        self._records.setVisible(bool(self._records.text()))
        set_tooltip(self._records, tip)

    def _show_prediction(self, entry: PhotoEntry) -> None:
        verdict, detected = entry.verdict, entry.detected
        self._detected.setText("" if detected is None else answer_text(DETECTOR, detected))
        self._detected.setVisible(detected is not None)
        self._prediction.setText(prediction_text(entry))
        self._probability.setVisible(verdict is not None)
        self._why.setEnabled(verdict is not None)
        if verdict is not None:
            self._probability.show_probability(verdict.classes[1], verdict.probability, verdict.threshold)

    def show_place(self, place: str, has_previous: bool, has_next: bool) -> None:
        """Show the place of the photo in its list, and enable the buttons to its neighbors."""
        self._steps.show_place(place)
        self._steps.enable(has_previous, has_next)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose the side of the view."""
        super().resizeEvent(event)
        fitting = (side for side, height in _VIEW_SIDES.items() if self.height() >= scaled(height))
        self._view.setMaximumHeight(scaled(next(fitting)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Set the actual class, or add the photo to the data, as on a card."""
        if self._actual.choose(event):
            return
        if (part := part_to_add_to(event)) is not None:
            self._additions.choose(part)
        else:
            super().keyPressEvent(event)


class ActualSwitch(QWidget):
    """A button per class, one for a photo of neither, and one for an unknown class.

    Signals: `chosen(str)`, the class name that the user chose, NEITHER, or '' for unknown.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._classes: Classes = ("", "")
        self._group = QButtonGroup(self)
        self._buttons: dict[int | str, QPushButton] = {1: QPushButton(), 0: QPushButton()}
        self._buttons |= {NEITHER: QPushButton("Neither"), "": QPushButton("Not known")}
        layout = FlowLayout(_ANSWER_SPACING, self)
        question = label(QUESTION)
        layout.addWidget(question)
        for of, button in self._buttons.items():
            button.setObjectName(f"actual_{_ACTUAL_NAMES[of]}_button")
            button.setCheckable(True)
            button.setAutoDefault(False)
            set_tooltip(button, _ACTUAL_TIPS[of])
            button.setProperty("role", "compact")  # two rows take the place of the photo beside them
            self._group.addButton(button)
            layout.addWidget(button)
        self._buttons[1].ensurePolished()
        question.setMinimumHeight(self._buttons[1].sizeHint().height())  # in the middle of its row
        self._group.buttonClicked.connect(self._on_clicked)

    def show_classes(self, classes: Classes | None) -> None:
        """Name the classes; None hides the switch."""
        self.setVisible(classes is not None)
        if classes is None or classes == self._classes:
            return
        self._classes = classes
        for of in (1, 0):
            self._buttons[of].setText(escape_caption(printable(classes[of])))
            self._buttons[of].setIcon(self._mark(of))
        self._buttons[NEITHER].setIcon(self._mark(None))

    def show_actual(self, name: str) -> None:
        """Show the actual class, NEITHER, or '' for unknown; of another class no button is checked."""
        self._group.setExclusive(False)
        for of, button in self._buttons.items():
            button.setChecked(self._answer(of) == name)
        self._group.setExclusive(True)

    def choose(self, event: QKeyEvent) -> bool:
        """Choose the actual class that a key sets, as a click does; returns whether it sets one."""
        answer = None if self.isHidden() else answer_of_key(event, self._classes)
        if answer is not None:
            next(button for of, button in self._buttons.items() if self._answer(of) == answer).click()
        return answer is not None

    def _on_clicked(self) -> None:
        of = next(of for of, button in self._buttons.items() if button.isChecked())
        self.chosen.emit(self._answer(of))

    def _answer(self, of: int | str) -> str:
        return of if isinstance(of, str) else self._classes[of]

    def _mark(self, of: int | None) -> QIcon:
        pixmap = QPixmap(QSize(MARK, MARK) * _MARK_RATIO)
        pixmap.setDevicePixelRatio(_MARK_RATIO)
        pixmap.fill(Qt.GlobalColor.transparent)
        with QPainter(pixmap) as painter:
            paint_class_mark(painter, QRectF(0, 0, MARK, MARK), of, self.palette())
        return QIcon(pixmap)


class AdditionButtons(QWidget):
    """A button for each part of the data; that of the part that the photo is in is checked.

    Signals: `chosen(str)`, the part to add the photo to, or to move it to, "train" or "test".
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._part = ""
        self._caption = label()
        self._caption.setObjectName("addition_caption")
        self._buttons = {part: QPushButton(title.capitalize()) for part, title in PARTS.items()}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._caption)
        for part, button in self._buttons.items():
            button.setObjectName(f"add_to_{part}_button")
            button.setAutoDefault(False)
            button.setCheckable(True)
            layout.addWidget(button)
        layout.addStretch()
        self._buttons["train"].clicked.connect(lambda: self._on_clicked("train"))
        self._buttons["test"].clicked.connect(lambda: self._on_clicked("test"))
        self.offer(False)
        self._fit_caption()
        text_size.changed.connect(self._fit_caption)

    def _fit_caption(self) -> None:
        """Give the caption the width of its longer text, so that the buttons stay where they are."""
        self._caption.setFixedWidth(max(map(self._caption.fontMetrics().horizontalAdvance, _ADDITION_CAPTIONS)))

    def offer(self, is_read: bool, part: str = "", obstacle: str = "") -> None:
        """Show the part that the photo is in, '' for none, and enable the buttons, or say what hinders."""
        self._part = part
        self._caption.setText(_ADDITION_CAPTIONS[bool(part)])
        for of, button in self._buttons.items():
            button.setEnabled(is_read and not obstacle)
            button.setChecked(of == part)
            set_tooltip(button, obstacle or (button_tip(of, part, _ADDITION_KEYS[of]) if is_read else ""))
            button.setAccessibleName(f"{'In' if of == part else 'Add to'} the {PARTS[of]}")

    def choose(self, part: str) -> None:
        """Add the photo to a part, as a click does."""
        self._buttons[part].click()

    def _on_clicked(self, part: str) -> None:
        for of, button in self._buttons.items():
            button.setChecked(of == self._part)  # until the photo is there
        if part != self._part:
            self.chosen.emit(part)


class PhotoView(QWidget):
    """Shows a photo with its framing, or a warning in the place of one that could not be read.

    A frame is around the place that decided the detector's answer, and below the photo stands what it is.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._photo: Photo | None = None
        self._window: Window | None = None
        self._is_unreadable = False
        self._framing = Framing.WHOLE
        self.setMinimumSize(_SMALLEST_PHOTO, _SMALLEST_PHOTO)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_photo(
        self,
        photo: Photo | None,
        framing: Framing,
        description: str,
        unreadable: bool = False,
        window: Window | None = None,
    ) -> None:
        """Show the preview of a photo, with a description for screen readers; None if it is not read, or cannot be.

        `window` is the place that decided the detector's answer, None without one.
        """
        explained = "" if window is None else window_text(window)
        self.setAccessibleName("\n".join(filter(None, (description, explained))))
        set_tooltip(self, explained)
        shown = (self._framing, self._is_unreadable, self._window)
        if photo is not self._photo or (framing, unreadable, window) != shown:
            self._photo, self._framing, self._is_unreadable, self._window = photo, framing, unreadable, window
            self.update()

    def sizeHint(self) -> QSize:
        """Three times the minimum."""
        return self.minimumSize() * 3

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the photo."""
        colors = color_scheme_of(self.palette())
        with QPainter(self) as painter:
            if self._photo is None:
                if self._is_unreadable:
                    paint_warning(painter, self.rect(), colors)
                return
            ratio, width = painter.device().devicePixelRatioF(), self.width()
            height = self.height() - (self.fontMetrics().height() + _LEGEND_SPACING if self._window else 0)
            painter.drawImage(0, 0, render_photo(self._photo, self._framing, width, height, ratio, colors))
            if self._window is not None:
                area = photo_area(self._photo, width, height)
                paint_window(painter, area, self._window)
                painter.setPen(QColor(colors.muted))
                below = QRectF(0, area.bottom() + _LEGEND_SPACING, width, self.fontMetrics().height())
                painter.drawText(below, int(Qt.AlignmentFlag.AlignCenter), FRAMED)
