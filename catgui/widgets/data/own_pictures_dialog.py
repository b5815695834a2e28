"""A dialog that says how one's own pictures must lie in folders."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QWidget

from catgui.style.text_size import keep_scaled
from catgui.widgets.basic.labels import label
from catgui.widgets.basic.layouts import column_of

_INTRODUCTION = "Put the pictures of each class into a folder, and these folders into one:"
_EXAMPLE = """\
my pictures
├── cat
│     tiger.jpg   minka.jpg   …
└── not a cat
      dog.jpg   house.jpg   tree.jpg   …"""
_REST = (
    "The folders' names become the classes. Of more than two, you choose the one to recognize. A folder with cat in "
    "its name is class 1, unless you choose another in Data. Twenty pictures of each are a beginning.\n\n"
    "The pictures are made small and square, and split into a training and a test part. Your files are only read."
)


class OwnPicturesDialog(QDialog):
    """Explains the folders; accepted if a folder is to be chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("own_pictures_dialog")
        self.setWindowTitle("Your own pictures")
        example = label(_EXAMPLE, role="code")
        example.setAccessibleName("A folder “my pictures” with two folders, “cat” and “not a cat”")
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
            label("Teach the network your own pictures", role="heading"),
            label(_INTRODUCTION, wrap=True),
            example,
            label(_REST, wrap=True),
            label("Or drop the folder on the window.", role="muted", wrap=True),
            buttons,
            spacing=8,
            margins=(24, 16, 24, 16),
        ).on(self)
        keep_scaled(self.setMinimumWidth, 460)
        choose.setFocus()
