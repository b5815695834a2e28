"""Between in the window: opened by its question, filled from all lists, kept, and leading to Weights."""

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QListView, QWidget

from catgui.help.panels import PANEL_HELP
from catgui.inputs.sources import BytesSource
from catgui.panels.between_panel import BetweenPanel
from catgui.shell.panel_area import FIRST_PANELS
from engine.training.config import TrainingConfig
from tests.support.picture_files import picture_bytes

CONFIG = TrainingConfig(hidden_layers=(8, 6), iterations=60, learning_rate=0.05, initialization="he")

pytestmark = pytest.mark.slow


def panel_of(window):
    return window.findChild(BetweenPanel)


def titles(window):
    return [corner.title for corner in window.models.corners.corners or ()]


@pytest.fixture
def trained(window, qtbot):
    qtbot.train(window.session, window.workspace.dataset, CONFIG)
    return window


@pytest.fixture
def opened(trained, qtbot):
    """With the panel in front, and its field sharp."""
    trained.panels.open("between_panel")
    qtbot.waitUntil(lambda: panel_of(trained).result is not None and panel_of(trained).result.field.is_sharp)
    return trained


def trigger(window, view, name):
    """Trigger the command of the current picture of a list."""
    window.findChild(QListView, view).findChild(QAction, f"{name}_action").trigger()


def test_between_is_opened_by_its_question_and_not_at_first_sight(window):
    assert "between_panel" not in FIRST_PANELS
    assert PANEL_HELP["between_panel"].question == "Where does it change its mind?"
    assert not window.panels.is_open("between_panel")
    assert window.models.corners.corners is None, "nothing is chosen before it is seen"
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


def test_a_photo_comes_from_your_photos(opened, qtbot):
    opened.panels.open("photos_panel")
    opened.photos.add([BytesSource("mine.png", picture_bytes("red"))])
    qtbot.waitUntil(lambda: len(opened.photos) == 1 and not opened.photos.busy)
    cards = opened.findChild(QListView, "photo_cards")
    cards.setCurrentIndex(cards.model().index(0, 0))
    trigger(opened, "photo_cards", "photo_put_between")
    assert titles(opened)[0] == "mine.png"
    qtbot.waitUntil(lambda: panel_of(opened).result.corners is opened.models.corners.corners)


def test_a_line_leads_to_the_weights_of_its_unit(opened, qtbot):
    line = next(line for line in panel_of(opened).result.field.lines if line.layer == 1)
    panel_of(opened).unit_requested.emit(line.layer, line.unit)
    grid = opened.findChild(QListView, "unit_grid")
    qtbot.waitUntil(lambda: opened.findChild(QWidget, "layer_chooser").currentData() == "Layer 2")
    assert grid.currentIndex().row() == line.unit
    assert grid.isVisible()


def test_between_fills_a_presentation(opened, qtbot):
    opened.presentation.toggle()
    opened.panels.open("between_panel")
    qtbot.waitUntil(lambda: panel_of(opened).isVisible())
    view = opened.findChild(QWidget, "between_view")
    qtbot.waitUntil(lambda: view.height() > opened.height() / 3)
    opened.presentation.toggle()
