"""The data panel: the data set, its pictures, and one of them enlarged."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QSignalBlocker, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QPushButton, QSizePolicy

from catgui.domain import edit_texts
from catgui.domain.data_texts import NO_DATA, also_in_training, unread_files
from catgui.domain.picture import ROW_ROLE, PictureRow
from catgui.domain.prediction_texts import NO_PICTURE
from catgui.models.data_editor import DataEditor, PictureAdder
from catgui.models.picture_lists import DatasetListModel
from catgui.models.selected_picture import SelectedPicture
from catgui.models.workspace import Workspace
from catgui.panels.data_parts import LOW, CaptionedPicture, ClassBalance, LoadingBar, SourceButton
from catgui.style.text_size import keep_scaled, scaled
from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.focus import keep_focus
from catgui.widgets.basic.labels import ElidedLabel
from catgui.widgets.basic.layouts import FollowingPanel, column_of, row_of
from catgui.widgets.pictures.data_grid import DataGrid, put_between_command
from catgui.widgets.pictures.picture_painting import SIDE
from engine.data.dataset import Dataset, describe_picture
from engine.data.edits import PictureKey
from engine.data.sources import BUILTIN, COURSE
from engine.text import counted

_MIN_WIDTH = 196
# A row of pictures and a little of the next, by which one sees that there are more.
_MIN_GRID_HEIGHT = SIDE - 8
_OPEN_SOME = "Press Pictures, or drop a folder here."
_NONE_FITS = "No picture fits the filter."
# What is shown: a part, a class by its number, the edited pictures, or those that are in both parts.
_ALL, _CHANGED, _TWINS = "all", "changed", "twins"
_SHOWN = {_ALL: "All pictures", "train": "Training", "test": "Test", 1: "", 0: "", _CHANGED: "Changed"}
_SHOWN[_TWINS] = "In both parts"


class DataPanel(FollowingPanel):
    """The data panel: the workspace's data set, and one picture enlarged.

    `editor` edits the pictures, and `adder` adds new ones.

    A picture picked in the grid becomes the current one of `selected`; a picture that another panel selects there is
    shown in this panel too.

    Attributes: `grid`, the grid of the pictures; `sources`, the button that opens other data.
    """

    def __init__(
        self, workspace: Workspace, selected: SelectedPicture, editor: DataEditor, adder: PictureAdder
    ) -> None:
        super().__init__()
        self.setObjectName("data_panel")
        self._workspace, self._selected = workspace, selected
        self._model = DatasetListModel(self._indices, self)
        self.sources = SourceButton(workspace.open)
        self._loading = LoadingBar("Loading the data", workspace.cancel)
        self._adding = LoadingBar("Adding pictures", adder.cancel)
        # In one line: a long name must leave room for the pictures.
        self._name, self._counts = ElidedLabel(role="title"), ElidedLabel(role="muted")
        self._balance = ClassBalance()
        self._twins, self._unread = QPushButton(), QPushButton()
        self._filter = QComboBox()
        self._filter.setAccessibleName("Pictures that are shown")
        for choice, text in _SHOWN.items():
            self._filter.addItem(text, choice)
        self._count = ElidedLabel(role="muted")
        self.grid = DataGrid(editor, self._model.keys)
        self.grid.setAccessibleName("Pictures of the data")
        self._put = put_between_command(self.grid, "data")
        self.grid.setModel(self._model)
        self._enlarged = CaptionedPicture()
        names = {"data_name": self._name, "data_counts": self._counts, "twins_button": self._twins}
        names |= {"unread_button": self._unread, "shown_pictures": self._filter, "shown_count": self._count}
        for name, part in names.items():
            part.setObjectName(name)
        keep_scaled(self.setMinimumWidth, _MIN_WIDTH)
        self._lay_out()
        self._connect(adder)
        self._show_dataset()

    def _lay_out(self) -> None:
        for line in (self._twins, self._unread):
            line.setProperty("role", "compact")
            line.hide()
        self.grid.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.grid.setMinimumHeight(_MIN_GRID_HEIGHT)
        self._filter.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._filter.setMinimumContentsLength(8)
        left = Qt.AlignmentFlag.AlignLeft
        column_of(
            (self.sources, left),
            self._loading,
            self._adding,
            column_of(self._name, self._counts, spacing=2),
            self._balance,
            (self._twins, left),
            (self._unread, left),
            row_of((self._filter, 1), self._count, spacing=8),
            (self.grid, 1),
            self._enlarged,
            spacing=6,
            margins=(12, 4, 4, 8),
        ).on(self)

    def _connect(self, adder: PictureAdder) -> None:
        self._twins.clicked.connect(self._show_twins)
        self._unread.clicked.connect(self._show_reasons)
        self._filter.currentIndexChanged.connect(self._refill)
        self.grid.picked.connect(self._select_picture)
        self._put.triggered.connect(self._put_between_others)
        self.grid.selectionModel().selectionChanged.connect(self._offer_put)
        self._offer_put()
        self._selected.changed.connect(self._follow)
        adder.busy_changed.connect(lambda busy: self._show_bar(self._adding, busy))
        adder.progressed.connect(self._adding.show_pictures)
        self._workspace.dataset_changed.connect(self._show_dataset)
        self._workspace.loading_changed.connect(self._on_loading_changed)
        self._workspace.progressed.connect(self._loading.show_bytes)
        self._workspace.pictures_counted.connect(self._loading.show_pictures)

    def _indices(self, dataset: Dataset, part: str) -> NDArray[np.int64]:
        """The indices of the pictures of a part that the filter shows, in ascending order."""
        choice, count = self._filter.currentData(), dataset.parts[part].count
        if choice in dataset.parts:
            return np.arange(count if choice == part else 0)
        if choice in (0, 1):
            return np.flatnonzero(dataset.parts[part].labels[0] == choice)
        if choice == _CHANGED:
            return np.array(sorted(dataset.edited.marks(part) if dataset.edited else ()), np.int64)
        if choice == _TWINS:
            return np.unique([getattr(pair, part) for pair in self._workspace.duplicates]).astype(np.int64)
        return np.arange(count)

    def _show_twins(self) -> None:
        self._filter.setCurrentIndex(list(_SHOWN).index(_TWINS))
        self.grid.setFocus()

    def _refill(self) -> None:
        self._model.refill()
        self._show_count()
        if self._selected_row() is None:
            self._pick_first()
        else:
            self._follow()

    def _show_count(self) -> None:
        count = self._model.rowCount()
        self._count.show_text(counted(count, "picture", "pictures"), f"{count:,}")

    def _show_dataset(self) -> None:
        dataset = self._workspace.dataset
        kept, beside = self._selection()
        is_edit = self._model.shows_original_of(dataset)
        if not is_edit:
            with QSignalBlocker(self._filter):
                self._filter.setCurrentIndex(0)
        has_other_rows = self._model.show_dataset(dataset)
        self._on_loading_changed()
        self._show_lines()
        if dataset is None:
            return
        self._balance.show_dataset(dataset)
        self.grid.edits.set_classes(dataset.classes)
        for label in (0, 1):
            self._filter.setItemText(list(_SHOWN).index(label), dataset.classes[label])
        self._show_count()
        if not is_edit:
            self._pick_first()
        elif has_other_rows:
            self._select_again(kept, beside)
        else:
            self._follow()

    def _on_loading_changed(self) -> None:
        """Show what is read, or the name of the data set as it was opened."""
        dataset, reading = self._workspace.dataset, self._workspace.reading_text
        self._show_bar(self._loading, self._workspace.loading)
        self._counts.setVisible(dataset is not None)
        if dataset is None:
            self._name.show_text(reading or NO_DATA)
            self._enlarged.show_picture(None, "" if reading else _OPEN_SOME)
            return
        # A folder of the user keeps its name.
        is_own = dataset.source not in (BUILTIN, COURSE)
        name = dataset.original.name
        self._name.show_text(name if is_own else name[:1].upper() + name[1:])
        set_tooltip(self._name, f"{name}\n{dataset.source}" if is_own else "")
        self._counts.show_text(f"{dataset.train.count:,} training, {dataset.test.count:,} test")

    def _show_bar(self, bar: LoadingBar, loading: bool) -> None:
        with keep_focus(self, lambda: self.grid):
            bar.show_loading(loading)

    def _show_lines(self) -> None:
        """Show which pictures are in both parts, and which files were not read, where there is room."""
        dataset, folder, twins = self._workspace.dataset, self._workspace.folder_data, self._workspace.duplicates
        self._twins.setText("" if dataset is None else also_in_training(len(twins), dataset.test.count))
        self._unread.setText("" if folder is None else unread_files(folder))
        for line in (self._twins, self._unread):
            line.setVisible(bool(line.text()) and self.height() >= scaled(LOW))

    def _show_reasons(self) -> None:
        from catgui.widgets.basic.text_dialogs import TextDialog  # not needed before

        folder = self._workspace.folder_data
        faults = () if folder is None else folder.not_read
        reasons = "\n".join(f"{fault.path}: {fault.reason}" for fault in faults)
        TextDialog("reasons_dialog", self._unread.text(), "", reasons, self).show()

    def _selection(self) -> tuple[dict[PictureKey, str], dict[PictureKey, str]]:
        """The selected pictures and one beside the first, which follows it if there is one, each with its part."""
        rows = self.grid.selected_rows
        if not rows:
            return {}, {}
        after, selected = range(rows[0], self._model.rowCount()), set(rows)
        beside = next((row for row in after if row not in selected), rows[0] - 1)
        return self._model.parts_of(rows), self._model.parts_of([beside] if beside >= 0 else [])

    def _select_again(self, kept: dict[PictureKey, str], beside: dict[PictureKey, str]) -> None:
        """Select the pictures that were selected before an edit, or the one beside if all are elsewhere now.

        A picture that moves to the other part is not followed there: the user would lose the place in the list.
        """
        if self._selected.picture is None:
            return  # a photo is looked at
        rows = self._model.rows_of(kept) or self._model.rows_of(beside)
        if not rows:
            self._pick_first()
            return
        self.grid.setCurrentIndex(self._model.index(rows[0]))
        for other in rows[1:]:
            self.grid.selectionModel().select(self._model.index(other), QItemSelectionModel.SelectionFlag.Select)

    def _pick_first(self) -> None:
        if self._model.rowCount():
            self.grid.setCurrentIndex(self._model.index(0))
        else:
            self._enlarged.show_picture(None, _NONE_FITS)

    def _select_picture(self, index: QModelIndex) -> None:
        if index.isValid():
            row: PictureRow = index.data(ROW_ROLE)
            self._selected.pick(row.pixels, row.title, row.picture)

    def _offer_put(self) -> None:
        self._put.offer("" if self.grid.selectionModel().hasSelection() else NO_PICTURE)

    def _put_between_others(self) -> None:
        self._select_picture(self.grid.currentIndex())
        self._selected.between_asked.emit()

    def _selected_row(self) -> int | None:
        picture = self._selected.picture
        return None if picture is None else self._model.row_of(picture)

    def _follow(self) -> None:
        """Show the selected picture, wherever it was selected."""
        row = self._selected_row()
        index = QModelIndex() if row is None else self._model.index(row)
        if index != self.grid.currentIndex():  # else several selected ones would be one
            with QSignalBlocker(self.grid):
                self.grid.setCurrentIndex(index)
        dataset, picture, title = self._workspace.dataset, self._selected.picture, self._selected.title
        caption, details = title, ""
        if dataset is not None and picture is not None:
            label = picture.label(dataset)
            caption = f"{title}\n{dataset.classes[label]}"
            details = f"{picture.full_name(dataset)}\n{describe_picture(label, dataset.classes)}"
            if (edit := self._model.edit(picture)) is not None:
                caption += f"\nEdited: {edit_texts.edit_text(edit, dataset.classes)}"
        self._enlarged.show_picture(self._selected.pixels, caption, details)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Enlarge the selected picture where there is room for it."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self._enlarged.fit(self.height())
        self._show_lines()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()
