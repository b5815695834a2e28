"""The answers panel: every picture at the network's answer, and the threshold."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QBoxLayout, QHBoxLayout, QSizePolicy, QSlider, QWidget

from catgui.domain import answer_places
from catgui.domain.answer_places import GivenAnswers
from catgui.domain.edits.edit_texts import SELECT_PICTURE
from catgui.domain.photo_texts import CLEAR_TIP, NO_PHOTOS, NOT_KNOWN, SELECT_FIRST
from catgui.domain.picture import ROW_ROLE, PictureRow
from catgui.domain.prediction_texts import ANY_CLASSES, RESET_TIP, WHY_TIP, actual_text, is_default_threshold
from catgui.domain.saved_run_texts import needs_data, other_data_note
from catgui.models.edits.data_editor import DataEditor
from catgui.models.panel_requests import open_panel
from catgui.models.photos.collection import PhotoCollection
from catgui.models.pictures.answer_list import AnswerListModel, PhotoAnswerListModel
from catgui.models.selected_picture import SelectedPicture
from catgui.models.training.player import RunPlayer
from catgui.models.training.session import RunNow, TrainingSession
from catgui.panels.answers.answers_view import AnswersView
from catgui.style.text_size import keep_scaled, scaled
from catgui.style.tooltips import escape_caption, set_tooltip
from catgui.widgets.basic.buttons import IconToolButton
from catgui.widgets.basic.commands import ENTER, Command, separate
from catgui.widgets.basic.labels import ElidedLabel, label
from catgui.widgets.basic.layouts import FollowingPanel, column_of, pages_of
from catgui.widgets.data.data_grid import EditCommands, put_between_command
from catgui.widgets.forms.tab_switch import TabSwitch
from engine.analysis.evaluation import THRESHOLD, Evaluation
from engine.nn.interface import TrainableNetwork

_PHOTOS = "photos"
_PARTS = {
    "test": ("Test", ""),
    "train": ("Training", ""),
    _PHOTOS: ("Your photos", ""),
}
_STEPS, _SLIDER_WIDTH = 100, 200  # of the threshold, from 0 to 1
_NARROW = 480  # below which the threshold has a row of its own
_LOW = 130  # below which the sentence makes way for the pictures


class AnswersPanel(FollowingPanel):
    """Shows each picture at the answer of the network that `session` shows, and sets its threshold.

    A picture that is picked is selected in `selected`, and what others select there is marked here; the selected
    pictures are edited by `data_editor`, and photos by `photos`.
    """

    def __init__(
        self,
        session: TrainingSession,
        player: RunPlayer,
        selected: SelectedPicture,
        data_editor: DataEditor,
        photos: PhotoCollection,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("answers_panel")
        self._session, self._player = session, player
        self._selected, self._photos = selected, photos
        self._model, self._photo_model = AnswerListModel(self), PhotoAnswerListModel(self)
        self._shown_network: TrainableNetwork | None = None
        self._build()
        self._make_commands(data_editor)
        self._lay_out()
        self._connect()
        self._show()

    def _build(self) -> None:
        self._switch = TabSwitch("Pictures shown", _PARTS)
        self._switch.setObjectName("answers_part_switch")
        self._switch.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)  # it would get arrows
        self._reading = ElidedLabel(role="heading")
        self._reading.setObjectName("threshold_reading")
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setRange(0, _STEPS)
        self._slider.setPageStep(5)
        self._slider.setAccessibleName("Threshold")
        self._slider.setToolTip("Move the line between the classes")
        self._slider.setObjectName("threshold_slider")
        keep_scaled(self._slider.setMaximumWidth, _SLIDER_WIDTH)
        self._reset = IconToolButton("undo", RESET_TIP)
        self._reset.setObjectName("threshold_half_button")
        self._sentence = ElidedLabel(role="muted")
        self._sentence.setObjectName("answers_sentence")
        self._view = _make_view("answers_view", "Pictures at their answers", self._model)
        self._photo_view = _make_view("photo_answers_view", "Photos at their answers", self._photo_model)

    def _make_commands(self, data_editor: DataEditor) -> None:
        self._why = Command(self._view, "answers_why", "&Why?", WHY_TIP, ENTER)
        self._put = put_between_command(self._view, "answers")
        separate(self._view)
        self._edits = EditCommands(self._view, "answers", data_editor, self._model.keys)
        self._edits.follow_selection()
        self._photo_why = Command(self._photo_view, "answers_photo_why", "&Why?", WHY_TIP, ENTER)
        self._photo_put = put_between_command(self._photo_view, "answers_photo")
        separate(self._photo_view)
        self._labels = PhotoLabels(self._photo_view, "answers_photo")

    def _lay_out(self) -> None:
        self._header, self._threshold_row = QBoxLayout(QBoxLayout.Direction.LeftToRight), QHBoxLayout()
        for row in (self._header, self._threshold_row):
            row.setSpacing(8)
        self._header.addWidget(self._switch)
        self._header.addLayout(self._threshold_row, stretch=1)
        for widget in (self._reading, self._slider, self._reset):
            self._threshold_row.addWidget(widget)
        self._threshold_row.addStretch()
        self._empty = label(wrap=True)
        self._empty.setObjectName("answers_empty")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pages = pages_of(self._empty, self._view, self._photo_view)
        column_of(self._header, self._sentence, (self._pages, 1), spacing=4, margins=(8, 4, 16, 8)).on(self)

    def _connect(self) -> None:
        self.seen_changed.connect(self._show)
        self._session.changed.connect(self._on_session_changed)
        self._switch.currentChanged.connect(self._show)
        self._slider.valueChanged.connect(lambda step: self._session.set_threshold(step / _STEPS))
        self._reset.clicked.connect(lambda: self._session.set_threshold(THRESHOLD))
        for view in (self._view, self._photo_view):
            view.threshold_moved.connect(self._session.set_threshold)
        self._view.picked.connect(self._on_picked)
        self._photo_view.picked.connect(self._on_photo_picked)
        self._photo_view.selectionModel().selectionChanged.connect(self._labels.offer)
        for why, view in ((self._why, self._view), (self._photo_why, self._photo_view)):
            view.activated.connect(why.trigger)
            why.triggered.connect(partial(self._ask, partial(open_panel, "why_panel")))
        for put in (self._put, self._photo_put):
            put.triggered.connect(partial(self._ask, self._selected.between_asked.emit))
        self._labels.chosen.connect(self._on_label_chosen)
        self._selected.changed.connect(self._follow)
        for changed in (self._photos.changed, self._photos.photos_changed):
            changed.connect(self._on_photos_changed)

    @property
    def _shows_photos(self) -> bool:
        return self._switch.choice == _PHOTOS

    @property
    def _shown_view(self) -> AnswersView:
        return self._photo_view if self._shows_photos else self._view

    def add_play(self, button: QWidget) -> None:
        """Have `button` at the beginning of the header."""
        button.setObjectName("answers_play_button")
        self._threshold_row.insertWidget(0, button)

    def _on_session_changed(self, before: RunNow, now: RunNow) -> None:
        if now.has_other_network(before):
            self._show()

    def _show(self) -> None:
        """Show the network that the session shows, if the panel is seen."""
        if not self.isVisible():
            return
        run, snapshot = self._session.now.run, self._session.now.snapshot
        if run is None or (run.dataset is None and not self._shows_photos):
            self._show_nothing(answer_places.UNTRAINED if run is None else needs_data(run.trained_on))
        elif self._shows_photos:
            self._show_photos()
        elif snapshot is not None and run.dataset is not None:
            self._show_part(snapshot.part(self._switch.choice), snapshot.network)
        elif self._pages.currentWidget() is self._empty:
            self._show_nothing("")

    def _show_nothing(self, text: str) -> None:
        self._shown_network = None
        self._empty.setText(text)
        self._pages.setCurrentWidget(self._empty)
        self._sentence.hide()
        for widget in (self._reading, self._slider, self._reset):
            widget.hide()

    def _show_part(self, evaluation: Evaluation, network: TrainableNetwork) -> None:
        run, part = self._session.now.run, self._switch.choice
        assert run is not None
        assert run.dataset is not None
        answers = GivenAnswers(
            evaluation.probabilities[0], evaluation.labels[0], evaluation.threshold, evaluation.classes
        )
        is_same_part = part == self._model.part and self._pages.currentWidget() is self._view
        with QSignalBlocker(self._view):
            if self._model.show_evaluation(run.dataset, part, evaluation):
                self._view.renew_pictures()
                is_same_part = False
            is_other_network = network is not self._shown_network
            self._view.show_answers(
                answers, is_other_network, is_same_part and is_other_network and not self._player.is_moving
            )
            self._mark_selected()
        self._shown_network = network
        self._edits.set_classes(evaluation.classes)
        self._pages.setCurrentWidget(self._view)
        self._show_reading(answers)
        sentence = answer_places.answers_sentence(answers)
        self._show_sentence(" ".join(filter(None, (other_data_note(run), sentence))))

    def _show_photos(self) -> None:
        network, run = self._session.now.network, self._session.now.run
        assert run is not None
        with QSignalBlocker(self._photo_view):
            if self._photo_model.show_entries(self._photos):
                self._photo_view.renew_pictures()
            answers = self._photo_model.answers(run.classes, self._session.now.threshold)
            is_other_network = network is not self._shown_network
            glides = is_other_network and not self._player.is_moving and self._pages.currentWidget() is self._photo_view
            self._photo_view.show_answers(answers, is_other_network, glides)
            self._mark_selected()
        if not answers.count:
            self._show_nothing(answer_places.NO_PHOTO_ANSWERS if len(self._photos) else NO_PHOTOS)
            return
        self._shown_network = network
        self._labels.set_classes(run.classes)
        self._labels.offer()
        self._pages.setCurrentWidget(self._photo_view)
        self._show_reading(answers)
        self._show_sentence(answer_places.answers_sentence(answers))

    def _show_reading(self, answers: GivenAnswers) -> None:
        """Show the threshold, and how many answers are right by it."""
        texts = answer_places.reading_text(answers)
        self._reading.show_text(*texts)
        set_tooltip(self._reading, texts[0])
        with QSignalBlocker(self._slider):
            self._slider.setValue(round(answers.threshold * _STEPS))
        self._slider.setAccessibleDescription(f"{answers.threshold:.2f}")
        self._reset.setEnabled(not is_default_threshold(answers.threshold))
        for widget in (self._reading, self._slider, self._reset):
            widget.show()

    def _show_sentence(self, text: str) -> None:
        """Show how to read the places; the list has the sentence for screen readers, also where it is hidden."""
        self._sentence.show_text(text)
        self._shown_view.setAccessibleDescription(text)
        self._sentence.setVisible(self.height() >= scaled(_LOW))

    def _on_photos_changed(self) -> None:
        if self._shows_photos:
            self._show()

    def _on_picked(self, index: QModelIndex) -> None:
        if index.isValid():
            row: PictureRow = index.data(ROW_ROLE)
            self._selected.pick(row.pixels, row.title, row.picture)

    def _on_photo_picked(self, index: QModelIndex) -> None:
        if index.isValid():
            entry = self._photo_model.entry(index.row())
            if entry.view is not None and entry.photo is not None:
                self._selected.pick_photo(entry.view, entry.name)

    def _on_label_chosen(self, name: str) -> None:
        rows = self._photo_view.selected_rows
        self._photos.set_actual([self._photo_model.entry(row).key for row in rows], name)

    def _ask(self, ask: Callable[[], object], _checked: bool = False) -> None:
        """Select the current picture, and ask another panel about it."""
        pick = self._on_photo_picked if self._shows_photos else self._on_picked
        pick(self._shown_view.currentIndex())
        ask()

    def _follow(self) -> None:
        """Mark the selected picture, wherever it was selected."""
        with QSignalBlocker(self._shown_view):
            self._mark_selected()

    def _mark_selected(self) -> None:
        picture, view = self._selected.picture, self._shown_view
        is_photo = self._shows_photos
        row = self._photo_model.row_of(self._selected.pixels) if is_photo else self._model.row_of(picture)
        index = QModelIndex() if row is None else view.model().index(row, 0)
        if index != view.currentIndex():  # else several selected ones would be one
            view.setCurrentIndex(index)
        for command in (self._photo_why, self._photo_put) if is_photo else (self._why, self._put):
            command.offer("" if index.isValid() else SELECT_PICTURE)

    def minimumSizeHint(self) -> QSize:
        """Room for a header in two lines: one that is hidden in a wide window would else want its width in any."""
        parts = self._switch.sizeHint(), self._threshold_row.minimumSize(), self._pages.minimumSizeHint()
        layout = self.layout()
        assert layout is not None
        margins = layout.contentsMargins()
        width = max(part.width() for part in parts) + margins.left() + margins.right()
        return QSize(width, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the sentence only where there is room for it."""
        super().resizeEvent(event)
        direction = QBoxLayout.Direction
        is_narrow = self.width() < scaled(_NARROW)
        self._header.setDirection(direction.TopToBottom if is_narrow else direction.LeftToRight)
        if self._pages.currentWidget() is not self._empty:
            self._sentence.setVisible(self.height() >= scaled(_LOW))


