"""The weights panel: what the units of each layer have learned, and which training pictures activate them most."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QSignalBlocker, Qt
from PySide6.QtWidgets import QComboBox, QWidget

from catgui.domain import unit_texts
from catgui.domain.picture import ROW_ROLE, PictureRow
from catgui.domain.prediction_texts import NO_NETWORK
from catgui.domain.unit_texts import UnitLayer
from catgui.models.messages import open_panel
from catgui.models.network.inspector import CollageListModel, InspectedNetwork, Inspector, UnitListModel, unit_layers
from catgui.models.selected_picture import SelectedPicture
from catgui.style.tooltips import escape_title, set_tooltip
from catgui.widgets.basic.commands import enlarge_command
from catgui.widgets.basic.focus import keep_focus
from catgui.widgets.basic.labels import ElidedLabel, label
from catgui.widgets.basic.layouts import FollowingPanel, column_of, pages_of, row_of
from catgui.widgets.pictures.picture_grid import PictureGrid
from catgui.widgets.pictures.picture_painting import Captions, PictureView
from catgui.widgets.pictures.viewer import Viewer

# Enlarged training pictures must leave room for three rows of three.
_SIDES, _LEAST = (192, 128, 64), 9
_CHOOSER_NAME = "Layer shown"


class WeightsPanel(FollowingPanel):
    """Shows the units of a layer, as the inspector finds them, and the pictures that activate the selected one most.

    Opening one of these pictures selects it in `picked`.
    """

    def __init__(self, inspector: Inspector, picked: SelectedPicture, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("weights_panel")
        self._inspector, self._picked = inspector, picked
        self._found: InspectedNetwork | None = None
        self._layers: list[UnitLayer] = []
        self._chosen_unit: int | None = None  # in the layer shown
        self._wanted: tuple[str, int] | None = None
        self._build()
        self._connect()

    def _build(self) -> None:
        self._model, self._collage_model = UnitListModel(self), CollageListModel(self)
        self._chooser = QComboBox()
        self._chooser.setObjectName("layer_chooser")
        self._chooser.setAccessibleName(_CHOOSER_NAME)
        # Also as the tooltip: on Linux, screen readers take a combo box's text for its name and its tooltip for its
        # description.
        set_tooltip(self._chooser, _CHOOSER_NAME)
        self._chooser.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._legend = ElidedLabel(role="muted")
        self._note = label(unit_texts.REGION_NOTE, role="muted", wrap=True)
        self._legend.setObjectName("weights_hint")
        self._note.setObjectName("collage_note")
        self._grid = PictureGrid("unit_grid", Captions.BELOW, _SIDES, 12)
        self._grid.setModel(self._model)
        self._heading = ElidedLabel(role="heading")
        self._heading.setObjectName("collage_heading")
        self._collage = PictureGrid("collage_grid", Captions.NONE, _SIDES, _LEAST)
        self._collage.setModel(self._collage_model)
        self._missing, self._empty = label(wrap=True), label(NO_NETWORK, wrap=True)
        for text in (self._missing, self._empty):
            text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._enlarged, self._title = PictureView(minimum_side=128), label(wrap=True, selectable=True)
        self._title.setObjectName("unit_title")
        self._enlarge = enlarge_command(self._grid, "unit_enlarge")
        page = column_of((self._enlarged, 1), self._title, spacing=8).widget()
        self._viewer = Viewer("unit_dialog", self._grid, page, parent=self)
        self._lay_out()

    def _lay_out(self) -> None:
        self._collage_pages = pages_of(self._collage, self._missing)
        beside = column_of(self._heading, self._note, (self._collage_pages, 1), spacing=4)
        page = column_of(
            row_of(self._chooser, (self._legend, 1), spacing=16),
            (row_of((self._grid, 1), (beside, 1), spacing=16), 1),
            spacing=4,
        )
        self._pages = pages_of(self._empty, page.widget())
        column_of(self._pages, margins=(8, 4, 16, 8)).on(self)

    def _connect(self) -> None:
        self.seen_changed.connect(lambda: self._inspector.set_active(self.isVisible()))
        self._inspector.found.connect(self._show)
        self._inspector.unavailable.connect(self._show_missing)
        for changed in (self._inspector.passes.progressed, self._inspector.passes.found):
            changed.connect(self._show_layers)
        self._chooser.currentIndexChanged.connect(self._on_layer_chosen)
        self._grid.picked.connect(self._on_unit_picked)
        self._enlarge.triggered.connect(self._open_viewer)
        self._collage.activated.connect(self._pick)

    def show_unit(self, layer: int, unit: int) -> None:
        """Show a unit of a fully connected layer, both from 0, once the network is inspected."""
        open_panel(self.objectName())
        self._wanted = f"Layer {layer + 1}", unit
        self._select_wanted()

    def _select_wanted(self) -> None:
        """Select the unit that is wanted, if its layer is there."""
        if self._wanted is None or (index := self._chooser.findData(self._wanted[0])) < 0:
            return
        with QSignalBlocker(self._chooser):
            self._chooser.setCurrentIndex(index)
        self._chosen_unit, self._wanted = self._wanted[1], None
        self._show_layer()
        self._grid.scrollTo(self._grid.currentIndex())

    def _show(self, found: InspectedNetwork | None) -> None:
        self._found = found
        self._show_layers()

    def _show_missing(self, text: str) -> None:
        self._empty.setText(text)
        self._show(None)

    def _show_layers(self) -> None:
        self._layers = [] if self._found is None else unit_layers(self._found, self._inspector.passes.state)
        self._pages.setCurrentIndex(1 if self._layers else 0)
        self._show_names()
        self._show_layer()
        self._select_wanted()

    def _show_names(self) -> None:
        """Offer the layers by their titles; the same one stays chosen while others come and go."""
        names, chosen = [layer.name for layer in self._layers], self._chooser.currentData()
        with QSignalBlocker(self._chooser):
            if names != [self._chooser.itemData(index) for index in range(self._chooser.count())]:
                self._chooser.clear()
                for name in names:
                    self._chooser.addItem("", name)
                self._chooser.setCurrentIndex(names.index(chosen) if chosen in names else 0)
            for index, layer in enumerate(self._layers):
                self._chooser.setItemText(index, unit_texts.layer_title(layer))

    @property
    def _layer(self) -> UnitLayer | None:
        """The layer chosen."""
        return self._layers[self._chooser.currentIndex()] if self._layers else None

    @property
    def _unit(self) -> int:
        """The unit selected in the layer, by default one that has pictures."""
        layer, unit = self._layer, self._chosen_unit
        if layer is None:
            return 0
        return unit if unit is not None and unit < layer.count else layer.default_unit()

    def _on_layer_chosen(self) -> None:
        self._chosen_unit = None
        self._show_layer()
        self._grid.scrollTo(self._grid.currentIndex())

    def _show_layer(self) -> None:
        layer, found = self._layer, self._found
        # The unit of another layer is no choice of the user, and the view must not scroll to it.
        self._grid.setAutoScroll(False)
        with QSignalBlocker(self._grid):
            self._model.show_layer(layer)
            self._grid.setCurrentIndex(self._model.index(self._unit))
        self._grid.setAutoScroll(True)
        with keep_focus(self, lambda: self._grid):
            if layer is not None and found is not None:
                first, stop, _ = layer.legend.partition(".")
                self._legend.show_text(" ".join(filter(None, (layer.legend, found.note))), layer.legend, first + stop)
                self._grid.setAccessibleName(layer.name)
            self._show_unit()

    def _show_unit(self) -> None:
        """Show the pictures that activate the selected unit most."""
        layer, unit = self._layer, self._unit
        self._collage_model.show_unit(layer, unit)
        if layer is None:
            self._viewer.close()
            return
        heading, missing = unit_texts.describe_unit(layer, unit), unit_texts.missing_text(layer, unit)
        self._heading.show_text(heading, unit_texts.caption(layer, unit))
        self._note.setVisible(layer.activity is not None and layer.activity.top.regions is not None)
        self._collage.setAccessibleName(f"Training pictures that activate it most. {heading}")
        self._missing.setText(missing)
        self._collage_pages.setCurrentWidget(self._missing if missing else self._collage)
        if self._viewer.isVisible():
            self._show_enlarged(layer)

    def _on_unit_picked(self, index: QModelIndex) -> None:
        if index.isValid():
            self._chosen_unit = index.row()
            self._collage.scrollToTop()
            self._show_unit()

    def _open_viewer(self) -> None:
        """Enlarge the selected unit."""
        if self._layer is not None:
            self._show_enlarged(self._layer)
            self._viewer.bring_up()

    def _show_enlarged(self, layer: UnitLayer) -> None:
        description = unit_texts.describe_unit(layer, self._unit)
        self._viewer.setWindowTitle(escape_title(f"{layer.name}: {unit_texts.unit_name(layer, self._unit)}"))
        self._enlarged.show_pixels(layer.picture(self._unit), description)
        self._title.setText(f"{description}\n{layer.legend}")

    def _pick(self, index: QModelIndex) -> None:
        """Select a training picture."""
        row: PictureRow = index.data(ROW_ROLE)
        self._picked.pick(row.pixels, row.title, row.picture)
