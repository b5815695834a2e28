"""The data panel: the data set, its pictures, and one of them enlarged."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QActionGroup, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from catgui.domain.edits import edit_texts
from catgui.models.edits.data_editor import DataEditor
from catgui.models.edits.picture_adder import PictureAdder
from catgui.models.pictures.dataset_list import DatasetListModel
from catgui.models.pictures.picture_list import PictureRole
from catgui.models.selected_picture import SelectedPicture
from catgui.models.workspace import Workspace
from catgui.style.text_size import scaled
from catgui.style.tooltips import escape_caption, set_tooltip
from catgui.widgets.basic.buttons import IconButton
from catgui.widgets.basic.elided_label import ElidedLabel
from catgui.widgets.basic.focus import keep_focus
from catgui.widgets.basic.labels import label
from catgui.widgets.basic.vertical_scroll import FittingScrollArea
from catgui.widgets.data.data_grid import DataGrid
from catgui.widgets.data.data_overview import ClassBalance, DataDetails, DataHeading
from catgui.widgets.data.edits_bar import EditsBar
from catgui.widgets.data.own_data_bar import OwnDataBar
from catgui.widgets.pictures.picture_grid import SIDE
from catgui.widgets.pictures.picture_view import PictureView
from engine.data.course import total_size
from engine.data.dataset import describe_picture
from engine.data.edits import PictureKey
from engine.data.sources import BUILTIN, COURSE
from engine.system.memory import format_bytes

# A row of pictures and a little of the next, by which one sees that there are more.
_MIN_GRID_HEIGHT = SIDE + 24
_NO_DATA = "Choose under Pictures what to learn from, or drop a folder of pictures here."
_SHOWN_PARTS = {"Training and test": ("train", "test"), "Training": ("train",), "Test": ("test",)}
_MAX_FILTER_CHARS = 24
_ENLARGED_SIDE = 128
# The heights of a panel from which the picture is shown below the grid, and enlarged.
_LOW, _HIGH = 400, 720
_KILO = 1000


class DataPanel(QWidget):
    """Shows the data set of a workspace, whose pictures are edited by `editor`; `adder` adds others.

    Picking a picture selects it in `selected`; what others select there is shown here.

    Attributes: `grid`, of the pictures; `sources_menu`, of what there is to learn from.

    Signals: `open_requested()`, the user wants to choose HDF5 files; `pictures_requested()`, a folder of pictures.
    """

    open_requested = Signal()
    pictures_requested = Signal()

    def __init__(
        self,
        workspace: Workspace,
        selected: SelectedPicture,
        editor: DataEditor,
        adder: PictureAdder,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("data_panel")
        self._workspace = workspace
        self._selected = selected
        self._editor, self._adder = editor, adder
        self._model = DatasetListModel(self)
        self._build()
        self._connect()
        self._show_dataset()

    def _build(self) -> None:
        self._sources = _SourceButton(format_bytes(total_size()))
        self.sources_menu = self._sources.sources
        self._loading, self._adding = LoadingBar("Loading the data"), LoadingBar("Adding pictures")
        self._build_overview()
        self._filter = PictureFilter()
        roles = (PictureRole.PIXELS, PictureRole.LABEL, PictureRole.PICTURE, PictureRole.EDIT_MARK)
        self.grid = DataGrid("data_grid", *roles, self._editor, self._model.keys)
        self.grid.setAccessibleName("Pictures of the data set")
        self.grid.setModel(self._model)
        self._enlarged = _CaptionedPicture()
        self._lay_out()

    def _build_overview(self) -> None:
        self._title = DataHeading()
        self._details = DataDetails()
        self._edits = EditsBar()
        self._own_data_bar = OwnDataBar()
        self._balance = ClassBalance()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 4, 4, 8)
        layout.setSpacing(6)
        layout.addWidget(self._sources, alignment=Qt.AlignmentFlag.AlignLeft)
        for widget in (self._loading, self._adding, self._title, self._edits):
            layout.addWidget(widget)
        layout.addWidget(self._make_overview())
        layout.addWidget(self._filter)
        layout.addWidget(self.grid, stretch=1)
        layout.addWidget(self._enlarged)

    def _make_overview(self) -> QWidget:
        """The overview of the data, which scrolls in a low window once the grid is as low as it can be."""
        self.grid.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.grid.setMinimumHeight(_MIN_GRID_HEIGHT)
        layout = QVBoxLayout()
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(self._balance)
        layout.addWidget(self._details)
        layout.addWidget(self._own_data_bar)
        return FittingScrollArea(layout, "Overview of the data")

    def _connect(self) -> None:
        self._sources.chosen.connect(self._on_source)
        self._sources.details.toggled.connect(self._details.setVisible)
        self._loading.cancelled.connect(self._workspace.cancel)
        self._filter.changed.connect(self._on_filtered)
        self.grid.picked.connect(self._on_picked)
        self._selected.changed.connect(self._follow)
        self._connect_edits()
        self._own_data_bar.changed.connect(self._workspace.rebuild)
        self._workspace.dataset_changed.connect(self._show_dataset)
        self._workspace.loading_changed.connect(self._show_loading)
        self._workspace.reading_changed.connect(self._show_title)
        self._workspace.progressed.connect(self._loading.show_bytes)
        self._workspace.pictures_counted.connect(self._loading.show_pictures)

    def _connect_edits(self) -> None:
        self._edits.revert_requested.connect(self._revert_listed)
        self._adding.cancelled.connect(self._adder.cancel)
        self._adder.busy_changed.connect(self._show_adding)
        self._adder.progressed.connect(self._adding.show_pictures)

    def _revert_listed(self, places: list[int]) -> None:
        edited = self._editor.edited
        if edited is not None:
            self._editor.revert([edited.changes[place].key for place in places])

    def take_focus(self) -> None:
        """Give the grid the focus. (A focus proxy would take the buttons out of the tab order.)"""
        self.grid.setFocus()

    def _on_source(self, name: str) -> None:
        if name == _SourceButton.PICTURES:
            self.pictures_requested.emit()
        elif name == _SourceButton.HDF5:
            self.open_requested.emit()
        else:
            self._workspace.open(BUILTIN if name == _SourceButton.BUILTIN else COURSE)

    def _on_filtered(self) -> None:
        self._apply_filters()
        if self._row_selected() is None:
            self._pick_first()
        else:
            self._follow()

    def _apply_filters(self) -> None:
        self._model.filter(self._filter.parts, self._filter.label)
        self._filter.show_count(self._model.rowCount())

    def _show_dataset(self) -> None:
        dataset = self._workspace.dataset
        kept, beside = self._selection()
        is_edit = self._model.shows_original_of(dataset)
        self._show_loading(self._workspace.loading)
        has_other_rows = self._model.show_dataset(dataset)
        self._show_title()
        self._details.show_duplicates(self._workspace.duplicates)
        self._show_edits()
        if dataset is None:
            return
        self._details.show_dataset(dataset)
        self._balance.show_dataset(dataset)
        self.grid.edits.set_classes(dataset.classes)
        if is_edit:
            self._filter.show_count(self._model.rowCount())
            if has_other_rows:
                self._select_again(kept, beside)
            else:
                self._follow()
            return
        self._filter.set_classes(dataset.classes)
        self._apply_filters()
        self._pick_first()

    def _show_title(self) -> None:
        dataset, reading = self._workspace.dataset, self._workspace.reading_text
        self._title.show_dataset(dataset, reading)
        if dataset is None:
            self._enlarged.show_message("" if reading else _NO_DATA)

    def _show_edits(self) -> None:
        """Count the edits; list those that the data have by the time the list is opened."""
        edited = self._editor.edited
        if edited is None:
            self._edits.show_edits("", tuple)
            return
        classes = edited.original.classes
        self._edits.show_edits(
            str(edited.counts),
            lambda: [
                (edited.pixels(it.key), edit_texts.listed_text(it, classes, edited.file(it.key)))
                for it in edited.changes
            ],
        )

    def _selection(self) -> tuple[dict[PictureKey, str], dict[PictureKey, str]]:
        """The selected pictures and one beside the first, which follows it if there is one, each with its part."""
        rows = [index.row() for index in self.grid.selected_indexes()]
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

    def _show_adding(self, adding: bool) -> None:
        with keep_focus(self, lambda: self.grid):
            self._adding.show_loading(adding)

    def _show_loading(self, loading: bool) -> None:
        with keep_focus(self, lambda: self.grid):
            self._loading.show_loading(loading)
            # After a failure or a cancellation, the settings are again those of the open data set.
            if not loading:
                self._own_data_bar.show_data(self._workspace.folder_data)

    def _pick_first(self) -> None:
        if self._model.rowCount():
            self.grid.setCurrentIndex(self._model.index(0))
        else:
            self._enlarged.show_message("No picture matches these filters.")

    def _on_picked(self, index: QModelIndex) -> None:
        if index.isValid():
            picture = index.data(PictureRole.PICTURE)
            self._selected.pick(index.data(PictureRole.PIXELS), picture.name, picture)

    def _row_selected(self) -> int | None:
        picture = self._selected.picture
        return None if picture is None else self._model.row_of(picture)

    def _follow(self) -> None:
        """Show the selected picture, wherever it was selected."""
        row = self._row_selected()
        index = QModelIndex() if row is None else self._model.index(row)
        if index != self.grid.currentIndex():  # else several selected ones would be one
            with QSignalBlocker(self.grid):
                self.grid.setCurrentIndex(index)
        dataset, picture, title = self._workspace.dataset, self._selected.picture, self._selected.title
        caption, details, file = title, "", ""
        if dataset is not None and picture is not None:
            label_ = picture.label(dataset)
            caption = f"{picture.name}\n{dataset.classes[label_]}"
            details = f"{title}\n{describe_picture(label_, dataset.classes)}"
            file = picture.file(dataset)
            if (edit := self._model.edit(picture)) is not None:
                caption += f"\n{edit_texts.edit_text(edit, dataset.classes).capitalize()}"
        self._enlarged.show_picture(self._selected.pixels, caption, details, file)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Enlarge the selected picture where there is room for it."""
        super().resizeEvent(event)
        self._enlarged.fit(self.height())

    def changeEvent(self, event: QEvent) -> None:
        """Enlarge it by the size of the text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._enlarged.fit(self.height())


class _SourceButton(IconButton):
    """A button with a menu of what there is to learn from.

    Attributes: `sources`, the menu; `details`, its entry that shows what is seldom looked for.

    Signals: `chosen(str)`, the name of a source, one of `NAMES`.
    """

    BUILTIN, COURSE, PICTURES, HDF5 = NAMES = ("builtin", "course", "own_pictures", "open")
    chosen = Signal(str)

    def __init__(self, download_size: str, parent: QWidget | None = None) -> None:
        tip = "What to learn from: drawings, photos, or your own pictures"
        super().__init__("pictures", "Pictures", tip, parent=parent)
        self.setObjectName("pictures_button")
        self.sources = QMenu(self)
        texts = {
            self.BUILTIN: "Built-in drawings",
            self.COURSE: f"Course photos ({download_size}, downloaded if not yet here)",
            self.PICTURES: "Your own pictures…",
            self.HDF5: "HDF5 pair…",
        }
        for name, text in texts.items():
            action = self.sources.addAction(text)
            action.setObjectName(f"{name}_source")
            action.triggered.connect(partial(self._on_triggered, name))
        self.sources.addSeparator()
        self.details = self.sources.addAction("Details of the data")
        self.details.setObjectName("data_details_action")
        self.details.setCheckable(True)
        self.setMenu(self.sources)

    def _on_triggered(self, name: str, _checked: bool = False) -> None:
        self.chosen.emit(name)


class PictureFilter(QWidget):
    """A menu of the parts and classes to show, and the number of the pictures that pass.

    Signals: `changed()`, the user has chosen another part or class.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._button = QPushButton()
        self._button.setProperty("role", "compact")
        self._button.setObjectName("filter_button")
        set_tooltip(self._button, "Which pictures the grid shows")
        self._menu = QMenu(self)
        self._parts, self._classes = QActionGroup(self), QActionGroup(self)
        for text, parts in _SHOWN_PARTS.items():
            self._add(self._parts, text, parts)
        self._menu.addSeparator()
        self._button.setMenu(self._menu)
        self._menu.triggered.connect(self._on_triggered)
        self._count = label(role="muted")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._button)
        layout.addStretch()
        layout.addWidget(self._count)

    def _add(self, group: QActionGroup, text: str, data: object) -> None:
        action = self._menu.addAction(escape_caption(text))
        action.setCheckable(True)
        action.setData(data)
        group.addAction(action)
        if len(group.actions()) == 1:
            action.setChecked(True)

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts that are shown."""
        return tuple(self._parts.checkedAction().data())

    @property
    def label(self) -> int | None:
        """The class that is shown; None for both."""
        label: int | None = self._classes.checkedAction().data() if self._classes.actions() else None
        return label

    def set_classes(self, classes: tuple[str, str]) -> None:
        """Offer these classes, and choose both, without a signal."""
        for action in self._classes.actions():
            self._classes.removeAction(action)
            self._menu.removeAction(action)
            action.deleteLater()
        self._add(self._classes, "Both classes", None)
        for number, name in enumerate(classes):
            self._add(self._classes, f"{name} only", number)
        self._name()

    def show_count(self, count: int) -> None:
        """Show how many pictures pass."""
        self._count.setText(f"{count:,} pictures" if count != 1 else "1 picture")

    def _on_triggered(self) -> None:
        self._name()
        self.changed.emit()

    def _name(self) -> None:
        """Name on the button what is shown."""
        groups = self._parts.actions(), self._classes.actions()
        texts = [action.text() for actions in groups for action in actions[1:] if action.isChecked()]
        text = f"Show: {', '.join(texts) or 'all'}"
        metrics = self._button.fontMetrics()
        longest = _MAX_FILTER_CHARS * metrics.averageCharWidth()
        self._button.setText(metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, longest))
        self._button.setAccessibleName(text.replace("&&", "&"))


class _CaptionedPicture(QWidget):
    """Shows one picture, and beside it what it is; a low panel has room for the text alone."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._has_picture = self._has_room = False
        self._view = PictureView()
        self._text = label(wrap=True, selectable=True)
        self._text.setObjectName("picture_sentence")
        self._file = ElidedLabel(role="muted", elide=Qt.TextElideMode.ElideMiddle)
        self._file.setObjectName("picture_file")
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addStretch()
        words.addWidget(self._text)
        words.addWidget(self._file)
        words.addStretch()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._view)
        layout.addLayout(words, stretch=1)
        self.fit(0)

    def fit(self, height: int) -> None:
        """Take the size that leaves the most of a panel of `height` to the grid."""
        side = scaled(SIDE if height < scaled(_HIGH) else _ENLARGED_SIDE)
        self._view.setFixedSize(side, side)
        self._has_room = height >= scaled(_LOW)
        self._view.setVisible(self._has_room and self._has_picture)

    def show_picture(self, pixels: NDArray[np.uint8] | None, caption: str, details: str = "", file: str = "") -> None:
        """Show a picture (height, width, 3), its `caption`, and the `file` it is from; `details` are in the tooltip."""
        self._has_picture = pixels is not None
        self._view.setVisible(self._has_room and self._has_picture)
        self._view.show_pixels(pixels, details or caption)
        self._text.setText(caption)
        set_tooltip(self._text, details)
        self._file.show_text(file)
        self._file.setVisible(bool(file))

    def show_message(self, text: str) -> None:
        """Show no picture, and why."""
        self.show_picture(None, text)


class LoadingBar(QWidget):
    """Hidden while nothing is loaded; `name` says to screen readers what is.

    Signals: `cancelled()`, the user wants to cancel.
    """

    cancelled = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._progress = QProgressBar()
        self._progress.setTextVisible(True)
        self._progress.setAccessibleName(name)
        cancel = QPushButton("Cancel")
        cancel.clicked.connect(self.cancelled)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._progress, stretch=1)
        layout.addWidget(cancel)
        self.hide()

    def show_loading(self, loading: bool) -> None:
        """Show the bar while something is loaded, at first without a number."""
        self.setVisible(loading)
        self._progress.setRange(0, 0)
        self._progress.setFormat("")

    def show_bytes(self, done: int, total: int) -> None:
        """Show bytes downloaded and in all."""
        # In thousands: a progress bar has 32 bits.
        self._show(done // _KILO, total // _KILO, f"{format_bytes(done)} of {format_bytes(total)}")

    def show_pictures(self, done: int, total: int) -> None:
        """Show pictures read and in all."""
        self._show(done, total, f"{done:,} of {total:,} pictures")

    def _show(self, done: int, total: int, text: str) -> None:
        self._progress.setRange(0, max(1, total))
        self._progress.setValue(done)
        self._progress.setFormat(text)
