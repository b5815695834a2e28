"""The results of the network on the user's own photos, as far as their actual classes are known."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from catgui.domain.photo_filter import PhotoFilter
from catgui.domain.photo_tally import RATES_FROM
from catgui.domain.photo_texts import NETWORK
from catgui.domain.prediction_texts import interval_text
from catgui.models.photos.notes import PhotoNotes
from catgui.models.photos.shown_photos import ShownPhotos
from catgui.style.text_size import keep_scaled
from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.layouts import column_of
from catgui.widgets.basic.vertical_scroll import VerticalScrollArea
from catgui.widgets.figures.accuracy_figure import AccuracyFigure
from catgui.widgets.figures.confusion_matrix import ConfusionMatrix

_WIDTH = 272
_SPACING = 8


class PhotoResults(VerticalScrollArea):
    """Shows the accuracy and the confusion matrix of the network; where both have no room, only the matrix.

    The line under the photos has the accuracy as well. A cell of the matrix shows its photos.
    """

    def __init__(self, notes: PhotoNotes, shown: ShownPhotos, parent: QWidget | None = None) -> None:
        column = QWidget()
        super().__init__(column, "Your network on your photos", parent)
        self.setObjectName("photos_results")
        keep_scaled(self.setFixedWidth, _WIDTH)
        self._accuracy = AccuracyFigure("photos", NETWORK, lambda colors: colors.accent, rates_from=RATES_FROM)
        self._matrix = ConfusionMatrix(NETWORK)
        self._matrix.cell_clicked.connect(lambda *cell: shown.set_filter(PhotoFilter.of_cell(*cell)))
        self._notes = notes
        self.hide()
        column_of(self._accuracy, (self._matrix, 1), ..., spacing=_SPACING, margins=(4, 0, 4, 0)).on(column)

    def show_tally(self) -> None:
        """Show how many photos are right, as far as actual classes are known."""
        evaluation = self._notes.tally.evaluation
        self._accuracy.show_evaluation(evaluation)
        if evaluation is None:
            self._matrix.clear()
            return
        has_rates = evaluation.count >= RATES_FROM
        set_tooltip(self._accuracy, interval_text(evaluation) if has_rates else "")
        self._matrix.show_classes(evaluation.classes)
        self._matrix.show_counts(evaluation.classes, evaluation.confusion, has_rates)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        matrix, accuracy = self._matrix.minimumSizeHint(), self._accuracy.minimumSizeHint()
        self._accuracy.setVisible(matrix.height() + _SPACING + accuracy.height() <= self.height())
