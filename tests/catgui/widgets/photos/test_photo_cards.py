"""The list of cards: keys, clicks, sizes, and which card stays visible while cards are added and sorted."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, QSortFilterProxyModel, Qt
from PySide6.QtGui import QContextMenuEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QMenu

from catgui.domain.photo_entry import NEITHER
from catgui.models.photos.rows import PhotoListModel
from catgui.models.pictures.picture_list import PictureRole
from catgui.widgets.photos.photo_card import DEFAULT_SIZE, VIEW_SIDES, CardLayout
from catgui.widgets.photos.photo_cards import PhotoCards
from tests.support.photo_entries import CLASSES, make_entry

Key = Qt.Key


@pytest.fixture
def rows(qapp):
    rows = PhotoListModel()
    rows.insert([(row, make_entry(f"{row}", 0.9)) for row in range(60)])
    return rows


@pytest.fixture
def cards(qtbot, rows):
    cards = PhotoCards(PictureRole.PHOTO)
    qtbot.addWidget(cards)
    cards.setModel(rows)
    cards.set_classes(CLASSES)
    cards.resize(700, 300)
    cards.show()
    cards.activateWindow()
    return cards


@pytest.fixture
def chosen(cards):
    """What was chosen as the actual class: rows and name."""
    chosen = []
    cards.actual_chosen.connect(lambda indexes, name: chosen.append(([index.row() for index in indexes], name)))
    return chosen


@pytest.mark.parametrize(
    ("key", "name"),
    [(Key.Key_1, "cat"), (Key.Key_2, "non-cat"), (Key.Key_3, NEITHER), (Key.Key_0, ""), (Key.Key_Backspace, "")],
)
def test_a_key_answers_for_the_selected_photo_which_stays_selected(cards, chosen, qtbot, key, name):
    cards.select_row(3)
    qtbot.keyClick(cards, key)
    assert chosen == [([3], name)]
    assert [index.row() for index in cards.selected_indexes()] == [3]


def test_a_key_answers_for_all_selected_photos(cards, chosen, qtbot):
    cards.select_row(1)
    qtbot.keyClick(cards, Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(cards, Key.Key_1, Qt.KeyboardModifier.KeypadModifier)
    assert chosen == [([1, 2], "cat")]
    assert [index.row() for index in cards.selected_indexes()] == [1, 2]


def test_the_focused_card_is_answered_if_none_is_selected(cards, chosen, qtbot):
    cards.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(cards, Key.Key_2)
    assert chosen == [([0], "non-cat")]


def button_place(cards, row):
    """The place of the first button on the line of the actual class of a card."""
    rect = cards.visualRect(cards.model().index(row, 0))
    line = CardLayout.of(rect, cards.fontMetrics().height(), cards.size_index).actual
    return QPoint(line.x() + cards.fontMetrics().horizontalAdvance("Actual:") + 12, line.center().y())


def test_a_click_on_a_button_of_the_card_answers(cards, chosen, qtbot):
    qtbot.mouseClick(cards.viewport(), Qt.MouseButton.LeftButton, pos=button_place(cards, 1))
    assert chosen == [([1], "cat")]


def addition_place(cards, row):
    """The place of the button of a card that adds its photo to the training part."""
    rect = cards.visualRect(cards.model().index(row, 0))
    line = CardLayout.of(rect, cards.fontMetrics().height(), cards.size_index).name
    return QPoint(line.right() - 8, line.center().y())


@pytest.fixture
def steps(cards, chosen):
    """What is asked for, in order: an actual class, or an addition with the rows selected then."""
    steps = []
    cards.actual_chosen.connect(lambda indexes, name: steps.append((name, [index.row() for index in indexes])))
    cards.addition_requested.connect(
        lambda part: steps.append((part, [index.row() for index in cards.selected_indexes()]))
    )
    return steps


def press_addition(cards, qtbot, row):
    """Click the button of a card; the menu that it opens, or None."""
    qtbot.mouseClick(cards.viewport(), Qt.MouseButton.LeftButton, pos=addition_place(cards, row))
    return cards.findChild(QMenu, "addition_menu")


def test_the_button_of_a_card_adds_its_photo_after_asking_for_the_class(cards, steps, qtbot, monkeypatch):
    places = []
    monkeypatch.setattr(QMenu, "popup", lambda menu, place: places.append(cards.viewport().mapFromGlobal(place)))
    cards.select_row(0)
    menu = press_addition(cards, qtbot, 1)
    assert [action.text() for action in menu.actions() if action.isEnabled()] == ["cat", "non-cat"]
    assert steps == []
    menu.actions()[-1].trigger()
    assert steps == [("non-cat", [1]), ("train", [1])]
    assert cards.visualRect(cards.model().index(1)).contains(places[0])
    menu.deleteLater()


def test_the_button_adds_a_photo_whose_class_is_known_at_once(cards, rows, steps, qtbot):
    rows.update_entries([replace(rows.index(1).data(PictureRole.PHOTO), actual="cat")])
    assert press_addition(cards, qtbot, 1) is None
    assert steps == [("train", [1])]


def test_a_photo_that_is_in_the_data_has_no_such_button(cards, rows, steps, qtbot):
    rows.update_entries([replace(rows.index(1).data(PictureRole.PHOTO), actual="cat", part="train")])
    assert press_addition(cards, qtbot, 1) is None
    cards.set_classes(None)
    assert press_addition(cards, qtbot, 2) is None
    assert steps == []


def test_enter_and_a_double_click_enlarge(cards, qtbot):
    cards.select_row(2)
    with qtbot.waitSignal(cards.opened) as opened:
        qtbot.keyClick(cards, Key.Key_Return)
    assert opened.args[0].row() == 2
    photo = cards.visualRect(cards.model().index(0, 0)).topLeft() + QPoint(30, 30)
    with qtbot.waitSignal(cards.opened) as opened:
        qtbot.mouseClick(cards.viewport(), Qt.MouseButton.LeftButton, pos=photo)
        qtbot.mouseDClick(cards.viewport(), Qt.MouseButton.LeftButton, pos=photo)
    assert opened.args[0].row() == 0


def turn_wheel(cards, notches, modifiers):
    place = QPointF(50, 50)
    event = QWheelEvent(
        place,
        cards.viewport().mapToGlobal(place),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(cards.viewport(), event)


def test_the_size_changes_with_ctrl_and_the_wheel_or_plus_and_minus(cards, qtbot):
    sizes = []
    cards.size_changed.connect(sizes.append)
    turn_wheel(cards, 1, Qt.KeyboardModifier.ControlModifier)
    turn_wheel(cards, -1, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(cards, Key.Key_Plus)
    qtbot.keyClick(cards, Key.Key_Minus)
    assert sizes == [DEFAULT_SIZE + 1, DEFAULT_SIZE, DEFAULT_SIZE + 1, DEFAULT_SIZE]
    turn_wheel(cards, 1, Qt.KeyboardModifier.NoModifier)
    assert cards.size_index == DEFAULT_SIZE


@pytest.mark.parametrize("size", range(len(VIEW_SIDES)))
def test_cards_of_each_size_fill_the_width_in_columns(cards, size):
    cards.set_size(size)
    rects = [cards.visualRect(cards.model().index(row, 0)) for row in range(6)]
    columns = len({rect.x() for rect in rects})
    assert columns == {0: 3, 1: 2, 2: 1, 3: 1}[size]
    assert all(rect.right() < cards.viewport().width() for rect in rects)
    assert columns * rects[0].width() > 0.8 * cards.viewport().width()


def test_f5_filters_and_sorts_again(cards, qtbot):
    with qtbot.waitSignal(cards.renew_requested):
        qtbot.keyClick(cards, Key.Key_S)


def test_the_menu_has_the_commands_and_answers_for_the_selected(cards, chosen, qtbot, monkeypatch):
    monkeypatch.setattr(
        QMenu, "popup", lambda *_: None
    )  # the offscreen platform warns that it cannot grab the keyboard
    cards.select_row(2)
    place = cards.visualRect(cards.currentIndex()).center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, place, cards.viewport().mapToGlobal(place))
    QApplication.sendEvent(cards.viewport(), event)
    menu = cards.findChild(QMenu, "card_menu")
    texts = [action.text().split("\t")[0].replace("&", "") for action in menu.actions() if action.text()]
    assert texts == [
        "Enlarge", "Why?", "Actual: cat", "Actual: non-cat", "Actual: neither", "Actual class not known",
        "Add to the training part", "Add to the test part", "Copy as a picture", "Remove",
    ]  # fmt: skip
    next(action for action in menu.actions() if action.text().startswith("Actual: cat")).trigger()
    assert chosen == [([2], "cat")]
    with qtbot.waitSignal(cards.why_requested):
        next(action for action in menu.actions() if action.text() == "&Why?").trigger()
    menu.deleteLater()


def test_keys_and_the_menu_add_the_selected_to_a_part(cards, qtbot, monkeypatch):
    monkeypatch.setattr(QMenu, "popup", lambda *_: None)  # as above
    parts = []
    cards.addition_requested.connect(parts.append)
    cards.select_row(2)
    qtbot.keyClick(cards, Key.Key_T)
    qtbot.keyClick(cards, Key.Key_T, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(cards, Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), QPoint())
    QApplication.sendEvent(cards.viewport(), event)
    menu = cards.findChild(QMenu, "card_menu")
    next(action for action in menu.actions() if action.text().startswith("Add to the test part")).trigger()
    assert parts == ["train", "test", "test"]
    menu.deleteLater()


def is_visible(cards, row):
    return cards.viewport().rect().contains(cards.visualRect(cards.model().index(row, 0)))


def test_the_current_card_stays_visible_when_the_size_changes(cards):
    cards.select_row(30)
    cards.scrollTo(cards.currentIndex())
    cards.set_size(len(VIEW_SIDES) - 1)
    assert cards.viewport().rect().intersects(cards.visualRect(cards.currentIndex()))


@pytest.mark.parametrize("size", [(380, 300), (700, 130)])
def test_the_current_card_stays_visible_when_there_is_less_room(cards, size):
    cards.select_row(40)
    cards.resize(*size)
    QApplication.processEvents()
    assert is_visible(cards, 40)


def top_of(cards, row):
    return cards.visualRect(cards.model().index(row, 0)).top()


def test_new_cards_are_scrolled_to_once(cards):
    cards.visibility.reveal_next()
    cards.visibility.reveal(40)
    assert top_of(cards, 40) == 0
    cards.visibility.reveal(0)
    assert top_of(cards, 40) == 0


def test_a_new_card_stays_visible_when_it_is_sorted_elsewhere_until_the_user_acts(cards, rows, qtbot):
    sorted_rows = QSortFilterProxyModel()
    sorted_rows.setSourceModel(rows)
    cards.setModel(sorted_rows)
    cards.visibility.reveal_next()
    cards.visibility.reveal(40)
    sorted_rows.sort(0)
    assert is_visible(cards, sorted_rows.mapFromSource(rows.index(40, 0)).row())
    cards.visibility.end_reveal()
    cards.scrollToTop()
    sorted_rows.sort(0, Qt.SortOrder.DescendingOrder)
    assert cards.verticalScrollBar().value() == 0


def test_the_visible_rows_are_those_on_the_screen(cards):
    cards.scrollTo(cards.model().index(30, 0), cards.ScrollHint.PositionAtTop)
    on_the_screen = [row for row in range(60) if is_visible(cards, row)]
    rows = cards.visibility.rows()
    assert set(on_the_screen) <= set(rows)
    assert len(rows) <= len(on_the_screen) + 10
    cards.hide()
    assert list(cards.visibility.rows()) == []
