"""Dialogs about own pictures: how they lie in folders, which kind to recognize, and where added ones go."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QListWidget, QListWidgetItem, QSizePolicy, QWidget

from catgui.domain.edits.additions import ADD_TO_CLASS, TARGETS, AdditionTarget
from catgui.domain.picture import PictureKind
from catgui.style.qimage import to_qimage
from catgui.style.text_size import keep_scaled, text_size
from catgui.style.tooltips import escape_title
from catgui.widgets.basic.labels import label
from catgui.widgets.basic.layouts import column_of
from engine.data.image_folder import name_of_class_0, propose_kind
from engine.text import counted

_EXPLANATION = "Your files are only read."
_HINT = "Or drop them on the data."
_PADDING = 8


class AdditionDialog(QDialog):
    """Offers each class and part of data with `classes`, for pictures to be chosen.

    With `has_pictures`, they are chosen already.

    Signals: `files_requested(object)` and `folder_requested(object)`, the AdditionTarget for pictures to be chosen;
    `target_chosen(object)`, that of the pictures that are chosen.
    """

    files_requested = Signal(object)
    folder_requested = Signal(object)
    target_chosen = Signal(object)

    def __init__(self, classes: tuple[str, str], parent: QWidget | None = None, has_pictures: bool = False) -> None:
        super().__init__(parent)
        self.setObjectName("addition_dialog")
        self.setWindowTitle(escape_title(ADD_TO_CLASS))
        self._targets = QListWidget()
        self._targets.setObjectName("addition_targets")
        self._targets.setAccessibleName("Class and part")
        self._targets.setSizeAdjustPolicy(QListWidget.SizeAdjustPolicy.AdjustToContents)
        self._targets.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        for target in TARGETS:
            QListWidgetItem(target.text(classes), self._targets)
        self._fit_rows()
        text_size.changed.connect(self._fit_rows)
        self._targets.setCurrentRow(0)
        self._targets.itemActivated.connect(self._choose_target if has_pictures else self._choose_files)
        column_of(
            label("What do the pictures show?", role="heading", wrap=True),
            self._targets,
            label(_EXPLANATION, role="muted", wrap=True),
            label(_HINT, role="muted", wrap=True),
            self._make_buttons(has_pictures),
            spacing=8,
            margins=(24, 16, 24, 16),
        ).on(self)
        self._targets.setFocus()
        keep_scaled(self.setMinimumWidth, 460)

    def _fit_rows(self) -> None:
        """Give the rows of the list some space: not by its spacing, which its size hint leaves out."""
        for row in range(self._targets.count()):
            self._targets.item(row).setSizeHint(QSize(0, self._targets.fontMetrics().height() + _PADDING))

    def _make_buttons(self, has_pictures: bool) -> QDialogButtonBox:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setText("&Cancel")
        buttons.rejected.connect(self.reject)
        texts = (
            {"add": ("&Add", self._choose_target)}
            if has_pictures
            else {
                "files": ("Choose &pictures…", self._choose_files),
                "folder": ("Choose &folder…", self._choose_folder),
            }
        )
        for name, (text, choose) in texts.items():
            button = buttons.addButton(text, QDialogButtonBox.ButtonRole.ActionRole)
            button.setObjectName(f"addition_{name}_button")
            button.setDefault(name != "folder")
            button.clicked.connect(choose)
        return buttons

    @property
    def _target(self) -> AdditionTarget:
        return TARGETS[self._targets.currentRow()]

    def _choose_files(self) -> None:
        self.accept()
        self.files_requested.emit(self._target)

    def _choose_folder(self) -> None:
        self.accept()
        self.folder_requested.emit(self._target)

    def _choose_target(self) -> None:
        self.accept()
        self.target_chosen.emit(self._target)


_TITLE = "Your own pictures"
_INTRODUCTION = "Make a folder for each class, all within one folder:"
_EXAMPLE = """\
my pictures
├── cat
│     tiger.jpg   minka.jpg   …
└── not a cat
      dog.jpg   house.jpg   tree.jpg   …"""
_CLASSES = "The folders' names become the classes; of more than two, you choose the one to recognize."
_BEGINNING = "Twenty pictures of each are a beginning. Your files are only read."


class OwnPicturesDialog(QDialog):
    """Explains the folders; accepted if a folder is to be chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("own_pictures_dialog")
        self.setWindowTitle(escape_title(_TITLE))
        example = label(_EXAMPLE, role="code")
        example.setAccessibleName("“my pictures” with the folders “cat” and “not a cat”")
        example.setContentsMargins(16, 8, 16, 8)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Open | QDialogButtonBox.StandardButton.Cancel)
        choose = buttons.button(QDialogButtonBox.StandardButton.Open)
        choose.setText("Choose &folder…")
        choose.setObjectName("choose_folder_button")
        choose.setDefault(True)
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setText("&Cancel")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column_of(
            label(_TITLE, role="heading"),
            label(_INTRODUCTION, wrap=True),
            example,
            label(f"{_CLASSES}\n\n{_BEGINNING}", wrap=True),
            label("Or drop it on the window.", role="muted", wrap=True),
            buttons,
            spacing=8,
            margins=(24, 16, 24, 16),
        ).on(self)
        keep_scaled(self.setMinimumWidth, 460)
        choose.setFocus()


_SIZE = QSize(460, 520)
_ICON = QSize(48, 48)


class KindDialog(QDialog):
    """Lists `kinds`, and says what the two classes will be.

    Signals: `chosen(str)`, the name of a kind; `photos_requested()`, the pictures are to be classified instead;
    `rejected()`, as for all dialogs.
    """

    chosen = Signal(str)
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
        self.accepted.connect(self._on_accepted)
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

    def _on_accepted(self) -> None:
        self.chosen.emit(self._kinds[self._list.currentRow()].name)

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
