"""Dialogs about own pictures: how they lie in folders, which kind to recognize, and where added ones go."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

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
_CHOICES = {"add": "&Add", "files": "Choose &pictures…", "folder": "Choose &folder…"}


class AdditionDialog(QDialog):
    """Offers each class and part of data with `classes`, and buttons for what to do with the chosen one.

    `choices` has by the name of a button, "add", "files" or "folder", what is called with the chosen AdditionTarget;
    the first is the default.
    """

    def __init__(
        self,
        classes: tuple[str, str],
        choices: Mapping[str, Callable[[AdditionTarget], object]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._choices = choices
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
        self._targets.itemActivated.connect(lambda: self._choose(next(iter(choices))))
        column_of(
            label("What do the pictures show?", role="heading", wrap=True),
            self._targets,
            label(_EXPLANATION, role="muted", wrap=True),
            label(_HINT, role="muted", wrap=True),
            self._make_buttons(),
            spacing=8,
            margins=(24, 16, 24, 16),
        ).on(self)
        self._targets.setFocus()
        keep_scaled(self.setMinimumWidth, 460)

    def _fit_rows(self) -> None:
        """Give the rows of the list some space: not by its spacing, which its size hint leaves out."""
        for row in range(self._targets.count()):
            self._targets.item(row).setSizeHint(QSize(0, self._targets.fontMetrics().height() + _PADDING))

    def _make_buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setText("&Cancel")
        buttons.rejected.connect(self.reject)
        for name in self._choices:
            button = buttons.addButton(_CHOICES[name], QDialogButtonBox.ButtonRole.ActionRole)
            button.setObjectName(f"addition_{name}_button")
            button.setDefault(name == next(iter(self._choices)))
            button.clicked.connect(lambda *_, name=name: self._choose(name))
        return buttons

    def _choose(self, name: str) -> None:
        self.accept()
        self._choices[name](TARGETS[self._targets.currentRow()])


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
