"""What stands under and beside the photos: the line with notes and progress, and the results on them."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QProgressBar, QPushButton, QSizePolicy, QWidget

from catgui.domain import photo_texts
from catgui.domain.photo_filter import PhotoFilter
from catgui.domain.photo_notes import Note, PhotoFacts, note_on
from catgui.domain.photo_tally import RATES_FROM, PhotoTally
from catgui.domain.photo_texts import NETWORK
from catgui.models.photos.shown_photos import ShownPhotos
from catgui.style.text_size import keep_scaled, scaled
from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.buttons import IconButton
from catgui.widgets.basic.labels import ElidedLabel
from catgui.widgets.basic.layouts import VerticalScrollArea, column_of, row_of
from catgui.widgets.figures.accuracy_figure import AccuracyFigure
from catgui.widgets.figures.confusion_matrix import ConfusionMatrix

_NARROW = 480


class PhotoStatus(QWidget):
    """Shows one text or progress at a time, with at most one button.

    Attributes: `buttons`, by what they offer; `results`, the button that shows the results on these photos.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ElidedLabel(role="muted")
        self._text.setObjectName("photos_line")
        self._count = ElidedLabel(role="muted")
        self._count.setObjectName("photos_count")
        self.results = QPushButton("Confusion matrix")
        self.results.setObjectName("photos_results_button")
        set_tooltip(self.results, photo_texts.RESULTS_TIP)
        self.results.setCheckable(True)
        self.results.hide()
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setFixedHeight(6)
        keep_scaled(self._progress.setMaximumWidth, 160)
        self.buttons = {
            "train": IconButton("train", "Train"),
            "undo": IconButton("undo", "Undo"),
            "cancel": QPushButton("Cancel"),
            "remove_unreadable": QPushButton("Remove them"),
            "match_framing": QPushButton("Frame them alike"),
        }
        set_tooltip(self.buttons["remove_unreadable"], photo_texts.FILES_STAY)
        for button in (self.results, *self.buttons.values()):
            button.setProperty("role", "compact")  # the line is as high as its buttons, and takes room from the photos
        for name, button in self.buttons.items():
            button.setObjectName(f"photos_{name}_button")
        # The buttons are last: the numbers of photos grow, and must not move them.
        row_of((self._text, 1), self._progress, self._count, *self.buttons.values(), self.results, spacing=8).on(self)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.show_text("")

    def show_text(self, text: str) -> None:
        """Show `text` until there is something else to say."""
        self._show(Note(text), None)

    def show_facts(self, facts: PhotoFacts) -> None:
        """Show the note, the progress of reading, the numbers of photos, and the button for the results if any.

        Without results, they are not wanted any more.
        """
        self._count.show_text(photo_texts.tally_text(facts.tally))
        self._show_count()
        self._show(note_on(facts), facts.progress)
        self.results.setVisible(facts.tally.evaluation is not None)
        if facts.tally.evaluation is None:
            self.results.setChecked(False)

    def _show_count(self) -> None:
        """Leave the line to the note where there is little room; its tooltip has the numbers as well."""
        self._count.setVisible(bool(self._count.text()) and self.width() >= scaled(_NARROW))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_count()

    def _show(self, note: Note, progress: tuple[int, int] | None) -> None:
        self._text.show_text(note.text)
        set_tooltip(self._text, "\n".join(filter(None, (note.text, note.tip, self._count.text()))))
        if progress is not None:
            done, total = progress
            self._progress.setRange(0, total)
            self._progress.setValue(done)
            self._progress.setAccessibleName(note.text)
        # Hiding and showing it again would cause a layout with every photo.
        self._progress.setVisible(progress is not None)
        for name, button in self.buttons.items():
            button.setVisible(name == note.offer)

    def sizeHint(self) -> QSize:
        """The size, of the same height with and without a button."""
        for button in self.buttons.values():
            button.ensurePolished()  # one that was never shown has no style yet
        highest = max(button.sizeHint().height() for button in self.buttons.values())
        hint = super().sizeHint()
        return QSize(hint.width(), max(hint.height(), highest))


_WIDTH = 272
_SPACING = 8


class PhotoResults(VerticalScrollArea):
    """Shows the accuracy and the confusion matrix of the network; where both have no room, only the matrix.

    The line under the photos has the accuracy as well. A cell of the matrix shows its photos.
    """

    def __init__(self, shown: ShownPhotos, parent: QWidget | None = None) -> None:
        column = QWidget()
        super().__init__(column, "Your network on your photos", parent)
        self.setObjectName("photos_results")
        keep_scaled(self.setFixedWidth, _WIDTH)
        self._accuracy = AccuracyFigure("photos", NETWORK, lambda colors: colors.accent, rates_from=RATES_FROM)
        self._matrix = ConfusionMatrix(NETWORK)
        self._matrix.cell_clicked.connect(lambda *cell: shown.set_filter(PhotoFilter.of_cell(*cell)))
        self.hide()
        column_of(self._accuracy, (self._matrix, 1), ..., spacing=_SPACING, margins=(4, 0, 4, 0)).on(column)

    def show_tally(self, tally: PhotoTally) -> None:
        """Show how many photos are right, as far as actual classes are known."""
        evaluation = tally.evaluation
        self._accuracy.show_evaluation(evaluation)
        if evaluation is None:
            self._matrix.clear()
            return
        has_rates = evaluation.count >= RATES_FROM
        self._matrix.show_classes(evaluation.classes)
        self._matrix.show_counts(evaluation.classes, evaluation.confusion, has_rates)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the accuracy where there is room."""
        super().resizeEvent(event)
        matrix, accuracy = self._matrix.minimumSizeHint(), self._accuracy.minimumSizeHint()
        self._accuracy.setVisible(matrix.height() + _SPACING + accuracy.height() <= self.height())
