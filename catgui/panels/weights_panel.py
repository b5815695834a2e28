"""The weights panel: weights as pictures, activations of a picture."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedLayout, QTabBar, QVBoxLayout, QWidget

from catgui.models.network.inspector import Inspector
from catgui.models.pictures.picture_list import PictureRole
from catgui.models.pictures.unit_list import UnitListModel
from catgui.models.selected_picture import SelectedPicture
from catgui.widgets.basic.elided_label import ElidedLabel
from catgui.widgets.basic.labels import label
from catgui.widgets.basic.vertical_scroll import VerticalScrollArea
from catgui.widgets.pictures.annotated_grid import AnnotatedGrid
from catgui.widgets.pictures.picture_view import PictureView
from catgui.widgets.pictures.unit_activations import UnitActivations
from engine.analysis.inspection import Inspection

_EMPTY = "Train the network: the weights of its first layer will be shown here as pictures, and which units are active."
_HINT = "Grey: zero. Bright pixels activate the unit, dark ones inhibit it."
_VIEWS = {
    "Change by training": "The weights minus the random ones at the start: what the network has learned",
    "All weights": "The weights as they are, including the random ones at the start",
}
_NO_PICTURES = "The first layer takes what pretrained filters make of a picture, so its weights are no pictures."
_UNKNOWN_START = "All weights, since those at the start are not known for this network."
_SIDE_WIDTH = 280


class WeightsPanel(QWidget):
    """Shows weights and activations as `inspector` finds them."""

    def __init__(self, inspector: Inspector, picked: SelectedPicture, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("learned_panel")
        self._inspector = inspector
        self._picked = picked
        self._model = UnitListModel(self)
        self._layers: list[tuple[QLabel, UnitActivations]] = []
        self._build()
        inspector.inspected.connect(self._show)
        picked.changed.connect(self._show_picked)
        self._show_picked()

    def _build(self) -> None:
        self._grid = AnnotatedGrid(
            PictureRole.PIXELS, PictureRole.LABEL, PictureRole.CAPTION_LINES, PictureRole.IS_CORRECT
        )
        self._grid.setObjectName("unit_grid")
        self._grid.setAccessibleName("Units of the first layer")
        self._grid.setModel(self._model)
        self._view = PictureView()
        self._view.setFixedSize(64, 64)
        self._title = ElidedLabel()
        self._title.setObjectName("lit_title")
        self._lay_out()

    def _lay_out(self) -> None:
        body = QHBoxLayout()
        body.setSpacing(16)
        body.addWidget(self._grid, stretch=1)
        body.addWidget(self._make_side(), alignment=Qt.AlignmentFlag.AlignLeft)
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(8, 0, 16, 4)
        layout.setSpacing(4)
        layout.addLayout(self._header())
        layout.addLayout(body, stretch=1)
        empty = label(_EMPTY, wrap=True)
        empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(empty)
        self._pages.addWidget(page)

    def _make_side(self) -> QWidget:
        """The column with the selected picture and the layers."""
        picture = QHBoxLayout()
        picture.setSpacing(8)
        picture.addWidget(self._view)
        picture.addWidget(self._title, stretch=1)
        self._column = QVBoxLayout()
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._column.addLayout(picture)
        self._column.addStretch()
        side = QWidget()
        side.setLayout(self._column)
        scroll = VerticalScrollArea(side, "Layers")
        scroll.setFixedWidth(_SIDE_WIDTH)
        return scroll

    def _header(self) -> QHBoxLayout:
        """The row with the choice of weights and the legend."""
        self._switch = QTabBar()
        self._switch.setObjectName("weights_switch")
        self._switch.setAccessibleName("What is shown of the weights")
        self._switch.setDrawBase(False)
        self._switch.setExpanding(False)
        for text, tip in _VIEWS.items():
            self._switch.setTabToolTip(self._switch.addTab(text), tip)
        self._switch.currentChanged.connect(self._model.show_total_weights)
        header = QHBoxLayout()
        header.setSpacing(16)
        header.addWidget(self._switch)
        self._hint = ElidedLabel(_HINT, role="muted")
        self._hint.setObjectName("weights_hint")
        header.addWidget(self._hint, stretch=1)
        return header

    def _show(self, inspection: Inspection | None) -> None:
        self._pages.setCurrentIndex(0 if inspection is None else 1)
        self._switch.setVisible(inspection is None or inspection.weight_changes is not None)
        self._hint.show_text(_hint(inspection))
        self._model.show_inspection(inspection)
        self._grid.setVisible(inspection is None or inspection.weights is not None)
        if inspection is None:
            return
        self._set_layer_count(len(inspection.active_counts))
        for number, (caption, view) in enumerate(self._layers):
            dead = inspection.dead[number]
            units, dead_count = len(dead), int(dead.sum())
            text = f"Layer {number + 1}: {units} units" + (f", {dead_count} dead" if dead_count else "")
            activations = [0.0] * units if inspection.activations is None else inspection.activations[number].tolist()
            if inspection.activations is not None:
                text += f", {sum(value > 0 for value in activations)} active"
            caption.setText(text)
            view.show_units(activations, dead.tolist(), text)

    def _set_layer_count(self, count: int) -> None:
        while len(self._layers) < count:
            caption, view = label(), UnitActivations()
            caption.setObjectName(f"layer_{len(self._layers) + 1}_words")
            self._layers.append((caption, view))
            for widget in (caption, view):
                self._column.insertWidget(self._column.count() - 1, widget)
        while len(self._layers) > count:
            for widget in self._layers.pop():
                self._column.removeWidget(widget)
                widget.deleteLater()

    def _show_picked(self) -> None:
        pixels = self._picked.pixels
        title = self._picked.title or "Select a picture in Data"
        self._view.show_pixels(pixels, title)
        self._title.show_text(title)

    def showEvent(self, event: QShowEvent) -> None:
        """Start inspecting the network."""
        super().showEvent(event)
        self._inspector.set_active(True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop inspecting the network."""
        super().hideEvent(event)
        self._inspector.set_active(False)


def _hint(inspection: Inspection | None) -> str:
    """What the pictures of weights are, or why there are none."""
    if inspection is None or inspection.weight_changes is not None:
        return _HINT
    return _NO_PICTURES if inspection.weights is None else f"{_UNKNOWN_START} {_HINT}"
