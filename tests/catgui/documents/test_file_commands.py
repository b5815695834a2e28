"""Saving from the window where that cannot be done: it is told, and there is a way out."""

import errno
import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QPushButton, QWidget

from catgui.app import build_window
from catgui.widgets.basic.message_bar import MessageBar
from engine.data.hdf5 import writer
from engine.data.sources.opening import open_dataset
from engine.progress import no_progress
from engine.saved_model import file as model_file
from engine.saved_model.file import load_model
from engine.storage.user_dirs import NoHomeError
from engine.training.config import TrainingConfig
from tests.support.failing_disks import disk_full_on_fsync, refuse

SHORT = TrainingConfig(hidden_layers=(4,), iterations=20)


@pytest.fixture
def window(qtbot, settings, dataset):
    window = build_window(dataset, settings)
    qtbot.addWidget(window)
    window.show()
    with qtbot.waitSignal(window.session.completed):
        window.session.start(dataset, SHORT)
    yield window
    # pytest-qt has closed it before, and been asked.
    for box in window.findChildren(QMessageBox):
        box.close()
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


def nothing_is_being_written(window, qtbot):
    qtbot.waitUntil(lambda: window.files.saving.name is None)


def save_in_vain(window, qtbot):
    with qtbot.waitSignal(window.files.save_failed):
        window.files.save()
    nothing_is_being_written(window, qtbot)


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
    save_in_vain(window, qtbot)
    assert words in said(window)
    assert path.name in said(window)
    assert window.isWindowModified()
    qtbot.mouseClick(elsewhere(window), Qt.MouseButton.LeftButton)
    nothing_is_being_written(window, qtbot)
    assert load_model(tmp_path / "good.npz").config == SHORT
    assert not window.isWindowModified()
    assert said(window) == ""


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.EROFS, "writing is not allowed there"), (errno.EACCES, "writing is not allowed there")],
)
def test_a_folder_that_may_not_be_written_to_is_told(window, qtbot, choose, tmp_path, monkeypatch, number, words):
    refuse(monkeypatch, tmp_path / "locked", number)
    (tmp_path / "locked").mkdir()
    choose(tmp_path / "locked" / "cats.npz")
    save_in_vain(window, qtbot)
    assert words in said(window)
    assert "cats.npz" in said(window)
    assert window.isWindowModified()


def test_a_full_disk_keeps_the_old_model_and_the_question_open(window, qtbot, choose, tmp_path, monkeypatch):
    choose(tmp_path / "cats.npz")
    window.files.save()
    nothing_is_being_written(window, qtbot)
    assert not window.isWindowModified()
    before = (tmp_path / "cats.npz").read_bytes()
    with qtbot.waitSignal(window.session.completed):
        window.session.start(window.workspace.dataset, TrainingConfig(hidden_layers=(5,), iterations=20))
    disk_full_on_fsync(monkeypatch)
    choose(tmp_path / "cats.npz")
    window.close()
    box = next(box for box in window.findChildren(QMessageBox, "unsaved_question") if box.isVisible())
    with qtbot.waitSignal(window.files.save_failed):
        box.button(QMessageBox.StandardButton.Save).click()
    assert "the disk is full" in said(window)
    nothing_is_being_written(window, qtbot)
    assert window.isVisible()
    assert window.isWindowModified()
    assert elsewhere(window).isVisible()
    assert (tmp_path / "cats.npz").read_bytes() == before
    assert list(tmp_path.glob(".catgui-*")) == []


