"""The data panel: the data set, its pictures, and one of them enlarged."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QSignalBlocker, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QSizePolicy,
    QWidget,
)

from catgui.domain.edits import edit_texts
from catgui.domain.picture import ROW_ROLE, PictureRow
from catgui.models.edits.data_editor import DataEditor
from catgui.models.edits.picture_adder import PictureAdder
from catgui.models.pictures.dataset_list import DatasetListModel
from catgui.models.selected_picture import SelectedPicture
from catgui.models.workspace import Workspace
from catgui.panels.data.data_overview import CaptionedPicture, ClassBalance, DataDetails, DataHeading, UnreadFiles
from catgui.panels.data.picture_filter import PictureFilter
from catgui.panels.data.source_button import LoadingBar, SourceButton
from catgui.widgets.basic.focus import keep_focus
from catgui.widgets.basic.layouts import NO_LIMIT, FittingScrollArea, FollowingPanel, column_of
from catgui.widgets.data.data_grid import DataGrid, put_between_command
from catgui.widgets.pictures.picture_delegate import SIDE
from engine.data.dataset import describe_picture
from engine.data.edits import PictureKey

# A row of pictures and a little of the next, by which one sees that there are more.
_MIN_GRID_HEIGHT = SIDE - 8
_NO_DATA = "Press Pictures, or drop a folder here."


class DataPanel(FollowingPanel):
    """The data panel: the workspace's data set, and one picture enlarged.

    `editor` edits the pictures, and `adder` adds new ones.

    A picture picked in the grid becomes the current one of `selected`; a picture that another panel selects there is
    shown in this panel too.

    Attributes: `grid`, the grid of the pictures; `sources`, the button that opens other data.
    """

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
        self.sources = SourceButton(self._workspace)
        self._loading = LoadingBar("Loading the data", self._workspace.cancel)
        self._adding = LoadingBar("Adding pictures", self._adder.cancel)
        self._build_overview()
        self._filter = PictureFilter()
        self.grid = DataGrid(self._editor, self._model.keys)
        self.grid.setAccessibleName("Pictures of the data")
        self._put = put_between_command(self.grid, "data")
        self.grid.setModel(self._model)
        self._enlarged = CaptionedPicture()
        self._lay_out()

    def _build_overview(self) -> None:
        self._title = DataHeading()
        self._details = DataDetails()
        self._unread = UnreadFiles()
        self._balance = ClassBalance()

    def _lay_out(self) -> None:
        self._overview = self._make_overview()
        column_of(
            (self.sources, Qt.AlignmentFlag.AlignLeft),
            self._loading,
            self._adding,
            self._title,
            self._overview,
            self._filter,
            (self.grid, 1),
            self._enlarged,
            spacing=6,
            margins=(12, 4, 4, 8),
        ).on(self)

    def _make_overview(self) -> FittingScrollArea:
        """The overview of the data, which scrolls in a low window once the grid is as low as it can be."""
        self.grid.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.grid.setMinimumHeight(_MIN_GRID_HEIGHT)
        overview = column_of(self._balance, self._details, self._unread, spacing=8)
        return FittingScrollArea(overview, "Overview of the data")

    def _connect(self) -> None:
        self.sources.details.toggled.connect(self._details.setVisible)
        self._filter.changed.connect(self._on_filtered)
        self.grid.picked.connect(self._on_picked)
        self._put.triggered.connect(self._on_put)
        self.grid.selectionModel().selectionChanged.connect(self._offer_put)
        self._offer_put()
        self._selected.changed.connect(self._follow)
        self._connect_edits()
        self._workspace.dataset_changed.connect(self._show_dataset)
        self._workspace.loading_changed.connect(self._show_loading)
        self._workspace.loading_changed.connect(self._show_title)
        self._workspace.progressed.connect(self._loading.show_bytes)
        self._workspace.pictures_counted.connect(self._loading.show_pictures)

    def _connect_edits(self) -> None:
        self._adder.busy_changed.connect(self._show_adding)
        self._adder.progressed.connect(self._adding.show_pictures)

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
        self._show_loading()
        has_other_rows = self._model.show_dataset(dataset)
        self._show_title()
        self._details.show_duplicates(self._workspace.duplicates)
        self._unread.show_data(self._workspace.folder_data)
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

    def _show_loading(self) -> None:
        loading = self._workspace.loading
        with keep_focus(self, lambda: self.grid):
            self._loading.show_loading(loading)

    def _pick_first(self) -> None:
        if self._model.rowCount():
            self.grid.setCurrentIndex(self._model.index(0))
        else:
            self._enlarged.show_message("No picture fits the filter.")

    def _on_picked(self, index: QModelIndex) -> None:
        if index.isValid():
            row: PictureRow = index.data(ROW_ROLE)
            self._selected.pick(row.pixels, row.title, row.picture)

    def _offer_put(self) -> None:
        self._put.offer("" if self.grid.selectionModel().hasSelection() else edit_texts.SELECT_PICTURE)

    def _on_put(self) -> None:
        self._on_picked(self.grid.currentIndex())
        self._selected.between_asked.emit()

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
                caption += f"\nEdited: {edit_texts.edit_text(edit, dataset.classes)}"
        self._enlarged.show_picture(self._selected.pixels, caption, details, file)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Enlarge the selected picture where there is room for it."""
        super().resizeEvent(event)
        self._enlarged.fit(self.height())
        self._fit_overview()

    def event(self, event: QEvent) -> bool:
        """Divide the height anew when the parts above the pictures need another one."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit_overview()
        return done

    def _fit_overview(self) -> None:
        """Leave the pictures the height in which nothing of the overview could be read."""
        layout = self.layout()
        free = 0 if layout is None else self.height() - layout.minimumSize().height()
        self._overview.setMaximumHeight(NO_LIMIT if free >= self._overview.least_height else 0)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._enlarged.fit(self.height())
