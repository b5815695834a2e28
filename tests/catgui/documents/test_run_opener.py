"""Recorded runs are brought back whole: data, network, curves, settings."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QTableView

from engine.data.edits import PictureKey
from engine.training.config import TrainingConfig
from tests.support.messages import error, notice
from tests.support.small_data import make_dataset, save_pair

CONFIG = TrainingConfig((4,), iterations=30, momentum=0.9)


@pytest.fixture
def data(tmp_path):
    """Two places with data."""
    places = tmp_path / "first", tmp_path / "second"
    for seed, place in enumerate(places):
        place.mkdir()
        save_pair(place, make_dataset(seed=seed))
    return places


@pytest.fixture
def question(monkeypatch):
    asked = []
    monkeypatch.setattr(QMessageBox, "open", lambda box: asked.append(box.text()))
    return asked


def open_data(window, place, qtbot):
    with qtbot.waitSignal(window.workspace.dataset_changed):
        window.workspace.open([str(place)])


def train(window, qtbot, config=CONFIG):
    qtbot.train(window.session, window.workspace.dataset, config)


def test_other_data_ask_nothing_and_the_run_can_be_brought_back(window, data, qtbot, question):
    open_data(window, data[0], qtbot)
    train(window, qtbot)
    costs = window.session.now.costs.train.tolist()
    open_data(window, data[1], qtbot)
    assert question == []
    assert window.session.now.run is None

    window.files.run_opener.restore(window.runs.records[0])

    qtbot.waitUntil(lambda: window.playback.can_seek)
    assert window.workspace.location == [str(data[0])]
    assert window.session.now.costs.train.tolist() == costs
    assert window.runs.current.number == 1
    assert len(window.runs.records) == 1
    assert window.training_settings.config == CONFIG


def test_the_curve_is_shown_while_the_run_is_repeated(window, data, qtbot):
    open_data(window, data[0], qtbot)
    train(window, qtbot)
    record = window.runs.current
    window.session.reset()
    window.files.run_opener.restore(record)
    assert window.session.now.costs.train.tolist() == record.train.tolist()
    assert window.playback.reproducer.is_repeating
    assert (window.session.now.network, window.runs.current) == (None, record)
    qtbot.waitUntil(lambda: window.playback.can_seek)
    assert window.session.now.network is not None
    assert window.runs.current is record


def test_a_run_of_the_same_data_comes_back_from_the_table_and_can_be_continued(window, data, qtbot):
    open_data(window, data[0], qtbot)
    train(window, qtbot, replace(CONFIG, iterations=50))
    expected = window.session.now.costs.train.tolist()
    train(window, qtbot)
    train(window, qtbot, replace(CONFIG, seed=9))
    window.make_all_panels()
    table = window.findChild(QTableView, "runs_table")
    window.panels.open("runs_panel")
    table.selectRow(1)
    qtbot.waitUntil(window.isActiveWindow)
    table.setFocus()

    qtbot.keyClick(table, Qt.Key.Key_Return)

    qtbot.waitUntil(lambda: window.playback.can_seek and window.runs.current.number == 2)
    window.controls.retrains_on_change = False
    with qtbot.wait_for_end(window.session):
        window.session.extend(50)
    assert window.session.now.costs.train.tolist() == expected


def test_changed_data_are_said_and_leave_the_curve_of_the_run(window, data, qtbot):
    open_data(window, data[0], qtbot)
    train(window, qtbot)
    record = window.runs.current
    open_data(window, data[1], qtbot)
    train(window, qtbot, replace(CONFIG, seed=4))
    save_pair_anew(data[0])

    window.files.run_opener.restore(record)

    qtbot.waitUntil(lambda: "cannot be repeated: " in error(window).text)
    assert "You see its curve alone" in error(window).text
    assert window.session.now.costs.train.tolist() == record.train.tolist()
    assert not window.document.can_save
    open_data(window, data[1], qtbot)
    assert window.session.now.run is None


def save_pair_anew(place):
    for file in place.iterdir():
        file.unlink()
    save_pair(place, make_dataset(seed=77))


def test_data_that_are_gone_are_said(window, data, qtbot, tmp_path):
    open_data(window, data[0], qtbot)
    train(window, qtbot)
    record = window.runs.current
    open_data(window, data[1], qtbot)
    data[0].rename(tmp_path / "moved")
    with qtbot.waitSignal(window.workspace.not_opened):
        window.files.run_opener.restore(record)
    assert window.workspace.location == [str(data[1])]


def test_a_run_with_other_edits_comes_back_on_the_open_data_as_one_undo_step(window, data, qtbot):
    open_data(window, data[0], qtbot)
    train(window, qtbot)
    costs, original = window.session.now.costs.train.tolist(), window.workspace.dataset
    window.data_editor.relabel([PictureKey("train", 1)], 1)  # which trains again
    qtbot.wait_for_end(window.session).wait()
    edited = window.workspace.dataset
    window.training_settings.set_config(replace(CONFIG, seed=6))
    qtbot.waitUntil(lambda: window.runs.current is not None and window.runs.current.config.seed == 6)
    runs = len(window.runs.records)

    window.files.run_opener.restore(window.runs.records[-1])

    qtbot.waitUntil(lambda: window.playback.can_seek and window.runs.current.number == 1)
    assert window.workspace.dataset is original
    assert window.session.now.costs.train.tolist() == costs
    assert notice(window).text == "Run 1 is back, with its own edits. Undo brings yours back."
    assert len(window.runs.records) == runs, "nothing is trained again"
    assert window.session.now.is_inactive
    with qtbot.wait_for_end(window.session):
        window.training_settings.undo_stack.undo()
    assert window.workspace.dataset.edits == edited.edits
    assert window.session.now.run.config.seed == 6