@pytest.mark.parametrize(
    ("command", "names", "written"),
    [
        ("choose_export", ("a.png", "b.png"), ("b.png",)),
        ("choose_export", ("a.svg", "b.csv"), ("b.csv",)),
        ("choose_export", ("a.html", "b.html"), ("b.html",)),
        ("choose_verdict_export", ("a.csv", "b.csv"), ("b.csv",)),
        ("choose_run_export", ("a.csv", "b.csv"), ("b.csv",)),
        ("choose_data_export", ("train_a.h5", "train_b.h5"), ("train_b.h5", "test_b.h5")),
        ("choose_export", ("a.py", "b.py"), ("b.py", "b_data.npz")),
        ("choose_export", ("a.ipynb", "b.ipynb"), ("b.ipynb", "b_data.npz")),
    ],
)
def test_what_cannot_be_written_can_be_elsewhere(window, qtbot, choose, tmp_path, command, names, written):
    first, second = (tmp_path / name for name in names)
    first.mkdir()
    choose(first, second)
    with qtbot.waitSignal(window.files.save_failed):
        getattr(window.files, command)()
    assert f"{first}: it could not be written: a folder has this name" in said(window)
    nothing_is_being_written(window, qtbot)
    qtbot.mouseClick(elsewhere(window), Qt.MouseButton.LeftButton)
    assert said(window) == ""
    nothing_is_being_written(window, qtbot)
    assert said(window) == ""
    for name in written:
        assert (tmp_path / name).stat().st_size > 0
    assert list(tmp_path.glob(".catgui-*")) == []


def test_data_that_are_saved_onto_a_full_disk_leave_the_old_ones(window, qtbot, choose, tmp_path, monkeypatch):
    (tmp_path / "train.h5").write_bytes(b"old")
    disk_full_on_fsync(monkeypatch)
    choose(tmp_path / "train.h5")
    with qtbot.waitSignal(window.files.save_failed):
        window.files.choose_data_export()
    assert "the disk is full" in said(window)
    assert elsewhere(window).isVisible()
    nothing_is_being_written(window, qtbot)
    assert (tmp_path / "train.h5").read_bytes() == b"old"
    assert not (tmp_path / "test.h5").exists()
    assert list(tmp_path.glob(".catgui-*")) == []


def test_data_are_not_saved_into_a_folder_that_may_not_be_written_to(window, qtbot, choose, tmp_path, monkeypatch):
    (tmp_path / "locked").mkdir()
    refuse(monkeypatch, tmp_path / "locked", errno.EROFS)
    choose(tmp_path / "locked" / "train.h5")
    with qtbot.waitSignal(window.files.save_failed):
        window.files.choose_data_export()
    assert "train.h5: it could not be written: writing is not allowed there" in said(window)
    nothing_is_being_written(window, qtbot)


class HeldUp:
    """Has a function that writes a file wait, once it has begun, until the test lets it go on."""

    def __init__(self, monkeypatch, module, name):
        self.began, self.go_on = threading.Event(), threading.Event()
        self._really_write = getattr(module, name)
        monkeypatch.setattr(module, name, self._write)

    def _write(self, one, other, progress=no_progress):
        progress(1, 2)
        self.began.set()
        assert self.go_on.wait(60)
        return self._really_write(one, other, progress)


@pytest.fixture
def held_up(monkeypatch):
    held_up = HeldUp(monkeypatch, writer, "write_pair")
    yield held_up
    held_up.go_on.set()


@pytest.fixture
def model_held_up(monkeypatch):
    held_up = HeldUp(monkeypatch, model_file, "save_model")
    yield held_up
    held_up.go_on.set()


def bar_of(window):
    return window.findChild(QWidget, "saving_bar")


def test_the_window_goes_on_while_data_are_saved(window, qtbot, choose, tmp_path, held_up):
    choose(tmp_path / "train.h5", tmp_path / "costs.csv")
    window.files.choose_data_export()
    qtbot.waitUntil(lambda: held_up.began.is_set() and bar_of(window).isVisible())
    with qtbot.waitSignal(window.session.completed):
        window.session.start(window.workspace.dataset, SHORT)
    window.files.choose_export()
    assert not (tmp_path / "train.h5").exists()
    held_up.go_on.set()
    nothing_is_being_written(window, qtbot)
    assert not bar_of(window).isVisible()
    assert (tmp_path / "costs.csv").exists()
    assert open_dataset(tmp_path / "train.h5").classes == window.workspace.dataset.classes


