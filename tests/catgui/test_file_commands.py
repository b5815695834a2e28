"""Saving from the window where that cannot be done: it is told, and there is a way out."""

import errno

import pytest
from failing_disks import full_at_the_end, refuse
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox, QPushButton

from catgui.app import build_window
from catgui.widgets.message_bar import MessageBar
from engine.config import TrainingConfig
from engine.model_file import load_model

SHORT = TrainingConfig(hidden_layers=(4,), iterations=20)


@pytest.fixture
def window(qtbot, settings, dataset):
    window = build_window(dataset, settings)
    qtbot.addWidget(window)
    window.show()
    with qtbot.waitSignal(window.session.completed):
        window.session.start(dataset, SHORT)
    yield window
    window.session.reset()
    window.close()


@pytest.fixture
def choose(monkeypatch):
    """Answers the dialogs that ask where to save, one path after the other; then they are cancelled."""
    answers = []

    def answer(*_):
        return (str(answers.pop(0)) if answers else ""), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    return lambda *paths: answers.extend(paths)


def message(window):
    return window.findChild(MessageBar, "message_bar")


def said(window):
    return message(window).text if message(window).isVisible() else ""


def elsewhere(window):
    (button,) = (button for button in message(window).findChildren(QPushButton) if button.isVisibleTo(window))
    assert button.text() == "Save elsewhere…"
    return button


def taken_by_a_folder(path):
    path.mkdir()
    return path


PLACES = [
    pytest.param(
        lambda folder: (folder / "cats.npz").mkdir() or folder / "cats.npz", "a folder has this name", id="folder"
    ),
    pytest.param(lambda folder: folder / f"{'n' * 300}.npz", "the name is too long", id="long"),
    pytest.param(lambda folder: folder / "missing" / "cats.npz", "there is no such folder", id="missing"),
]


@pytest.mark.parametrize(("place", "words"), PLACES)
def test_where_a_model_cannot_be_saved_it_is_told_and_can_be_saved_elsewhere(
    window, qtbot, choose, tmp_path, place, words
):
    path = place(tmp_path)
    choose(path, tmp_path / "good.npz")
    assert not window.files.save()
    assert words in said(window)
    assert path.name in said(window)
    assert window.isWindowModified()
    qtbot.mouseClick(elsewhere(window), Qt.MouseButton.LeftButton)
    assert load_model(tmp_path / "good.npz").config == SHORT
    assert not window.isWindowModified()
    assert said(window) == ""


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.EROFS, "writing is not allowed there"), (errno.EACCES, "writing is not allowed there")],
)
def test_a_folder_that_may_not_be_written_to_is_told(window, choose, tmp_path, monkeypatch, number, words):
    refuse(monkeypatch, tmp_path / "locked", number)
    (tmp_path / "locked").mkdir()
    choose(tmp_path / "locked" / "cats.npz")
    assert not window.files.save()
    assert words in said(window)
    assert "cats.npz" in said(window)
    assert window.isWindowModified()


def test_a_full_disk_keeps_the_old_model_and_the_question_open(window, qtbot, choose, tmp_path, monkeypatch):
    choose(tmp_path / "cats.npz")
    assert window.files.save()
    before = (tmp_path / "cats.npz").read_bytes()
    with qtbot.waitSignal(window.session.completed):
        window.session.start(window.workspace.dataset, TrainingConfig(hidden_layers=(5,), iterations=20))
    full_at_the_end(monkeypatch)
    choose(tmp_path / "cats.npz")
    window.close()
    box = next(box for box in window.findChildren(QMessageBox, "unsaved_question") if box.isVisible())
    box.button(QMessageBox.StandardButton.Save).click()
    assert "the disk is full" in said(window)
    assert window.isVisible()
    assert window.isWindowModified()
    assert elsewhere(window).isVisible()
    assert (tmp_path / "cats.npz").read_bytes() == before
    assert list(tmp_path.glob(".catgui-*")) == []


@pytest.mark.parametrize(
    ("command", "names"),
    [
        ("choose_export", ("a.png", "b.png")),
        ("choose_export", ("a.svg", "b.csv")),
        ("choose_verdict_export", ("a.csv", "b.csv")),
        ("choose_run_export", ("a.csv", "b.csv")),
    ],
)
def test_what_cannot_be_exported_can_be_exported_elsewhere(window, qtbot, choose, tmp_path, command, names):
    first, second = (tmp_path / name for name in names)
    first.mkdir()
    choose(first, second)
    getattr(window.files, command)()
    assert f"{first}: it could not be written: a folder has this name" in said(window)
    assert not second.exists()
    qtbot.mouseClick(elsewhere(window), Qt.MouseButton.LeftButton)
    assert second.stat().st_size > 0
    assert said(window) == ""


def test_the_way_out_is_gone_when_something_else_is_said(window, choose, tmp_path):
    choose(tmp_path / "missing" / "cats.npz")
    window.files.save()
    window.files.export(tmp_path / "costs.txt")
    assert "ends in .png, .svg, .csv, .html, .ipynb or .py" in said(window)
    assert [button for button in message(window).findChildren(QPushButton) if button.isVisible()] == []


def test_a_name_that_gets_its_ending_here_replaces_nothing_unasked(window, choose, tmp_path):
    (tmp_path / "cats.npz").write_text("precious")
    choose(tmp_path / "cats")
    assert not window.files.save()
    assert (tmp_path / "cats.npz").read_text() == "precious"
    assert "cats.npz is there already; to replace it, choose it by its whole name" in said(window)


def test_the_folder_of_the_log_is_opened_or_named(window, tmp_path, monkeypatch):
    opened = []
    monkeypatch.setattr("catgui.fault_log.log_folder", lambda: tmp_path)
    monkeypatch.setattr(
        "catgui.fault_log.QDesktopServices.openUrl", lambda url: opened.append(url.toLocalFile()) or True
    )
    window._menus.actions["open_log"].trigger()
    assert opened == [str(tmp_path)]
    assert said(window) == ""
    monkeypatch.setattr("catgui.fault_log.QDesktopServices.openUrl", lambda url: False)
    window._menus.actions["open_log"].trigger()
    assert "The folder of the log could not be opened. It is " in said(window)
