"""Between in the window: opened by its question, filled from all lists, kept, and leading to Weights."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QDrag
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListView, QWidget

from catgui.domain.between import CORNERS
from catgui.help.panels import PANEL_HELP
from catgui.inputs.sources import BytesSource
from catgui.panels.between_panel import BetweenPanel
from catgui.shell.layouts import FIRST_PANELS
from catgui.widgets.data.drop_overlay import DropOverlay
from engine.training.config import TrainingConfig
from tests.support.drops import drag_enter_event, drop_event, files
from tests.support.picture_files import make_photo, picture_bytes

CONFIG = TrainingConfig(hidden_layers=(8, 6), iterations=60, learning_rate=0.05, initialization="he")

pytestmark = pytest.mark.slow


def panel_of(window):
    return window.findChild(BetweenPanel)


def titles(window):
    return [corner.title for corner in window.corners.corners or ()]


@pytest.fixture
def trained(window, qtbot):
    qtbot.train(window.session, window.workspace.dataset, CONFIG)
    return window


@pytest.fixture
def opened(trained, qtbot):
    """With the panel in front, and its field sharp."""
    trained.panels.open("between_panel")
    qtbot.waitUntil(lambda: panel_of(trained).room is not None and panel_of(trained).room.field.is_sharp)
    return trained


def trigger(window, view, name):
    """Trigger the command of the current picture of a list."""
    window.findChild(QListView, view).findChild(QAction, f"{name}_action").trigger()


def test_it_is_opened_by_its_question_and_not_at_first_sight(window):
    assert "between_panel" not in FIRST_PANELS
    assert PANEL_HELP["between_panel"].question == "Where does it change its mind?"
    assert not window.panels.is_open("between_panel")
    assert window.corners.corners is None, "nothing is chosen before it is seen"
    window.panels.open("between_panel")
    assert panel_of(window).isVisible()


def test_pictures_come_from_data_wrong_predictions_and_answers(opened, qtbot):
    wrong = opened.findChild(QListView, "wrong_grid")
    for view, name, panel in (
        ("data_grid", "data_put_between", "data_panel"),
        ("wrong_grid", "wrong_put_between", "wrong_predictions_panel"),
        ("answers_view", "answers_put_between", "answers_panel"),
    ):
        opened.panels.open(panel)
        QApplication.processEvents()
        found = opened.findChild(QListView, view)
        if found is wrong and not found.model().rowCount():
            opened.findChild(QWidget, "wrong_part_switch").choose("train")
        if not found.model().rowCount():
            continue
        found.setCurrentIndex(found.model().index(found.model().rowCount() - 1, 0))
        title = opened.picked.title
        trigger(opened, view, name)
        assert title in titles(opened)
        assert panel_of(opened).isVisible()


def test_a_photo_comes_from_your_photos_and_undo_takes_it_out(opened, qtbot):
    before = titles(opened)
    opened.show_photos()
    opened.photos.add([BytesSource("mine.png", picture_bytes("red"))])
    qtbot.waitUntil(lambda: len(opened.photos) == 1 and not opened.photos.busy)
    cards = opened.findChild(QListView, "photo_cards")
    cards.setCurrentIndex(cards.model().index(0, 0))
    trigger(opened, "photo_cards", "photo_put_between")
    assert titles(opened)[0] == "mine.png"
    qtbot.waitUntil(lambda: panel_of(opened).room.corners is opened.corners.corners)
    opened.findChild(QAction, "undo_action")
    opened.corners._undo_stack.undo()
    assert titles(opened) == before


def test_a_line_leads_to_the_weights_of_its_unit(opened, qtbot):
    line = next(line for line in panel_of(opened).room.field.lines if line.layer == 1)
    panel_of(opened).unit_requested.emit(line.layer, line.unit)
    grid = opened.findChild(QListView, "unit_grid")
    qtbot.waitUntil(lambda: opened.findChild(QWidget, "layer_chooser").currentData() == "Layer 2")
    assert grid.currentIndex().row() == line.unit
    assert grid.isVisible()


def test_it_fills_a_presentation(opened, qtbot):
    opened.presentation.toggle()
    opened.panels.open("between_panel")
    qtbot.waitUntil(lambda: panel_of(opened).isVisible())
    opened.panels.fill("between_panel")
    view = opened.findChild(QWidget, "between_view")
    qtbot.waitUntil(lambda: view.height() > opened.height() / 3)
    opened.presentation.leave()


def drop_on(window, widget, mime, place):
    """Drop `mime` on a place of a widget, as over the overlay."""
    at = QPointF(widget.mapTo(window, place))
    QApplication.sendEvent(window, drag_enter_event(at, Qt.DropAction.CopyAction, mime))
    QApplication.sendEvent(window.findChild(DropOverlay), drop_event(at, mime))


@pytest.mark.parametrize("at", range(3))
def test_a_photo_that_is_dropped_takes_the_nearest_corner(opened, tmp_path, at, qtbot):
    photo, view = make_photo(tmp_path / "mine.png"), opened.findChild(QWidget, "between_view")
    x, y = CORNERS[at]
    place = QPoint(round(x * view.width()), round(y * view.height()))

    drop_on(opened, view, files(photo), place)

    qtbot.waitUntil(lambda: "mine.png" in titles(opened))
    assert titles(opened)[at] == "mine.png"
    assert panel_of(opened).isVisible(), "Your photos does not come to the front"
    assert [entry.name for entry in opened.photos] == ["mine.png"]


def test_the_overlay_says_that_a_photo_becomes_a_corner(opened, tmp_path, qtbot):
    mime = files(make_photo(tmp_path / "mine.png"))
    for widget, says in ((panel_of(opened), "Put in Between"), (opened.panels.pages["results_panel"], "Classify")):
        at = QPointF(widget.mapTo(opened, widget.rect().center()))
        QApplication.sendEvent(opened, drag_enter_event(at, Qt.DropAction.CopyAction, mime))
        overlay = opened._drops._overlay
        qtbot.waitUntil(lambda: overlay.accessibleName().startswith(says))  # noqa: B023
        opened._drops._end()
    opened.corners._set(None)
    assert opened._get_between() is None


def test_a_photo_that_is_dropped_elsewhere_is_only_added(opened, tmp_path, qtbot):
    before = titles(opened)
    grid = opened.findChild(QWidget, "results_panel")
    drop_on(opened, grid, files(make_photo(tmp_path / "mine.png")), QPoint(20, 20))
    qtbot.waitUntil(lambda: len(opened.photos) == 1 and not opened.photos.busy)
    assert titles(opened) == before
    assert not panel_of(opened).isVisible()


@pytest.fixture
def drops(opened, monkeypatch):
    """What the overlay says where a picture of a list is dropped, '' where it is refused; `place` is of the window."""
    said = []

    def execute(drag, actions):
        entered = drag_enter_event(QPointF(opened.drop_place), actions, drag.mimeData())
        QApplication.sendEvent(opened, entered)
        overlay = opened.findChild(DropOverlay)
        said.append(overlay.accessibleName() if overlay is not None else "")
        if not entered.isAccepted():
            return Qt.DropAction.IgnoreAction
        QApplication.sendEvent(overlay, drop_event(QPointF(opened.drop_place), drag.mimeData(), actions))
        return actions

    monkeypatch.setattr(QDrag, "exec", execute)
    return said


def drag_from(view, row):
    """Press a picture of a list, and move the pointer."""
    start = view.visualRect(view.model().index(row, 0)).center()
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=start)
    for step in (2, 30):
        QTest.mouseMove(view.viewport(), start + QPoint(step, 0))
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=start + QPoint(30, 0))


@pytest.mark.parametrize(
    ("panel", "name", "at"),
    [
        ("data_panel", "data_grid", 0),
    ],
)
def test_the_selected_picture_of_a_list_is_dragged_to_a_corner(opened, drops, panel, name, at, qtbot):
    opened.photos.add([BytesSource("mine.png", picture_bytes("red"))])
    qtbot.waitUntil(lambda: len(opened.photos) == 1 and not opened.photos.busy)
    opened.session.set_threshold(0.0)  # so that some predictions are wrong
    opened.panels.open(panel)
    QApplication.processEvents()
    view, field = opened.findChild(QListView, name), opened.findChild(QWidget, "between_view")
    row = view.model().rowCount() - 1
    view.setCurrentIndex(view.model().index(row, 0))
    title = opened.picked.title
    if name == "photo_cards":  # stays selected there
        opened.picked.pick(opened.workspace.dataset.test.pictures[0], "another")
    x, y = CORNERS[at]
    opened.drop_place = field.mapTo(opened, QPoint(round(x * field.width()), round(y * field.height())))

    drag_from(view, row)

    assert drops == ["Put in Between"]
    assert titles(opened)[at] == title
    assert opened._drops._overlay is None
    opened.corners._undo_stack.undo()
    assert titles(opened)[at] != title


def test_a_picture_of_a_list_is_refused_elsewhere_and_no_photo_is_added(opened, drops):
    before, grid = titles(opened), opened.findChild(QListView, "data_grid")
    grid.setCurrentIndex(grid.model().index(3, 0))
    opened.drop_place = opened.findChild(QWidget, "results_panel").mapTo(opened, QPoint(20, 20))
    drag_from(grid, 3)
    assert drops == [""]
    assert (titles(opened), len(opened.photos)) == (before, 0)
