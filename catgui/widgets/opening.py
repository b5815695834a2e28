"""What the user sees as files come in: where a drop leads, and the dialog for a folder of pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QSpinBox,
    QWidget,
)

from catgui.domain.photo_texts import FRAMINGS
from catgui.domain.picture import PictureKind
from catgui.style.colors import color_scheme_of
from catgui.style.qimage import to_qimage
from catgui.style.text_size import keep_scaled, scaled, scaled_size
from catgui.widgets.basic.buttons import icon
from catgui.widgets.basic.labels import label
from catgui.widgets.basic.layouts import column_of
from engine.data.image_folder import (
    MAX_SIDE,
    MAX_TEST_PERCENT,
    MIN_SIDE,
    MIN_TEST_PERCENT,
    ImageFolderSettings,
    name_of_class_0,
    propose_kind,
)
from engine.text import counted

_MARGIN, _RADIUS, _LINE = 4, 10, 3
_VEIL = 0.75
_PADDING, _TEXT_WIDTH, _FIELD_GAP = 24, 440, 8
_SIZE = QSize(460, 520)
_ICON = QSize(48, 48)
# The largest value of a spin box.
_LARGEST_SEED = 2**31 - 1
_CAPTIONS = ("Image size", "Test share", "Split seed", "Framing")


class KindDialog(QDialog):
    """Lists `kinds`, says what the two classes will be, and has fields with the other `settings`.

    Signals: `photos_requested()`, the pictures are to be classified instead; `accepted()` and `rejected()`, as for all
    dialogs.
    """

    photos_requested = Signal()

    def __init__(
        self, kinds: Sequence[PictureKind], settings: ImageFolderSettings, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("kind_dialog")
        self.setWindowTitle("Open as data")
        self._kinds, self._settings = kinds, settings
        self._list = QListWidget()
        self._list.setObjectName("kind_list")
        self._list.setAccessibleName("Kinds of pictures")
        keep_scaled(self._list.setIconSize, _ICON)
        self._list.setSpacing(2)
        self._sentence = label(wrap=True)
        self._sentence.setObjectName("kind_sentence")
        self._boxes = {
            "side": _box(MIN_SIDE, MAX_SIDE, " px"),
            "test_percent": _box(MIN_TEST_PERCENT, MAX_TEST_PERCENT, " %"),
            "seed": _box(0, _LARGEST_SEED),
        }
        for name, box in self._boxes.items():
            box.setObjectName(f"kind_{name}")
            box.setValue(min(getattr(settings, name), box.maximum()))
        self._framing = QComboBox()
        self._framing.setObjectName("kind_framing")
        self._framing.addItems(list(FRAMINGS.values()))
        self._framing.setCurrentIndex(list(FRAMINGS).index(settings.framing))
        self._lay_out()
        for kind in kinds:
            self._list.addItem(_item(kind))
        self._list.currentRowChanged.connect(self._show_classes)
        self._list.itemActivated.connect(self.accept)
        names = [kind.name for kind in kinds]
        self._list.setCurrentRow(names.index(settings.positive) if settings.positive in names else propose_kind(names))
        self._list.setFocus()

    def _lay_out(self) -> None:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Open | QDialogButtonBox.StandardButton.Cancel)
        use = buttons.button(QDialogButtonBox.StandardButton.Open)
        use.setText("&Open as data")
        use.setObjectName("kind_open_button")
        use.setDefault(True)
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setText("&Cancel")
        photos = buttons.addButton("Classify as &photos", QDialogButtonBox.ButtonRole.ActionRole)
        photos.setObjectName("kind_photos_button")

        fields = QFormLayout()
        for text, field in zip(_CAPTIONS, (*self._boxes.values(), self._framing), strict=True):
            fields.addRow(text, field)
        photos.clicked.connect(self._request_photos)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column_of(
            label("Which should the network recognize?", role="heading", wrap=True),
            (self._list, 1),
            self._sentence,
            fields,
            buttons,
            spacing=8,
            margins=(24, 16, 24, 16),
        ).on(self)
        keep_scaled(self.resize, _SIZE)

    def _show_classes(self, row: int) -> None:
        kind = self._kinds[row]
        others = [other for other in self._kinds if other is not kind]
        rest, count = name_of_class_0(kind.name, [other.name for other in others]), sum(other.count for other in others)
        self._sentence.setText(f"Class 1: {kind.name} ({_pictures(kind.count)}). Class 0: {rest} ({_pictures(count)}).")

    @property
    def chosen(self) -> ImageFolderSettings:
        """The settings that are chosen."""
        numbers = {name: box.value() for name, box in self._boxes.items()}
        framing = list(FRAMINGS)[self._framing.currentIndex()]
        return replace(self._settings, positive=self._kinds[self._list.currentRow()].name, framing=framing, **numbers)

    def _request_photos(self) -> None:
        self.photos_requested.emit()
        self.reject()


def _box(minimum: int, maximum: int, unit: str = "") -> QSpinBox:
    box = QSpinBox()
    box.setRange(minimum, maximum)
    box.setSuffix(unit)
    return box


def _item(kind: PictureKind) -> QListWidgetItem:
    item = QListWidgetItem(f"{kind.name}\n{_pictures(kind.count)}")
    pixmap = QPixmap(_ICON) if kind.pixels is None else QPixmap.fromImage(to_qimage(kind.pixels))
    if kind.pixels is None:
        pixmap.fill("transparent")
    item.setIcon(QIcon(pixmap))
    return item


def _pictures(count: int) -> str:
    return counted(count, "picture", "pictures")


class DropOverlay(QWidget):
    """Covers `parent` with a sentence, an icon, and a frame around the place of the drop, or with fields to drop on.

    Whoever shows it handles its drag events.

    Attributes: `field`, the one of `fields` that the drag is over, by its place in the list, or None.

    Signals: `forgotten()`, the mouse moves over it without dragging anything: the drag has ended elsewhere.
    """

    forgotten = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("drop_overlay")
        self.setAcceptDrops(True)
        self.setMouseTracking(True)
        self.setGeometry(parent.rect())
        self._place, self._color = self.rect(), ""
        self._shown: list[QLabel] = []
        self.field: int | None = None
        self._icon = label()
        self._icon.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._text = label(role="prompt", wrap=True)
        self._text.setObjectName("drop_text")
        self._text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        for part in (self._icon, self._text):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        beside = max(2 * _PADDING, (self.width() - scaled(_TEXT_WIDTH)) // 2)
        column_of(..., self._icon, self._text, ..., spacing=12, margins=(beside, 0, beside, 0)).on(self)

    @property
    def fields(self) -> list[QLabel]:
        """The labels of what it can be dropped on."""
        return self._shown[1:]

    def show_hint(self, text: str, icon_name: str, possible: bool, place: QRect) -> None:
        """Show a sentence and an icon; `place` is framed, in the color of errors if the drop is not `possible`."""
        colors = color_scheme_of(self.palette())
        self._color = colors.accent if possible else colors.error
        self._place = place
        self._icon.setPixmap(icon(icon_name, self._color).pixmap(scaled_size(_ICON), self.devicePixelRatioF()))
        self._set_fields([], place)
        self._show_text(text)

    def show_fields(self, title: str, texts: Sequence[str], place: QRect, at: QPoint) -> None:
        """Show a title and a field for each of `texts` in `place`; the drag is over the point `at`."""
        self._set_fields([title, *texts], place)
        areas = [field.geometry().adjusted(0, 0, 0, _FIELD_GAP) for field in self.fields]
        self.field = next((index for index, area in enumerate(areas) if area.contains(at)), None)
        for index, field in enumerate(self.fields):
            field.setProperty("role", "current" if index == self.field else "field")
            field.style().polish(field)
        self._show_text(title if self.field is None else f"{title} {texts[self.field]}")

    def _set_fields(self, texts: Sequence[str], place: QRect) -> None:
        """Show a label for each text, the first a title, one below the other in `place`."""
        if [field.text() for field in self._shown] != list(texts):
            for field in self._shown:
                field.hide()
                field.deleteLater()
            self._shown = [self._make_field(text) for text in texts]
        self.field = None
        height = place.height() // max(1, len(self._shown))
        for index, field in enumerate(self._shown):
            area = QRect(place.x(), place.y() + index * height, place.width(), height)
            field.setGeometry(area.adjusted(_FIELD_GAP, _FIELD_GAP // 2, -_FIELD_GAP, -_FIELD_GAP // 2))
        for part in (self._icon, self._text):
            part.setVisible(not texts)

    def _make_field(self, text: str) -> QLabel:
        field = label(text, role="field", wrap=True)
        field.setParent(self)
        field.setAlignment(Qt.AlignmentFlag.AlignCenter)
        field.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        field.show()
        return field

    def _show_text(self, text: str) -> None:
        self._text.setText(text)
        self.setAccessibleName(text)
        self.show()
        self.raise_()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint a veil over the window, and the frame and a card behind the sentence."""
        colors = color_scheme_of(self.palette())
        veil = QColor(colors.window)
        veil.setAlphaF(_VEIL)
        pen = QPen(QColor(self._color), _LINE)
        pen.setDashPattern([4.0, 3.0])
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), veil)
            if self._shown:
                return
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(pen)
            painter.drawRoundedRect(_grown(self._place, -_MARGIN), _RADIUS, _RADIUS)
            painter.setPen(QColor(colors.line))
            painter.setBrush(QColor(colors.base))
            words = self._icon.geometry() | self._text.geometry()
            painter.drawRoundedRect(_grown(words, _PADDING), _RADIUS, _RADIUS)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Emit `forgotten`: while something is dragged, there are no mouse events."""
        self.forgotten.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.forgotten.emit()


def _grown(rect: QRect, by: int) -> QRectF:
    return QRectF(rect.adjusted(-by, -by, by, by))
