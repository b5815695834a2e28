"""A dialog that says how one's own pictures must lie in folders."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QWidget

from catgui.style.text_size import keep_scaled
from catgui.style.tooltips import escape_title
from catgui.widgets.basic.labels import label
from catgui.widgets.basic.layouts import column_of

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
