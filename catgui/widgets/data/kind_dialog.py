"""The dialog for a folder of pictures: which kind to recognize, and their size, split and framing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QListWidget,
    QListWidgetItem,
    QSpinBox,
    QWidget,
)

from catgui.domain.photo_texts import FRAMINGS
from catgui.domain.picture import PictureKind
from catgui.style.qimage import to_qimage
from catgui.style.text_size import keep_scaled
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
        photos.clicked.connect(self._on_photos)
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

    def _on_photos(self) -> None:
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
