"""The Help menu: F1, the glossary, the shortcuts and the lessons."""

from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication, QDoubleSpinBox, QPushButton, QTextBrowser, QToolButton, QWidget

from catgui.help.glossary import GLOSSARY
from catgui.help.lessons import LESSONS
from catgui.help.pages import LESSON, PANEL, plain_text
from catgui.help.panels import PANEL_HELP
from catgui.shell.tab_row import TabRow
from catgui.style.tooltips import unescape_caption
from catgui.widgets.basic.commands import Command
from engine.data.sources import BUILTIN
from tests.support.sample_widgets import fill_panels


def trigger(window, name):
    window._menus.actions[name].trigger()


def text(window):
    """What the page of Help says."""
    return window.findChild(QTextBrowser, "help_text").toPlainText()


def title(window):
    return text(window).splitlines()[0]


def panels(window):
    names = {widget.objectName() for widget in window.findChildren(QWidget)}
    return {name for name in names if name.endswith("_panel") and not name.startswith("qt_")}


def test_every_panel_has_help(window):
    window.create_deferred_panels()
    assert panels(window) == set(PANEL_HELP)


def test_the_keys_of_a_panel_are_those_of_its_commands(window):
    window.create_deferred_panels()
    trigger(window, "shortcuts")
    commands = [command for command in window.findChildren(Command) if not command.shortcut().isEmpty()]
    assert len(commands) > 20
    lines = text(window).splitlines()
    listed = set(pairwise(lines))
    for command in commands:
        title, tip = unescape_caption(command.text()), command.statusTip()
        what = title if tip in ("", title) else f"{title}. {tip}".replace("?.", "?")
        key = command.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        assert key == "M" or (key, what) in listed


def test_f1_explains_the_panel_with_the_focus(window):
    window.create_deferred_panels()
    for name, help_ in PANEL_HELP.items():
        panel = window.findChild(QWidget, name)
        window.panels.open(panel.objectName())
        panel.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # some have nothing to focus before a run
        panel.setFocus()
        trigger(window, "panel_help")
        dialog = window.findChild(QWidget, "help_window")
        assert dialog.isVisible()
        assert not dialog.isModal()
        assert plain_text(help_.text) in text(window)
        assert title(window) == help_.title
        dialog.close()
        window.activateWindow()


def test_after_a_click_on_a_tab_f1_and_fill_are_about_its_panel(window, qtbot):
    window.findChild(QDoubleSpinBox, "learning_rate_field").setFocus()
    click_tab(window, qtbot, "runs_panel")
    trigger(window, "panel_help")
    assert PANEL_HELP["runs_panel"].text in text(window)
    trigger(window, "fill_window")
    assert [name for name, page in window.panels.pages.items() if page.isVisible()] == ["runs_panel"]


def test_after_a_click_on_a_tab_space_trains_and_tab_leads_into_the_panel(window, qtbot):
    click_tab(window, qtbot, "reliability_panel")
    assert window._menus.actions["train"].shortcut() == QKeySequence("Space")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    panel = window.findChild(QWidget, "reliability_panel")
    assert QApplication.focusWidget() is not panel
    assert panel.isAncestorOf(QApplication.focusWidget())


def click_tab(window, qtbot, name):
    window.panels.open(name)
    window.panels.open("wrong_predictions_panel")
    QApplication.processEvents()
    row = window.findChild(TabRow, "bottom_row")
    bar, place = row.tabBar(), row.indexOf(window.panels.pages[name])
    qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(place).center())


def test_the_help_on_a_panel_leads_to_it(window, qtbot):
    for name in PANEL_HELP:
        window.help.show_page(f"{PANEL}{name}")
        window.findChild(QPushButton, "help_open_button").click()
        qtbot.waitUntil(lambda name=name: (panel := window.findChild(QWidget, name)) and panel.isVisible())
        assert window.findChild(QWidget, "help_window").isVisible()


def test_outside_all_panels_f1_explains_training(window):
    window.menuBar().setFocus()
    trigger(window, "panel_help")
    assert title(window) == "Training"


def test_the_glossary_is_opened_at_its_first_term(window):
    trigger(window, "glossary")
    assert title(window) == GLOSSARY[0].title


def test_all_shortcuts_of_the_menus_are_listed(window):
    window.findChild(QToolButton, "train_button").setFocus()  # for now, Space presses this button
    trigger(window, "shortcuts")
    lines = text(window).splitlines()
    native = QKeySequence.SequenceFormat.NativeText
    assert {action.shortcut().toString(native) for action in window.findChildren(QAction)} - {""} <= set(lines)
    assert lines[lines.index("Space") + 1] == "Train, pause, continue"


def test_help_opens_at_the_first_lesson(window):
    trigger(window, "lessons")
    assert title(window) == LESSONS[0].title


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.id)
def test_the_button_of_a_lesson_opens_its_data_with_its_settings_and_never_trains(
    window, qtbot, tmp_path, monkeypatch, lesson
):
    monkeypatch.setattr("catgui.help.commands.data_folder", lambda: tmp_path)
    window.help.show_page(f"{LESSON}{lesson.id}")
    with qtbot.waitSignal(window.workspace.dataset_changed):
        window.findChild(QPushButton, "help_stage_button").click()
    assert window.training_settings.config == lesson.settings
    assert (window.workspace.location == BUILTIN) is not lesson.is_of_folder
    assert window.session.now.run is None


def test_the_button_of_a_lesson_unticks_all_runs(window, qtbot):
    fill_panels(window, qtbot)
    window.runs.show(window.runs.records[0].number, True)
    window.help.show_lessons()
    window.findChild(QPushButton, "help_stage_button").click()
    assert not any(record.shown for record in window.runs.records)


def test_help_is_imported_when_it_is_used(window):
    assert "help" not in vars(window)
