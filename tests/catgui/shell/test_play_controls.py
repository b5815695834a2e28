"""Play in the window: the button, the key, and what stops it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QSlider, QToolButton

from catgui.widgets.pictures.data_grid import DataGrid
from engine.training.config import TrainingConfig

Key = Qt.Key


@pytest.fixture
def trained(window, qtbot):
    qtbot.train(window.session, window.workspace.dataset, TrainingConfig(hidden_layers=(4,), iterations=60))
    return window


@pytest.fixture
def playing(trained, qtbot):
    trained.player.play()
    qtbot.waitUntil(lambda: trained.session.now.snapshot.iterations == 0)
    return trained


def button(window):
    return window.findChild(QToolButton, "play_button")


def action(window, name):
    return window.findChild(QAction, f"{name}_action")


def test_button_and_menu_are_one_action_which_is_disabled_where_the_slider_is(window, qtbot):
    play, slider = action(window, "play"), window.findChild(QSlider, "time_slider")
    train_menu = next(menu for menu in window.menuBar().findChildren(QMenu) if menu.title() == "&Train")
    assert play in train_menu.actions()
    assert not slider.isEnabled()
    assert not play.isEnabled()
    assert play.property("obstacle") == "Train a network first."
    qtbot.train(window.session, window.workspace.dataset, TrainingConfig(hidden_layers=(4,), iterations=20))
    qtbot.waitUntil(slider.isEnabled)
    assert play.isEnabled()
    assert button(window).isEnabled()
    button(window).click()
    assert window.player.is_playing
    assert play.text() == "Sto&p playing"
    qtbot.mouseClick(button(window), Qt.MouseButton.LeftButton)
    assert not window.player.is_playing


def test_space_on_the_slider_plays_and_does_not_train(trained, qtbot):
    slider, run = trained.findChild(QSlider, "time_slider"), trained.session.now.run
    slider.setFocus()
    qtbot.keyClick(slider, Key.Key_Space)
    assert trained.player.is_playing
    qtbot.waitUntil(lambda: trained.session.now.snapshot.iterations == 0)
    qtbot.keyClick(slider, Key.Key_Space)
    assert not trained.player.is_playing
    assert trained.session.now.run is run


@pytest.mark.parametrize("key", [Key.Key_Escape, Key.Key_Space])
def test_esc_and_space_stop_it_and_do_nothing_else(playing, qtbot, key):
    run = playing.session.now.run
    playing.presentation.toggle()
    playing.player.play()
    qtbot.keyClick(playing.focusWidget() or playing, key)
    assert not playing.player.is_playing
    assert playing.session.now.run is run
    assert playing.property("presents")
    playing.presentation.toggle()


def test_any_touch_stops_it(playing, qtbot):
    grid = playing.findChild(DataGrid, "data_grid")
    qtbot.mouseClick(playing.panels, Qt.MouseButton.LeftButton)
    assert not playing.player.is_playing
    playing.player.play()
    qtbot.keyClick(grid, Key.Key_Right)
    assert not playing.player.is_playing


def test_where_answers_fills_the_window_it_has_the_button(trained, qtbot):
    trained.panels.open("answers_panel")
    spare = trained.findChild(QToolButton, "answers_play_button")
    assert not spare.isVisible()
    trained.panels.fill("answers_panel")
    qtbot.waitUntil(spare.isVisible)
    spare.click()
    assert trained.player.is_playing
    trained.player.stop()
    trained.panels.leave()
    qtbot.waitUntil(lambda: not spare.isVisible())
