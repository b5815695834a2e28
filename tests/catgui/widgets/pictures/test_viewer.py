"""The window that enlarges the current picture of a list."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QStringListModel, Qt
from PySide6.QtWidgets import QLabel, QListView, QPushButton, QTabBar

from catgui.domain.map_texts import MappedPicture
from catgui.widgets.basic.commands import Command
from catgui.widgets.maps import MapView
from catgui.widgets.pictures.picture_painting import PictureView
from catgui.widgets.pictures.viewer import PicturePage, Viewer

Key = Qt.Key


@pytest.fixture
def pictures(qtbot):
    pictures = QListView()
    pictures.setModel(QStringListModel(list("abcd"), pictures))
    qtbot.addWidget(pictures)
    return pictures


@pytest.fixture
def command(pictures):
    return Command(pictures, "pin", "&Pin", "Pin it", ("P",))


@pytest.fixture
def viewer(qtbot, pictures, command):
    viewer = Viewer("viewer", pictures, QLabel("a picture"), [["Do:", command]])
    qtbot.addWidget(viewer)
    make_current(pictures, 1)
    viewer.bring_up()
    qtbot.waitUntil(viewer.isActiveWindow)
    return viewer


def make_current(pictures, row):
    pictures.setCurrentIndex(pictures.model().index(row, 0))


def place(viewer):
    return viewer.findChild(QLabel, "picture_place").text()


def can_step(viewer):
    buttons = {button.text(): button.isEnabled() for button in viewer.findChildren(QPushButton)}
    return buttons["Previous"], buttons["Next"]


def test_the_arrow_keys_and_the_buttons_step_and_end_where_the_list_ends(viewer, pictures, qtbot):
    assert place(viewer) == "2 of 4"
    seen = []
    for key in (Key.Key_Left, Key.Key_Left, Key.Key_Right, Key.Key_Return, Key.Key_Return, Key.Key_Return):
        qtbot.keyClick(viewer, key)
        seen.append(pictures.currentIndex().row())
    assert seen == [0, 0, 1, 2, 3, 3]
    assert can_step(viewer) == (True, False)
    previous = next(button for button in viewer.findChildren(QPushButton) if button.text() == "Previous")
    qtbot.mouseClick(previous, Qt.MouseButton.LeftButton)
    assert place(viewer) == "3 of 4"


def test_the_viewer_follows_the_list(viewer, pictures):
    make_current(pictures, 3)
    assert place(viewer) == "4 of 4"
    pictures.model().removeRows(0, 2)
    assert place(viewer) == "2 of 2"


def test_from_a_picture_that_is_listed_no_more_it_goes_on_to_what_took_its_row(viewer, pictures, qtbot):
    pictures.model().removeRow(1)
    pictures.setCurrentIndex(pictures.model().index(-1, 0))
    assert place(viewer) == ""
    qtbot.keyClick(viewer, Key.Key_Right)
    assert pictures.currentIndex().data() == "c"


def test_the_commands_of_the_panel_are_there_with_their_keys(viewer, command, qtbot):
    with qtbot.waitSignal(command.triggered):
        qtbot.mouseClick(viewer.findChild(QPushButton, "pin_button"), Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(command.triggered):
        qtbot.keyClick(viewer, Key.Key_P)
    command.offer("Not now.")
    with qtbot.assertNotEmitted(command.triggered):
        qtbot.keyClick(viewer, Key.Key_P)


def test_once_a_map_has_the_focus_the_arrow_keys_move_in_it(pictures, qtbot):
    page, pixels = PicturePage("Picture"), np.full((64, 64, 3), 90, dtype=np.uint8)
    viewer = Viewer("viewer", pictures, page)
    qtbot.addWidget(viewer)
    make_current(pictures, 1)
    viewer.bring_up()
    qtbot.waitUntil(viewer.isActiveWindow)
    page.maps.show_map(MappedPicture(pixels, np.ones((4, 4)), ("non-cat", "cat"), is_exact=True))
    page.maps.choose_map()
    view = page.findChild(MapView)
    view.setFocus(Qt.FocusReason.TabFocusReason)
    with qtbot.waitSignal(view.pointed):
        qtbot.keyClick(view, Key.Key_Right)
    assert place(viewer) == "2 of 4"


PIXELS = np.full((64, 64, 3), 90, dtype=np.uint8)


@pytest.fixture(params=[False, True])
def page(qtbot, request):
    """A page of a picture, and of a photo."""
    page = PicturePage("Picture", is_photo=request.param)
    qtbot.addWidget(page)
    page.show_picture("Test picture 5", PIXELS, PIXELS if request.param else None)
    page.show_answer("cat", False, "Actual: non-cat")
    page.show_probability("cat", 0.941, 0.5)
    page.resize(1072, 530)
    page.show()
    qtbot.waitUntil(page.isActiveWindow)
    return page


def test_picture_and_answer_stand_large_side_by_side(page, request):
    texts = [label.text() for label in page.findChildren(QLabel)]
    assert {"cat", "Actual: non-cat", "Probability of cat: 94%. Above 50% the prediction is cat."} <= set(texts)
    views = [view for view in page.findChildren(PictureView) if view.isVisible()]
    assert len(views) == (2 if "True" in request.node.name else 1)
    assert all(min(view.width(), view.height()) >= 5 * 64 for view in views)
    answer = page.findChild(QLabel, "picture_answer")
    places = [widget.mapTo(page, QPoint()).x() for widget in (*views, answer)]
    assert places == sorted(places)
    assert answer.font().bold() or answer.property("role") == "answer"


def test_a_tick_or_a_cross_is_beside_the_answer_unless_it_is_not_known(page):
    names = []
    for is_correct in (True, False, None):
        page.show_answer("cat", is_correct, "")
        names.append([label.accessibleName() for label in page.findChildren(QLabel) if label.pixmap()])
        assert [label.isVisible() for label in page.findChildren(QLabel) if label.pixmap()] == [is_correct is not None]
    assert names[:2] == [["Right"], ["Wrong"]]


def test_an_unreadable_photo_has_its_reason_without_a_map(page):
    page.show_picture("notes.jpg", None)
    page.show_answer("Not read: this is text", None, "")
    page.show_probability("", None)
    assert not page.findChild(QTabBar).isVisible()
    assert page.findChild(QLabel, "picture_answer").text() == "Not read: this is text"


def test_the_page_fits_a_dialog_on_a_screen_of_640x360_points(page):
    page.show_answer("non-cat", False, "Actual: cat\nDetector: cat (93%)")
    hint = page.minimumSizeHint()
    assert (hint.width() <= 592, hint.height() <= 240) == (True, True), hint


def test_a_key_puts_a_map_in_the_place_of_the_picture(page, qtbot):
    def seen():
        return [view for view in page.findChildren(PictureView) if view.isVisible()]

    before = seen()
    qtbot.keyClick(page, Qt.Key.Key_N, Qt.KeyboardModifier.AltModifier)
    assert page.maps.shows_map
    assert len(seen()) == len(before) - 1
    assert page.findChild(QLabel, "picture_answer").isVisible()
    qtbot.keyClick(page, Qt.Key.Key_P, Qt.KeyboardModifier.AltModifier)
    assert seen() == before
