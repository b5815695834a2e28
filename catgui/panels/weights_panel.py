"""The weights panel: what the units of each layer have learned, and which training pictures activate them most."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QModelIndex, QSignalBlocker, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QCheckBox, QComboBox, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from catgui.domain import unit_texts
from catgui.domain.picture import ROW_ROLE, PictureRow
from catgui.domain.prediction_texts import NO_NETWORK
from catgui.domain.unit_texts import UnitLayer
from catgui.models.network.inspector import InspectedNetwork, Inspector, unit_layers
from catgui.models.panel_requests import open_panel
from catgui.models.pictures.unit_lists import CollageListModel, UnitListModel
from catgui.models.selected_picture import SelectedPicture
from catgui.style.text_size import scaled
from catgui.style.tooltips import escape_title, set_tooltip
from catgui.widgets.basic.commands import enlarge_command
from catgui.widgets.basic.focus import keep_focus
from catgui.widgets.basic.labels import ElidedLabel, label
from catgui.widgets.basic.layouts import FollowingPanel, column_of, row_of
from catgui.widgets.forms.tab_switch import TabSwitch
from catgui.widgets.pictures.layer_overview import LayerOverview, LayerState
from catgui.widgets.pictures.picture_delegate import Captions
from catgui.widgets.pictures.picture_grid import PictureGrid
from catgui.widgets.pictures.unit_page import UNIT_SIZE, Collage, UnitPage
from catgui.widgets.pictures.viewer import Viewer

# The margins beside the panel.
_LEFT, _RIGHT = 8, 16
# A narrower panel has no room for the overview of the layers.
_WIDE = 900
_NARROW = 480  # below which the layers have a row of their own
# The width of the overview in a wide panel, and in one that fills a window.
_OVERVIEW_WIDTHS = 216, 280
_VERY_WIDE = 1100
_CHOOSER_NAME = "Layer shown"


class WeightsPanel(FollowingPanel):
    """Shows the units of a layer, as the inspector finds them, and the pictures that activate the selected one most.

    Opening one of these pictures selects it in `picked`.
    """

    def __init__(
        self,
        inspector: Inspector,
        picked: SelectedPicture,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("weights_panel")
        self._inspector = inspector
        self._picked = picked
        self._found: InspectedNetwork | None = None
        self._layers: list[UnitLayer] = []
        self._unit = 0
        self._has_picked_unit = False
        self._wanted: tuple[str, int] | None = None
        self._build()
        self._connect()
        inspector.found.connect(self._show)
        inspector.unavailable.connect(self._show_missing)
        for changed in (inspector.passes.progressed, inspector.passes.found):
            changed.connect(self._show_layers)
        self._show_picked()

    def _build(self) -> None:
        self._model, self._collage_model = UnitListModel(self), CollageListModel(self)
        self._chooser = LayerChooser()
        self._switch = TabSwitch("Weights", unit_texts.WEIGHT_VIEWS)
        self._switch.setObjectName("weights_switch")
        self._strongest = QCheckBox(unit_texts.STRONGEST)
        self._strongest.setObjectName("strongest_first")
        set_tooltip(self._strongest, unit_texts.STRONGEST_TIP)
        self._legend = ElidedLabel(role="muted")
        self._legend.setObjectName("weights_hint")
        self._grid = PictureGrid("unit_grid", Captions.BELOW, (3, 2, 1))
        self._grid.setModel(self._model)
        self._collage = Collage(self._collage_model)
        self._overview = LayerOverview()
        self._enlarge = enlarge_command(self._grid, "unit_enlarge")
        self._page = UnitPage()
        self._viewer = Viewer("unit_dialog", self._grid, self._page, UNIT_SIZE, parent=self)
        self._lay_out()

    def _lay_out(self) -> None:
        self._header, self._column, body = QBoxLayout(QBoxLayout.Direction.LeftToRight), QVBoxLayout(), QHBoxLayout()
        page = QWidget()
        # Before they are filled: PySide keeps the items of a layout that is added, also those that are removed later,
        # and crashes when another object has got their memory.
        column_of(self._header, (body, 1), spacing=4, margins=(_LEFT, 0, _RIGHT, 4)).on(page)
        body.addLayout(self._column, stretch=1)
        self._header.setSpacing(16)
        self._header.addWidget(self._chooser, alignment=Qt.AlignmentFlag.AlignLeft)
        choices = QWidget()
        self._choices = row_of(self._switch, self._strongest, ..., spacing=8).on(choices)
        self._header.addWidget(choices, stretch=1)
        self._column.setSpacing(4)
        self._column.addWidget(self._legend)
        self._column.addWidget(self._grid, stretch=1)
        body.setSpacing(16)
        body.addWidget(self._collage, stretch=1)
        body.addWidget(self._overview)
        self._empty = label(NO_NETWORK, wrap=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self._empty)
        self._pages.addWidget(page)

    def _connect(self) -> None:
        self.seen_changed.connect(self._follow)
        self._picked.changed.connect(self._show_picked)
        self._switch.currentChanged.connect(self._show_layers)
        self._strongest.toggled.connect(self._on_order_changed)
        self._chooser.currentIndexChanged.connect(self._on_layer_chosen)
        self._grid.picked.connect(self._on_unit_picked)
        self._enlarge.triggered.connect(self._on_enlarge)
        self._collage.grid.activated.connect(self._pick)
        self._overview.unit_clicked.connect(self._go_to)

    def show_unit(self, layer: int, unit: int) -> None:
        """Show a unit of a fully connected layer, both from 0, once the network is inspected."""
        open_panel(self.objectName())
        self._wanted = f"Layer {layer + 1}", unit
        self._select_wanted()

    def _select_wanted(self) -> None:
        names = [layer.name for layer in self._layers if not layer.is_filters]
        if self._wanted is not None and self._wanted[0] in names:
            (name, unit), self._wanted = self._wanted, None
            self._go_to(names.index(name), unit)

    def _show(self, found: InspectedNetwork | None) -> None:
        self._found = found
        self._show_layers()

    def _show_missing(self, text: str) -> None:
        self._empty.setText(text)
        self._show(None)

    def _show_layers(self) -> None:
        found, shows_all = self._found, self._switch.choice == "all"
        self._layers = [] if found is None else unit_layers(found, self._inspector.passes.state, shows_all)
        self._pages.setCurrentIndex(1 if self._layers else 0)
        titles = [unit_texts.layer_title(layer) for layer in self._layers]
        self._chooser.show_layers([layer.name for layer in self._layers], titles)
        # The filters are the channels of the first block.
        self._overview.show_layers([_state_of(layer) for layer in self._layers if not layer.is_filters])
        self._show_layer()
        self._select_wanted()

    @property
    def _layer(self) -> UnitLayer | None:
        """The layer chosen."""
        return self._layers[self._chooser.currentIndex()] if self._layers else None

    def _on_layer_chosen(self) -> None:
        self._has_picked_unit = False
        self._show_layer()
        self._grid.scrollTo(self._grid.currentIndex())

    def _on_order_changed(self) -> None:
        self._show_layer()
        self._grid.scrollTo(self._grid.currentIndex())

    def _show_layer(self) -> None:
        layer, found = self._layer, self._found
        if layer is not None and not (self._has_picked_unit and self._unit < layer.count):
            self._unit, self._has_picked_unit = layer.default_unit(self._strongest.isChecked()), False
        # The rows of another order or layer are no choice of the user, and the view must not scroll to them.
        self._grid.setAutoScroll(False)
        with QSignalBlocker(self._grid):
            self._model.show_layer(layer, self._strongest.isChecked())
            if layer is not None:
                self._grid.setCurrentIndex(self._model.index(self._model.row_of(self._unit)))
        self._grid.setAutoScroll(True)
        with keep_focus(self, lambda: self._grid):
            if layer is not None and found is not None:
                self._switch.setVisible(layer.has_weights and found.inspection.weight_changes is not None)
                self._strongest.setVisible(layer.count > 1)
                self._legend.show_text(_legend_of(layer, found))
                self._place_legend()
                self._grid.setAccessibleName(layer.name)
            self._show_unit()

    def _place_legend(self) -> None:
        """Put the legend into the header if it fits, else above the units."""
        before = (self._chooser, self._switch, self._strongest)
        shown = [widget for widget in (*before, self._legend) if not widget.isHidden()]
        needed = sum(widget.sizeHint().width() + self._header.spacing() for widget in shown)
        if needed <= self.width() - _LEFT - _RIGHT:
            self._choices.insertWidget(2, self._legend, stretch=1)
        else:
            self._column.insertWidget(0, self._legend)

    def _show_unit(self) -> None:
        """Show the pictures that activate the selected unit most."""
        layer = self._layer
        self._collage_model.show_unit(layer, self._unit)
        if layer is None:
            self._viewer.close()
            return
        self._collage.show_unit(
            unit_texts.unit_heading(layer, self._unit),
            unit_texts.note(layer, self._unit),
            unit_texts.missing_text(layer, self._unit),
        )
        if self._viewer.isVisible():
            self._show_enlarged(layer)

    def _on_unit_picked(self, index: QModelIndex) -> None:
        if index.isValid():
            self._unit, self._has_picked_unit = self._model.unit(index.row()), True
            self._collage.grid.scrollToTop()
            self._show_unit()

    def _go_to(self, number: int, unit: int) -> None:
        """Select a unit of a layer."""
        with QSignalBlocker(self._chooser):
            self._chooser.setCurrentIndex(number + sum(layer.is_filters for layer in self._layers))
        self._unit, self._has_picked_unit = unit, True
        self._show_layer()
        self._grid.scrollTo(self._grid.currentIndex())

    def _on_enlarge(self) -> None:
        """Enlarge the selected unit."""
        if self._layer is not None:
            self._show_enlarged(self._layer)
            self._viewer.bring_up()

    def _show_enlarged(self, layer: UnitLayer) -> None:
        self._viewer.setWindowTitle(escape_title(f"{layer.name}: {unit_texts.unit_name(layer, self._unit)}"))
        description = unit_texts.describe_unit(layer, self._unit)
        self._page.show_unit(layer.picture(self._unit), description, _legend_of(layer, self._found))

    def _pick(self, index: QModelIndex) -> None:
        """Select a training picture."""
        row: PictureRow = index.data(ROW_ROLE)
        self._picked.pick(row.pixels, row.title, row.picture)

    def _show_picked(self) -> None:
        pixels, title = self._picked.pixels, self._picked.title or unit_texts.NO_PICTURE
        self._overview.show_picture(pixels, title)
        self._page.show_subject(pixels, title)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        direction = QBoxLayout.Direction
        is_narrow = self.width() < scaled(_NARROW)
        self._header.setDirection(direction.TopToBottom if is_narrow else direction.LeftToRight)
        self._header.setSpacing(4 if is_narrow else 16)
        self._overview.setVisible(self.width() >= scaled(_WIDE))
        self._overview.setFixedWidth(scaled(_OVERVIEW_WIDTHS[self.width() >= scaled(_VERY_WIDE)]))
        self._place_legend()

    def _follow(self) -> None:
        """Inspect the network while the panel is seen."""
        self._inspector.set_active(self.isVisible())


def _legend_of(layer: UnitLayer, found: InspectedNetwork | None) -> str:
    """The legend of a layer, with what its pictures are if the network was not trained on them."""
    return f"{layer.legend} {found.note}" if found is not None and found.note else layer.legend


def _state_of(layer: UnitLayer) -> LayerState:
    activations = [0.0] * layer.count if layer.activations is None else np.maximum(layer.activations, 0).tolist()
    title, short_title = unit_texts.layer_title(layer), unit_texts.short_layer_title(layer)
    return LayerState(title, short_title, activations, layer.dead.tolist())


class LayerChooser(QComboBox):
    """Chooses one of the layers shown; the same one stays chosen while others come and go."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("layer_chooser")
        self.setAccessibleName(_CHOOSER_NAME)
        # Also as the tooltip: on Linux, screen readers take a combo box's text for its name and its tooltip for its
        # description.
        set_tooltip(self, _CHOOSER_NAME)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)

    def show_layers(self, names: Sequence[str], titles: Sequence[str]) -> None:
        """Show layers by their titles; `names` tell which one is the same as before."""
        with QSignalBlocker(self):
            if list(names) == [self.itemData(index) for index in range(self.count())]:
                for index, title in enumerate(titles):
                    self.setItemText(index, title)
                return
            chosen = self.currentData()
            self.clear()
            for name, title in zip(names, titles, strict=True):
                self.addItem(title, name)
            self.setCurrentIndex(names.index(chosen) if chosen in names else 0)