def _make_view(name: str, title: str, model: QAbstractItemModel) -> AnswersView:
    view = AnswersView()
    view.setObjectName(name)
    view.setAccessibleName(title)
    view.setModel(model)
    return view


class PhotoLabels(QObject):
    """Commands of the photos that are selected in `view`, with the keys that they have in the list of photos.

    Signals: `chosen(str)`, a class name, or '' for none.
    """

    chosen = Signal(str)

    def __init__(self, view: QAbstractItemView, name: str) -> None:
        super().__init__(view)
        self._view = view
        self._names: dict[int, str] = {1: "", 0: "", 2: ""}
        keys = {1: ("1",), 0: ("2",), 2: ("0", "Backspace")}
        tips = {1: "", 0: "", 2: CLEAR_TIP}
        self._commands = {at: Command(view, f"{name}_{at}", "", tips[at], keys[at]) for at in self._names}
        for at, command in self._commands.items():
            command.triggered.connect(partial(self._on_triggered, at))
        self.set_classes(ANY_CLASSES)

    def set_classes(self, classes: tuple[str, str]) -> None:
        """Set the names of class 0 and 1."""
        self._names.update(enumerate(classes))
        shown = {**self._names, 2: NOT_KNOWN}
        for at, command in self._commands.items():
            command.setText(escape_caption(actual_text(shown[at])))

    def offer(self) -> None:
        """Enable the commands while photos are selected."""
        for command in self._commands.values():
            command.offer("" if self._view.selectionModel().hasSelection() else SELECT_FIRST)

    def _on_triggered(self, at: int, _checked: bool = False) -> None:
        self.chosen.emit(self._names[at])