def test_saving_data_can_be_stopped_and_leaves_nothing(window, qtbot, choose, tmp_path, held_up):
    choose(tmp_path / "train.h5")
    window.files.choose_data_export()
    qtbot.waitUntil(lambda: held_up.began.is_set() and bar_of(window).isVisible())
    qtbot.mouseClick(window.findChild(QPushButton, "stop_saving_button"), Qt.MouseButton.LeftButton)
    held_up.go_on.set()
    nothing_is_being_written(window, qtbot)
    assert said(window) == ""
    assert list(tmp_path.glob("*.h5")) == []
    assert list(tmp_path.glob(".catgui-*")) == []


def test_a_window_that_is_closed_meanwhile_closes_when_all_is_there(window, qtbot, choose, tmp_path, held_up):
    assert window.files.saving.name is None
    choose(tmp_path / "cats.npz", tmp_path / "train.h5")
    window.files.save()
    window.files.choose_data_export()
    qtbot.waitUntil(held_up.began.is_set)
    assert not window.close()
    assert window.isVisible()
    held_up.go_on.set()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert open_dataset(tmp_path / "train.h5").classes == window.workspace.dataset.classes


def test_a_window_that_is_closed_meanwhile_asks_for_its_network_afterwards(window, qtbot, choose, tmp_path, held_up):
    choose(tmp_path / "train.h5")
    window.files.choose_data_export()
    qtbot.waitUntil(held_up.began.is_set)
    assert not window.close()
    assert window.findChildren(QMessageBox, "unsaved_question") == []
    held_up.go_on.set()
    qtbot.waitUntil(lambda: window.findChild(QMessageBox, "unsaved_question") is not None)
    window.findChild(QMessageBox, "unsaved_question").button(QMessageBox.StandardButton.Discard).click()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert (tmp_path / "train.h5").exists()


def test_a_window_that_is_closed_meanwhile_stays_if_it_could_not_be_written(window, qtbot, choose, tmp_path, held_up):
    choose(tmp_path / "missing" / "train.h5")
    window.files.choose_data_export()
    qtbot.waitUntil(held_up.began.is_set)
    assert not window.close()
    held_up.go_on.set()
    nothing_is_being_written(window, qtbot)
    assert window.isVisible()
    assert "there is no such folder" in said(window)
    assert elsewhere(window).isVisible()


def save_when_asked(window):
    window.close()
    box = next(box for box in window.findChildren(QMessageBox, "unsaved_question") if box.isVisible())
    box.button(QMessageBox.StandardButton.Save).click()


def test_the_window_goes_on_while_a_network_is_saved(window, qtbot, choose, tmp_path, model_held_up):
    choose(tmp_path / "cats.npz")
    window.files.save()
    qtbot.waitUntil(lambda: model_held_up.began.is_set() and bar_of(window).isVisible())
    assert window.isWindowModified()
    window.grab()
    model_held_up.go_on.set()
    nothing_is_being_written(window, qtbot)
    assert not window.isWindowModified()
    assert "cats.npz" in window.windowTitle()


def test_a_network_that_came_while_the_one_before_was_saved_is_in_no_file(
    window, qtbot, choose, tmp_path, model_held_up
):
    choose(tmp_path / "cats.npz")
    window.files.save()
    qtbot.waitUntil(model_held_up.began.is_set)
    with qtbot.waitSignal(window.session.completed):
        window.session.start(window.workspace.dataset, TrainingConfig(hidden_layers=(5,), iterations=20))
    model_held_up.go_on.set()
    nothing_is_being_written(window, qtbot)
    assert load_model(tmp_path / "cats.npz").config == SHORT
    assert window.isWindowModified()
    assert window.document.path is None


