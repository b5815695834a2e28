"""The table of runs, as a user works with it."""

import re
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QTableView

from catgui.models.training.run_history import RunHistory
from catgui.models.training.session import TrainingSession
from catgui.models.undo_stack import UndoStack
from catgui.panels.runs_panel import RunsPanel
from catgui.style.tooltips import unescape_caption
from engine.training.config import TrainingConfig

QUICK = TrainingConfig(hidden_layers=(4,), iterations=30)


@pytest.fixture
def panel(qtbot, dataset):
    session, stack = TrainingSession(), UndoStack()
    panel = RunsPanel(RunHistory(session, stack, session))
    panel.session, panel.stack = session, stack
    qtbot.addWidget(panel)
    panel.resize(1000, 260)
    panel.show()
    qtbot.waitUntil(panel.isActiveWindow)
    yield panel
    session.shutdown()


@pytest.fixture
def trained(panel, dataset, qtbot):
    for seed in (1, 2, 3):
        qtbot.train(panel.session, dataset, replace(QUICK, seed=seed))
    return panel


def table(panel):
    return panel.findChild(QTableView, "runs_table")


def cell(panel, row, column):
    return table(panel).model().index(row, column)


def text(panel, row, title):
    model = table(panel).model()
    titles = [model.headerData(k, Qt.Orientation.Horizontal) for k in range(model.columnCount())]
    return model.index(row, titles.index(title)).data()


def select_row(qtbot, panel, row, keys=Qt.KeyboardModifier.NoModifier):
    spot = table(panel).visualRect(cell(panel, row, 4)).center()
    qtbot.mouseClick(table(panel).viewport(), Qt.MouseButton.LeftButton, keys, spot)


def line(panel):
    return panel.findChild(QLabel, "runs_line").text()


def test_a_row_shows_settings_and_figures(trained):
    snapshot = trained.session.now.snapshot
    assert text(trained, 0, "Run") == "Run 3"
    assert text(trained, 0, "Layers") == "4"
    assert text(trained, 0, "Seed") == "3"
    assert text(trained, 0, "Iterations") == "30"
    assert text(trained, 0, "Test") == f"{snapshot.test.accuracy:.1%}"
    assert text(trained, 0, "Training") == f"{snapshot.train.accuracy:.1%}"


def is_hidden(panel, title):
    model = table(panel).model()
    titles = [model.headerData(k, Qt.Orientation.Horizontal) for k in range(model.columnCount())]
    return table(panel).isColumnHidden(titles.index(title))


@pytest.mark.parametrize("width", [912, 1600])
def test_the_columns_fill_the_table(trained, qtbot, width):
    trained.resize(width, 212)
    qtbot.waitUntil(lambda: table(trained).horizontalHeader().length() == table(trained).viewport().width())


def test_the_last_column_is_hidden_while_it_is_empty(trained, dataset, qtbot):
    assert is_hidden(trained, "Notes")
    qtbot.train(trained.session, dataset, replace(QUICK, momentum=0.5))
    assert not is_hidden(trained, "Notes")
    assert text(trained, 0, "Notes") == "Momentum β: 0.5"
    trained._history.remove([4])
    assert is_hidden(trained, "Notes")


def test_a_check_box_draws_a_run_over_the_plot(trained, qtbot):
    box = table(trained).visualRect(cell(trained, 1, 0))
    qtbot.mouseClick(table(trained).viewport(), Qt.MouseButton.LeftButton, pos=box.topLeft() + QPoint(12, 12))
    assert [record.title for record in trained._history.ticked_records(None)] == ["Run 2"]


def test_f2_renames_a_run(trained, qtbot):
    table(trained).setFocus()
    table(trained).setCurrentIndex(cell(trained, 2, 0))
    qtbot.keyClick(table(trained), Qt.Key.Key_F2)
    (editor,) = table(trained).viewport().findChildren(QLineEdit)
    qtbot.keyClicks(editor, "slow start")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: text(trained, 2, "Run") == "slow start")


def test_one_run_is_compared_with_the_last_and_two_with_each_other(trained, qtbot):
    select_row(qtbot, trained, 2)
    assert re.fullmatch(r"Run 1 → Run 3: .+% before, .+% now: 5 answers changed. Seed: 1 → 3\.", line(trained))
    select_row(qtbot, trained, 1, Qt.KeyboardModifier.ControlModifier)
    assert line(trained).startswith("Run 1 → Run 2: ")


def test_delete_removes_the_selected_runs_and_undo_restores_them(trained, qtbot):
    select_row(qtbot, trained, 1)
    qtbot.keyClick(table(trained), Qt.Key.Key_Delete)
    assert [text(trained, row, "Run") for row in range(2)] == ["Run 3", "Run 1"]
    trained.stack.undo()
    assert [text(trained, row, "Run") for row in range(3)] == ["Run 3", "Run 2", "Run 1"]


def test_the_menu_of_a_run_has_the_commands_of_the_buttons(trained, qtbot):
    commands = table(trained).actions()
    texts = ["Bring back", "Rename", "Remove"]
    assert [unescape_caption(command.text()) for command in commands] == texts
    assert [command.isEnabled() for command in commands] == [False] * 3
    select_row(qtbot, trained, 1)
    assert all(command.isEnabled() for command in commands)
    with qtbot.waitSignal(trained.bring_back.triggered):
        commands[0].trigger()
    assert trained.selected[0].title == "Run 2"
    select_row(qtbot, trained, 0)
    assert not commands[0].isEnabled(), "it is the run that is shown"


def test_enter_ends_a_new_name_and_brings_nothing_back(trained, qtbot):
    select_row(qtbot, trained, 2)
    qtbot.keyClick(table(trained), Qt.Key.Key_F2)
    (editor,) = table(trained).viewport().findChildren(QLineEdit)
    with qtbot.assertNotEmitted(trained.bring_back.triggered):
        qtbot.keyClicks(editor, "slow")
        qtbot.keyClick(editor, Qt.Key.Key_Delete)
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: text(trained, 2, "Run") == "slow")
    assert table(trained).model().rowCount() == 3
