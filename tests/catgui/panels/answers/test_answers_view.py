"""The list of pictures at their answers, used by mouse, keys and screen reader."""

from itertools import combinations

import numpy as np
import pytest
from PySide6.QtCore import QAbstractListModel, QModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QPainter
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QStyle

from catgui.domain.answer_places import GivenAnswers
from catgui.domain.picture import ROW_ROLE, PictureRow
from catgui.panels.answers.answers_painting import AnswersPainter
from catgui.panels.answers.answers_view import AnswersView
from catgui.style.text_size import text_size
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
    return GivenAnswers(stream.uniform(0.02, 0.98, count), np.arange(count) % 2, threshold, ("non-cat", "cat"))


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


def top_of(view, row):
    """A point of a picture that no other one covers."""
    rect = view.visualRect(view.model().index(row, 0))
    points = [QPoint(x, y) for x in range(rect.left(), rect.right()) for y in (rect.top() + 1, rect.bottom() - 1)]
    return next(point for point in points if view.places.at(point.x(), point.y()) == row)


def test_it_is_a_list_with_a_named_child_at_the_place_of_each_picture(view):
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
        qtbot.mouseClick(view.viewport(), Button.LeftButton, pos=top_of(view, 4))
    assert picked == [4, 4]
    assert view.selected_rows == [4]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("percent", [100, 200])
def test_no_count_is_painted_over_another_or_over_the_name_of_a_class(qtbot, seed, percent):
    text_size.set_percent(percent)
    view = make_view(qtbot, 209)
    stream = np.random.RandomState(seed)
    answers = GivenAnswers(stream.beta(0.05, 0.05, 209), np.arange(209) % 2, 0.5, ("non-cat", "cat"))
    view.resize(500, 150)
    view.show_answers(answers)
    assert sum(stack.is_squeezed for stack in view.places.stacks) >= 4
    canvas = view.grab()
    with QPainter(canvas) as painter:
        page = AnswersPainter(painter, view.palette(), answers, view.places)
        page.paint_texts()
    assert len(page.texts) > 2
    assert not [pair for pair in combinations(page.texts, 2) if pair[0].intersects(pair[1])]
    piles = [(QRect(one.left, one.top, one.width, one.height), one.is_squeezed) for one in view.places.stacks]
    for text in page.texts[2:]:
        below = [pile for pile in piles if pile[0].intersects(text)]
        own = [pile for pile, is_squeezed in below if is_squeezed and pile.contains(text.center())]
        assert not below or own, "a count lies on pictures only where they are those it counts"


def test_the_names_of_classes_lie_beside_the_line_of_the_threshold_where_there_is_room(qtbot):
    count = 120
    view = make_view(qtbot, count)
    view.resize(380, 160)
    ends = np.resize([0.01, 0.012, 0.05, 0.1, 0.99, 0.995], count)
    labels = np.zeros(count, int)
    labels[:20] = 1
    view.show_answers(answers := GivenAnswers(ends, labels, 0.5, ("non-cat", "cat")))
    canvas = view.grab()
    with QPainter(canvas) as painter:
        page = AnswersPainter(painter, view.palette(), answers, view.places)
        page.paint_texts()
    assert not [text for text in page.texts[:2] if text.left() <= view.places.line <= text.right()]


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
    qtbot.mouseClick(port, Button.LeftButton, Modifier.ControlModifier, top_of(view, other))
    assert view.selected_rows == sorted([*expected, other])


def test_the_line_is_dragged_and_a_double_click_halves_it(view, qtbot):
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
    qtbot.mouseDClick(port, Button.LeftButton, pos=QPoint(line, 3))
    assert moved[-1] == 0.5


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
    for seed in range(2, 9):
        view.show_answers(answers_of(30, seed))
        assert view.selected_rows == [3, 8, 9]
        assert view.currentIndex().row() == 3
    assert len(view._trail) == 5
    view.grab()
    asked = view.pictures.asked
    view.show_answers(answers_of(30, 77))
    view.grab()
    assert view.pictures.asked == asked, "the pictures are scaled once"


def test_pictures_glide_where_the_system_has_animations(view, monkeypatch):
    monkeypatch.setattr(AnswersView, "_is_animated", True)
    before = view.places
    view.show_answers(answers_of(30, 2), glides=True)
    view._glide.pause()
    view._glide.setCurrentTime(60)
    left, _ = view._moving()
    np.testing.assert_allclose(left, (before.left + view.places.left) / 2, atol=1)
    assert view.visualRect(view.model().index(0, 0)).x() == view.places.left[0], "where it is to be found"
    view.show_answers(answers_of(30, 3), glides=False)
    assert view._moving()[0] is view.places.left


def test_there_is_no_glide_where_animations_are_switched_off(view, monkeypatch):
    class Style:
        StyleHint = QStyle.StyleHint

        def styleHint(self, *_arguments):
            return 0

    monkeypatch.setattr(AnswersView, "style", lambda _self: Style())
    view.show_answers(answers_of(30, 2), glides=True)
    assert view._moving()[0] is view.places.left


def test_the_picture_under_the_pointer_is_enlarged_and_follows_the_network(view, qtbot, monkeypatch):
    monkeypatch.setattr(view, "underMouse", lambda: True)
    at = top_of(view, 6)
    qtbot.mouseMove(view.viewport(), at)
    enlarged = view._enlarged
    qtbot.waitUntil(enlarged.isVisible)
    assert enlarged._text.text() == "Picture 6"
    view.show_answers(answers_of(30, 5))
    index = view.indexAt(at)
    assert enlarged.isVisible() == index.isValid()
    qtbot.mouseClick(view.viewport(), Button.LeftButton, pos=at)
    assert not enlarged.isVisible()


def test_without_answers_nothing_is_there(view, qtbot):
    view.show_answers(None)
    assert not view.indexAt(QPoint(5, 5)).isValid()
    qtbot.keyClick(view, Key.Key_Right)
    view.grab()
