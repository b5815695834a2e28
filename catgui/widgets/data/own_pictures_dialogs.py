"""The dialog about own pictures: which kind to recognize."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QListWidget, QListWidgetItem, QWidget

from catgui.domain.picture import PictureKind
from catgui.style.qimage import to_qimage
from catgui.style.text_size import keep_scaled
from catgui.widgets.basic.labels import label
from catgui.widgets.basic.layouts import column_of
from engine.data.image_folder import name_of_class_0, propose_kind
from engine.text import counted

_SIZE = QSize(460, 520)
_ICON = QSize(48, 48)


class KindDialog(QDialog):
    """Lists `kinds`, and says what the two classes will be.

    Signals: `photos_requested()`, the pictures are to be classified instead; `accepted()` and `rejected()`, as for all
    dialogs.
    """

    photos_requested = Signal()

    def __init__(self, kinds: Sequence[PictureKind], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("kind_dialog")
        self.setWindowTitle("Open as data")
        self._kinds = kinds
        self._list = QListWidget()
        self._list.setObjectName("kind_list")
        self._list.setAccessibleName("Kinds of pictures")
        keep_scaled(self._list.setIconSize, _ICON)
        self._list.setSpacing(2)
        self._sentence = label(wrap=True)
        self._sentence.setObjectName("kind_sentence")
        self._lay_out()
        for kind in kinds:
            self._list.addItem(_item(kind))
        self._list.currentRowChanged.connect(self._show_classes)
        self._list.itemActivated.connect(self.accept)
        self._list.setCurrentRow(propose_kind([kind.name for kind in kinds]))
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

        photos.clicked.connect(self._on_photos)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column_of(
            label("Which should the network recognize?", role="heading", wrap=True),
            (self._list, 1),
            self._sentence,
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
    def chosen(self) -> str:
        """The name of the kind that is chosen."""
        return self._kinds[self._list.currentRow()].name

    def _on_photos(self) -> None:
        self.photos_requested.emit()
        self.reject()


def _item(kind: PictureKind) -> QListWidgetItem:
    item = QListWidgetItem(f"{kind.name}\n{_pictures(kind.count)}")
    pixmap = QPixmap(_ICON) if kind.pixels is None else QPixmap.fromImage(to_qimage(kind.pixels))
    if kind.pixels is None:
        pixmap.fill("transparent")
    item.setIcon(QIcon(pixmap))
    return item


def _pictures(count: int) -> str:
    return counted(count, "picture", "pictures")
