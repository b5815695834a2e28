"""The answers panel: every picture at the network's answer, and the threshold."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QSignalBlocker, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSlider, QWidget

from catgui.domain import answer_places
from catgui.domain.picture import ROW_ROLE, PictureRow
from catgui.domain.prediction_texts import NO_PICTURE, RESET_TIP, WHY_TIP, is_default_threshold, threshold_result
from catgui.domain.saved_run_texts import needs_data_text, other_data_note
from catgui.models.answer_list import AnswerListModel
from catgui.models.data_editor import DataEditor
from catgui.models.messages import open_panel
from catgui.models.selected_picture import SelectedPicture
from catgui.models.training.session import RunNow, ShownRun, TrainingSession
from catgui.panels.answers_view import AnswersView
from catgui.style.text_size import keep_scaled, scaled
from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.buttons import IconToolButton, PartSwitch
from catgui.widgets.basic.commands import ENTER, Command, separate
from catgui.widgets.basic.labels import ElidedLabel, label
from catgui.widgets.basic.layouts import FollowingPanel, column_of, pages_of
from catgui.widgets.pictures.data_grid import EditCommands, put_between_command
from engine.analysis.evaluation import THRESHOLD, Evaluation

_STEPS, _SLIDER_WIDTH = 100, 200  # of the threshold, from 0 to 1
_LOW = 130  # below which the sentence makes way for the pictures


class AnswersPanel(FollowingPanel):
    """Shows each picture at the answer of the network that `session` shows, and sets its threshold.

    A picture that is picked is selected in `selected`, and what others select there is marked here; the selected
    pictures are edited by `data_editor`.
    """

    def __init__(
        self,
        session: TrainingSession,
        selected: SelectedPicture,
        data_editor: DataEditor,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("answers_panel")
        self._session, self._selected = session, selected
        self._model = AnswerListModel(self)
        self._build(data_editor)
        self._lay_out()
        self._connect()
        self._show()

    def _build(self, data_editor: DataEditor) -> None:
        self._switch = PartSwitch("Pictures shown")
        self._switch.setObjectName("answers_part_switch")
        self._reading = ElidedLabel(role="heading")
        self._reading.setObjectName("threshold_reading")
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setRange(0, _STEPS)
        self._slider.setPageStep(5)
        self._slider.setAccessibleName("Threshold")
        self._slider.setObjectName("threshold_slider")
        keep_scaled(self._slider.setMinimumWidth, _SLIDER_WIDTH // 2)
        keep_scaled(self._slider.setMaximumWidth, _SLIDER_WIDTH)
        self._reset = IconToolButton("undo", RESET_TIP)
        self._reset.setObjectName("threshold_half_button")
        self._sentence = ElidedLabel(role="muted")
        self._sentence.setObjectName("answers_sentence")
        self._view = AnswersView()
        self._view.setObjectName("answers_view")
        self._view.setAccessibleName("Pictures at their answers")
        self._view.setModel(self._model)
        self._why = Command(self._view, "answers_why", "&Why?", WHY_TIP, ENTER)
        self._put = put_between_command(self._view, "answers")
        separate(self._view)
        self._edits = EditCommands(self._view, "answers", data_editor, self._model.keys)
        self._edits.follow_selection()
        self._empty = label(wrap=True)
        self._empty.setObjectName("answers_empty")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)

    def _lay_out(self) -> None:
        self._header, self._threshold = QHBoxLayout(), [self._slider, self._reset, self._reading]
        self._header.setSpacing(8)
        self._pages = pages_of(self._empty, self._view)
        column_of(self._header, self._sentence, (self._pages, 1), spacing=4, margins=(8, 4, 16, 8)).on(self)
        for widget in (self._switch, *self._threshold):
            self._header.addWidget(widget, int(widget is self._slider))
        self._header.addStretch()

    def _connect(self) -> None:
        session = self._session
        self.seen_changed.connect(self._show)
        session.changed.connect(self._on_session_changed)
        self._switch.currentChanged.connect(self._show)
        self._slider.valueChanged.connect(lambda step: session.set_threshold(step / _STEPS))
        self._reset.clicked.connect(lambda: session.set_threshold(THRESHOLD))
        self._view.threshold_moved.connect(session.set_threshold)
        self._view.picked.connect(self._select_picture)
        self._view.activated.connect(self._why.trigger)
        self._why.triggered.connect(lambda: open_panel("why_panel"))
        self._put.triggered.connect(self._selected.between_asked)
        self._selected.changed.connect(self._mark_selected)

    def add_play(self, button: QWidget) -> None:
        """Put `button` at the beginning of the header."""
        button.setObjectName("answers_play_button")
        self._header.insertWidget(0, button)

    def _on_session_changed(self, before: RunNow, now: RunNow) -> None:
        if now.has_other_network(before):
            self._show()

    def _show(self) -> None:
        """Show the network that the session shows, if the panel is seen."""
        if not self.isVisible():
            return
        run, snapshot = self._session.now.run, self._session.now.snapshot
        if run is None or run.dataset is None:
            self._show_nothing(answer_places.UNTRAINED if run is None else needs_data_text(run.trained_on))
        elif snapshot is not None:
            self._show_answers(run, snapshot.part(self._switch.choice))
        elif self._pages.currentWidget() is self._empty:
            self._show_nothing("")

    def _show_nothing(self, text: str) -> None:
        self._empty.setText(text)
        self._pages.setCurrentWidget(self._empty)
        for widget in (self._sentence, *self._threshold):
            widget.hide()

    def _show_answers(self, run: ShownRun, answers: Evaluation) -> None:
        assert run.dataset is not None
        with QSignalBlocker(self._view):
            if self._model.show_evaluation(run.dataset, self._switch.choice, answers):
                self._view.renew_pictures()
            self._view.show_answers(answers)
        self._mark_selected()
        self._edits.set_classes(answers.classes)
        self._pages.setCurrentWidget(self._view)
        self._show_threshold(answers)
        self._show_sentence(run, answers)

    def _show_threshold(self, answers: Evaluation) -> None:
        """Show the threshold, and how many answers are right by it."""
        texts = threshold_result(answers.threshold, answers.classes[1], answers.confusion)
        self._reading.show_text(*texts)
        set_tooltip(self._reading, texts[0])
        with QSignalBlocker(self._slider):
            self._slider.setValue(round(answers.threshold * _STEPS))
        self._slider.setAccessibleDescription(f"{answers.threshold:.2f}")
        self._reset.setEnabled(not is_default_threshold(answers.threshold))
        for widget in self._threshold:
            widget.show()

    def _show_sentence(self, run: ShownRun, answers: Evaluation) -> None:
        """Show how to read the places; the list has the sentence for screen readers, also where it is hidden."""
        places = self._view.places
        sentence = answer_places.answers_sentence(answers.classes, places.count - len(places.seen) if places else 0)
        text = " ".join(filter(None, (other_data_note(run), sentence)))
        self._sentence.show_text(text)
        self._view.setAccessibleDescription(text)
        self._sentence.setVisible(self.height() >= scaled(_LOW))

    def _select_picture(self, index: QModelIndex) -> None:
        if index.isValid():
            row: PictureRow = index.data(ROW_ROLE)
            self._selected.pick(row.pixels, row.title, row.picture)

    def _mark_selected(self) -> None:
        """Mark the selected picture, wherever it was selected."""
        row = self._model.row_of(self._selected.picture)
        index = QModelIndex() if row is None else self._model.index(row)
        if index != self._view.currentIndex():  # else several selected ones would be one
            with QSignalBlocker(self._view):
                self._view.setCurrentIndex(index)
        for command in (self._why, self._put):
            command.offer("" if index.isValid() else NO_PICTURE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the sentence only where there is room for it."""
        super().resizeEvent(event)
        if self._pages.currentWidget() is self._view:
            self._sentence.setVisible(self.height() >= scaled(_LOW))