def test_a_window_that_saves_before_it_closes_asks_for_a_network_that_came_meanwhile(
    window, qtbot, choose, tmp_path, model_held_up
):
    choose(tmp_path / "cats.npz")
    save_when_asked(window)
    qtbot.waitUntil(model_held_up.began.is_set)
    with qtbot.waitSignal(window.session.completed):
        window.session.start(window.workspace.dataset, TrainingConfig(hidden_layers=(5,), iterations=20))
    model_held_up.go_on.set()
    nothing_is_being_written(window, qtbot)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not None)
    assert window.isVisible()
    QApplication.activeModalWidget().button(QMessageBox.StandardButton.Discard).click()
    qtbot.waitUntil(lambda: not window.isVisible())


def test_a_window_whose_user_goes_on_to_export_stays(window, qtbot, tmp_path, monkeypatch, model_held_up):
    def choose_slowly(*_):
        # The dialog lets events happen, and what was to be written before the window closes is written.
        model_held_up.go_on.set()
        nothing_is_being_written(window, qtbot)
        return str(tmp_path / "costs.csv"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "cats.npz"), ""))
    save_when_asked(window)
    qtbot.waitUntil(model_held_up.began.is_set)
    assert not window.close()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose_slowly)
    window.files.choose_export()
    assert window.isVisible()
    nothing_is_being_written(window, qtbot)
    assert (tmp_path / "costs.csv").stat().st_size > 0
    assert (tmp_path / "cats.npz").stat().st_size > 0


def test_a_network_whose_saving_is_stopped_is_not_saved_and_the_window_stays(
    window, qtbot, choose, tmp_path, model_held_up
):
    choose(tmp_path / "cats.npz")
    save_when_asked(window)
    qtbot.waitUntil(lambda: model_held_up.began.is_set() and bar_of(window).isVisible())
    qtbot.mouseClick(window.findChild(QPushButton, "stop_saving_button"), Qt.MouseButton.LeftButton)
    model_held_up.go_on.set()
    nothing_is_being_written(window, qtbot)
    assert window.isVisible()
    assert window.isWindowModified()
    assert not (tmp_path / "cats.npz").exists()
    assert list(tmp_path.glob(".catgui-*")) == []


def test_the_way_out_is_gone_when_something_else_is_said(window, qtbot, choose, tmp_path):
    choose(tmp_path / "missing" / "cats.npz")
    save_in_vain(window, qtbot)
    window.files.export(tmp_path / "costs.txt")
    assert "ends in .png, .svg, .csv, .html, .ipynb or .py" in said(window)
    assert [button for button in message(window).findChildren(QPushButton) if button.isVisible()] == []


def test_a_name_that_gets_its_ending_here_replaces_nothing_unasked(window, choose, tmp_path):
    (tmp_path / "cats.npz").write_text("precious")
    choose(tmp_path / "cats")
    window.files.save()
    assert window.files.saving.name is None
    assert (tmp_path / "cats.npz").read_text() == "precious"
    assert "cats.npz is there already; to replace it, choose it by its whole name" in said(window)


def test_the_folder_of_the_log_is_opened_or_named(window, tmp_path, monkeypatch):
    opened = []
    monkeypatch.setattr("catgui.services.log.log_folder", lambda: tmp_path)
    monkeypatch.setattr(
        "catgui.services.log.QDesktopServices.openUrl", lambda url: opened.append(url.toLocalFile()) or True
    )
    window._menus.actions["open_log"].trigger()
    assert opened == [str(tmp_path)]
    assert said(window) == ""
    monkeypatch.setattr("catgui.services.log.QDesktopServices.openUrl", lambda url: False)
    window._menus.actions["open_log"].trigger()
    assert "The folder of the log could not be opened. It is " in said(window)


def test_where_there_is_no_folder_for_a_log_it_is_told(window, monkeypatch):
    def no_home_folder():
        raise NoHomeError

    monkeypatch.setattr("catgui.services.log.log_folder", no_home_folder)
    window._menus.actions["open_log"].trigger()
    assert said(window).startswith("There is no log. This user has no home folder")
