"""The list of pictures at their answers, used by mouse, keys and screen reader."""

import numpy as np
import pytest
from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QColor, QHelpEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QToolTip

from catgui.domain.picture import ROW_ROLE, PictureRow
from catgui.panels.answers_view import AnswersView
from catgui.style.text_size import text_size
from engine.analysis.evaluation import Evaluation
from tests.support.selection import select_rows

Button, Key, Modifier = Qt.MouseButton, Qt.Key, Qt.KeyboardModifier


class Pictures(QAbstractListModel):
    def __init__(self, count):
        super().__init__()
        self.count = count
        self.asked = 0

    def rowCount(self, parent=QModelIndex()):  # noqa: B008
        return 0 if parent.isValid() else self.count

    def data(self, index, role=Qt.ItemDataRole.DisplayRole):
        if role == ROW_ROLE:
            self.asked += 1
            pixels = np.full((8, 8, 3), index.row() % 250, np.uint8)
            return PictureRow(pixels, f"Picture {index.row()}", None, "", None, None)
        return f"Picture {index.row()}" if role == Qt.ItemDataRole.AccessibleTextRole else None


def answers_of(count, seed=1, threshold=0.5):
    stream = np.random.RandomState(seed)
    labels = np.arange(count)[np.newaxis] % 2
    return Evaluation(stream.uniform(0.02, 0.98, (1, count)), labels, ("non-cat", "cat"), threshold)


def make_view(qtbot, count=30):
    view, view.pictures = AnswersView(), Pictures(count)
    qtbot.addWidget(view)
    view.setModel(view.pictures)
    view.resize(800, 240)
    view.show()
    view.show_answers(answers_of(count))
    return view


@pytest.fixture
def view(qtbot):
    return make_view(qtbot)


def center(view, row):
    return view.visualRect(view.model().index(row, 0)).center()


def test_the_view_is_a_list_with_a_named_child_for_each_picture(view):
    QAbstractItemModelTester(view.pictures)
    interface = QAccessible.queryAccessibleInterface(view)
    assert interface.role() == QAccessible.Role.List
    assert interface.childCount() == 30
    for row in (0, 7, 29):
        child = interface.child(row)
        assert child.text(QAccessible.Text.Name) == f"Picture {row}"
        rect = view.visualRect(view.model().index(row, 0))
        assert child.rect().size() == rect.size()
        assert child.rect().topLeft() == view.viewport().mapToGlobal(rect.topLeft())


def test_a_click_picks_and_selects_a_picture_and_another_click_picks_it_again(view, qtbot):
    picked = []
    view.picked.connect(lambda index: picked.append(index.row()))
    for _ in range(2):
        qtbot.mouseClick(view.viewport(), Button.LeftButton, pos=center(view, 4))
    assert picked == [4, 4]
    assert view.selected_rows == [4]


def test_arrow_keys_walk_and_with_shift_select(view, qtbot):
    view.setCurrentIndex(view.model().index(5, 0))
    expected = view.places.nearest(5, 1, 0)
    qtbot.keyClick(view, Key.Key_Right)
    assert view.currentIndex().row() == expected
    assert view.selected_rows == [expected]
    qtbot.keyClick(view, Key.Key_Left, Modifier.ShiftModifier)
    assert len(view.selected_rows) >= 2
    qtbot.keyClick(view, Key.Key_End)
    assert view.selected_rows == [29]


def test_a_rubber_band_selects_and_control_adds(view, qtbot):
    port, places = view.viewport(), view.places
    # From a free corner, over all pictures of class 1 that are right of the line.
    start, end = QPoint(round(places.line) + 12, 1), QPoint(799, 119)
    assert not view.indexAt(start).isValid()
    qtbot.mousePress(port, Button.LeftButton, pos=start)
    qtbot.mouseMove(port, QPoint(700, 60))
    qtbot.mouseMove(port, end)
    assert not port.grab().toImage().isNull()
    qtbot.mouseRelease(port, Button.LeftButton, pos=end)
    expected = places.within(start.x(), start.y(), end.x(), end.y()).tolist()
    assert view.selected_rows == expected
    other = next(row for row in range(30) if row not in expected)
    qtbot.mouseClick(port, Button.LeftButton, Modifier.ControlModifier, center(view, other))
    assert view.selected_rows == sorted([*expected, other])


def test_the_line_and_the_axis_are_dragged(view, qtbot):
    moved = []
    view.threshold_moved.connect(moved.append)
    port, line = view.viewport(), round(view.places.line)
    qtbot.mousePress(port, Button.LeftButton, pos=QPoint(line, 3))
    qtbot.mouseMove(port, QPoint(600, 3))
    qtbot.mouseRelease(port, Button.LeftButton, pos=QPoint(600, 3))
    assert moved == [pytest.approx(view.places.probability_at(600), abs=1e-3)]
    assert view.selected_rows == []
    qtbot.mouseClick(port, Button.LeftButton, pos=QPoint(300, view.viewport().height() - 2))
    assert moved[-1] < 0.5


@pytest.mark.parametrize("percent", [100, 200])
def test_the_line_covers_none_of_the_probabilities_below_it(view, percent):
    text_size.set_percent(percent)
    axes = []
    for threshold in (0.5, 0.9):
        view.show_answers(answers_of(30, threshold=threshold))
        QApplication.processEvents()
        top = round(view.places.height) + 1
        axes.append(view.viewport().grab(QRect(0, top, 800, view.viewport().height() - top)).toImage())
    assert axes[0] == axes[1]


def test_pictures_keep_selection_and_focus_while_other_networks_are_shown(view):
    select_rows(view, [3, 8, 9])
    view.grab()
    asked = view.pictures.asked
    for seed in range(2, 9):
        view.show_answers(answers_of(30, seed))
        assert view.selected_rows == [3, 8, 9]
        assert view.currentIndex().row() == 3
        view.grab()
    assert view.pictures.asked == asked, "the pictures are scaled once"


def test_the_tooltip_of_a_picture_has_it_enlarged_with_its_words(view):
    at = center(view, 6)
    QApplication.sendEvent(view.viewport(), QHelpEvent(QEvent.Type.ToolTip, at, view.viewport().mapToGlobal(at)))
    assert QToolTip.text().startswith('<img src="data:image/png;base64,')
    assert QToolTip.text().endswith("<qt>Picture 6</qt>")
    QToolTip.hideText()


def test_a_cross_on_white_marks_wrong_pictures_alone(view):
    view.resize(900, 500)
    answers = Evaluation(np.array([[0.3, 0.9]]), np.array([[1, 1]]), ("non-cat", "cat"))
    view.pictures.beginResetModel()
    view.pictures.count = 2
    view.pictures.endResetModel()
    view.show_answers(answers)
    image = view.viewport().grab().toImage()
    corners = [
        image.pixelColor(view.visualRect(view.model().index(row, 0)).topLeft() + QPoint(25, 2)) for row in (0, 1)
    ]
    assert corners[0] == QColor("white")
    assert corners[1].value() < 10


def test_without_answers_nothing_is_there(qtbot):
    view = AnswersView()
    qtbot.addWidget(view)
    view.setModel(Pictures(3))
    view.show()
    assert not view.indexAt(QPoint(5, 5)).isValid()
    qtbot.keyClick(view, Key.Key_Right)
    view.grab()
