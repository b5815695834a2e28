"""A dialog to choose the class and the part that pictures are added to."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QListWidget, QListWidgetItem, QSizePolicy, QWidget

from catgui.domain.edits.class_additions import ADD_TO_CLASS, TARGETS, AdditionTarget
from catgui.style.text_size import keep_scaled, text_size
from catgui.style.tooltips import escape_title
from catgui.widgets.basic.labels import label
from catgui.widgets.basic.layouts import column_of

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
