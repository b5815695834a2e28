"""The deferred panels: each is made when it is first opened, or with the window if it is in front."""

import pytest
from PySide6.QtWidgets import QApplication, QDoubleSpinBox, QWidget

from catgui.help.panels import PANEL_HELP
from catgui.shell.main_window import MainWindow
from catgui.style.colors import Theme
from engine.training.config import TrainingConfig

FIRST = {"data_panel", "training_panel", "results_panel", "wrong_predictions_panel"}
NAMES = [name for name in PANEL_HELP if name not in FIRST]


@pytest.fixture
def window(qtbot, qapp, settings):
    """The main window before its deferred panels are made."""
    window = MainWindow(settings, Theme(qapp))
    qtbot.addWidget(window)
    window.show()
    yield window
    window.close()


def made_panels(window):
    return [name for name in NAMES if window.findChild(QWidget, name) is not None]


def test_deferred_panels_are_not_made_with_the_window(window):
    assert made_panels(window) == []
    pages = window.panels.pages
    assert [name for name in pages if pages[name].panel is None] == NAMES
    assert all(pages[name].title == PANEL_HELP[name].title for name in NAMES)


def shown_places(window):
    return {name: page.size() for name, page in window.panels.pages.items() if page.isVisible()}


def test_each_panel_is_put_into_its_page_and_nothing_moves(window):
    QApplication.processEvents()
    places = shown_places(window)
    window.make_all_panels()
    QApplication.processEvents()
    assert all(window.panels.pages[name].panel.objectName() == name for name in NAMES)
    assert shown_places(window) == places


@pytest.mark.parametrize("name", NAMES)
def test_opening_one_makes_it_alone(window, name):
    window.panels.open(name)
    assert window.findChild(QWidget, name).isVisible()
    assert made_panels(window) == [name]


def test_a_panel_that_was_in_front_is_made_with_the_window(window, qtbot, qapp, settings):
    window.panels.open("runs_panel")
    QApplication.processEvents()
    window.close()

    again = MainWindow(settings, Theme(qapp))
    qtbot.addWidget(again)
    again.show()

    assert again.findChild(QWidget, "runs_panel").isVisible()
    again.close()


def test_the_options_panel_and_the_form_edit_the_same_settings(window):
    window.training_settings.set_value("momentum", 0.5)
    window.make_all_panels()
    momentum = window.findChild(QDoubleSpinBox, "momentum_field")
    assert momentum.text() == "0.5"
    momentum.setValue(0.25)
    assert window.training_settings.config == TrainingConfig(momentum=0.25)


def test_a_window_closes_without_them(window):
    assert window.close()
    assert made_panels(window) == []
