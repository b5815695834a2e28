"""Saving and exporting from the window: in the background, with errors that offer another file."""

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QImage
from PySide6.QtWidgets import QFileDialog, QMessageBox, QPushButton, QWidget

from catgui.app import _create_window
from catgui.documents import save_commands
from catgui.models.messages import user_messages
from catgui.widgets.basic.commands import figure_exports
from engine.data.sources import open_dataset
from engine.progress import UNOBSERVED
from engine.saved_model import file as model_file
from engine.saved_model.file import load_model
from engine.training.config import TrainingConfig
from tests.support.failing_disks import disk_full_on_fsync
from tests.support.messages import error

SHORT = TrainingConfig(hidden_layers=(4,), iterations=20)


@pytest.fixture
def window(qtbot, settings, dataset):
    window = _create_window(settings)
    window.workspace.set_dataset(dataset)
    qtbot.addWidget(window)
    window.show()
    qtbot.train(window.session, dataset, SHORT)
    yield window
    # pytest-qt has closed it before, and been asked.
    for box in window.findChildren(QMessageBox):
        box.close()
    window.session.reset()
    window.close()


@pytest.fixture
def choose(monkeypatch):
    """Answers the save dialogs with one path after the other; then they are cancelled."""
    answers = []

    def answer(*_):
        return (str(answers.pop(0)) if answers else ""), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    return lambda *paths: answers.extend(paths)


def wait_until_written(window, qtbot):
    qtbot.waitUntil(lambda: window.files.save_commands.queue.name is None)


def fail_to_save(window, qtbot):
    with qtbot.waitSignal(user_messages.posted):
        window.files.save_commands.save()
    wait_until_written(window, qtbot)


PLACES = [
    pytest.param(
        lambda folder: (folder / "cats.npz").mkdir() or folder / "cats.npz", "a folder has this name", id="folder"
    ),
    pytest.param(lambda folder: folder / f"{'n' * 300}.npz", "the name is too long", id="long"),
    pytest.param(lambda folder: folder / "missing" / "cats.npz", "there is no such folder", id="missing"),
]


@pytest.mark.parametrize(("place", "words"), PLACES)
def test_a_model_that_cannot_be_saved_is_an_error_and_can_be_saved_elsewhere(
    window, qtbot, choose, tmp_path, place, words
):
    path = place(tmp_path)
    choose(path, tmp_path / "good.npz")
    fail_to_save(window, qtbot)
    assert words in error(window).text
    assert path.name in error(window).text
    assert window.document.path is None
    error(window).press("Save elsewhere…")
    wait_until_written(window, qtbot)
    assert load_model(tmp_path / "good.npz").config == SHORT
    assert not window.isWindowModified()
    assert error(window).text == ""


# A command, the file that cannot be written, and those that are written in its place.
WRITTEN_ELSEWHERE = [
    ("choose_export plot", "a.png", ("b.png",)),
    ("choose_export plot", "a.svg", ("b.csv",)),
    ("choose_prediction_export", "a.csv", ("b.csv",)),
    ("choose_data_export", "train_a.h5", ("train_b.h5", "test_b.h5")),
    ("choose_export notebook", "a.ipynb", ("b.ipynb", "b_data.npz")),
]


def test_an_export_that_cannot_be_written_can_be_written_elsewhere(window, qtbot, choose, tmp_path):
    for number, (command, refused, written) in enumerate(WRITTEN_ELSEWHERE):
        folder = tmp_path / str(number)
        first = folder / refused
        first.mkdir(parents=True)
        choose(first, folder / written[0])
        with qtbot.waitSignal(user_messages.posted):
            name, *arguments = command.split()
            getattr(window.files.save_commands, name)(*arguments)
        assert f"{first}: it could not be written: a folder has this name" in error(window).text
        wait_until_written(window, qtbot)
        error(window).press("Save elsewhere…")
        assert error(window).text == ""
        wait_until_written(window, qtbot)
        assert error(window).text == ""
        for file in written:
            assert (folder / file).stat().st_size > 0
        assert list(folder.glob(".catgui-*")) == []


@pytest.fixture
def asked(monkeypatch):
    """The names and filters that the save dialogs suggest; each is answered with the suggestion."""
    suggestions = []

    def answer(_parent, _title, suggestion, filters):
        suggestions.append((suggestion, filters))
        return suggestion, ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    return suggestions


EXPORTS = {
    "plot": ("run-1.png", "Plot as PNG (*.png);;Plot as SVG (*.svg)"),
    "costs": ("run-1.csv", "Costs and runs as CSV (*.csv)"),
    "notebook": ("run-1.ipynb", "Jupyter notebook (*.ipynb)"),
    "page": ("network.html", "Web page (*.html)"),
    "predictions": ("predictions.csv", "Predictions as CSV (*.csv)"),
}


def test_each_export_of_the_menu_has_its_own_name_and_format(window, qtbot, tmp_path, asked):
    window.settings.save_folder = str(tmp_path)
    for name, (file, kinds) in EXPORTS.items():
        action = window.findChild(QAction, f"export_{name}_action")
        action.setEnabled(True)  # that of predictions needs photos
        with qtbot.waitSignal(user_messages.posted) as notified:
            action.trigger()
        assert asked == [(str(tmp_path / file), kinds)]
        asked.clear()
        assert (tmp_path / file).stat().st_size > 0
        is_notebook = name == "notebook"
        archive = " and the archive of its pictures" if is_notebook else ""
        assert notified.args[0].text == f"Saved {file}{archive}"
        captions = ["Open folder"] if is_notebook else ["Open", "Open folder"]
        assert [caption for caption, _ in notified.args[0].actions] == captions


def test_what_was_saved_is_opened_with_the_program_of_the_system(
    window, qtbot, tmp_path, choose, monkeypatch, user_errors
):
    choose(tmp_path / "plot.png")
    with qtbot.waitSignal(user_messages.posted) as notified:
        window.files.save_commands.choose_export("plot")
    actions, opened = dict(notified.args[0].actions), []
    openers = "catgui.desktop.system.QDesktopServices.openUrl"
    monkeypatch.setattr(openers, lambda url: opened.append(Path(url.toLocalFile())) or True)
    for caption in ("Open", "Open folder"):
        actions[caption]()
    assert opened == [tmp_path / "plot.png", tmp_path]
    monkeypatch.setattr(openers, lambda url: False)
    actions["Open"]()
    assert user_errors == [f"{tmp_path / 'plot.png'} could not be opened."]


class PausedWriter:
    """Replaces a function that writes a file by one that waits, once it has begun, for `go_on`."""

    def __init__(self, monkeypatch, module, name):
        self.began, self.go_on = threading.Event(), threading.Event()
        self._really_write = getattr(module, name)
        monkeypatch.setattr(module, name, self._write)

    def _write(self, one, other, work=UNOBSERVED):
        work.report(1, 2)
        self.began.set()
        assert self.go_on.wait(60)
        return self._really_write(one, other, work)


@pytest.fixture
def paused(monkeypatch):
    paused = PausedWriter(monkeypatch, save_commands, "write_pair")
    yield paused
    paused.go_on.set()


@pytest.fixture
def paused_model(monkeypatch):
    paused = PausedWriter(monkeypatch, model_file, "save_model")
    yield paused
    paused.go_on.set()


def bar_of(window):
    return window.findChild(QWidget, "saving_bar")


def test_the_window_responds_while_data_are_saved(window, qtbot, choose, tmp_path, paused):
    choose(tmp_path / "train.h5", tmp_path / "costs.csv")
    window.files.save_commands.choose_data_export()
    qtbot.waitUntil(lambda: paused.began.is_set() and bar_of(window).isVisible())
    qtbot.train(window.session, window.workspace.dataset, SHORT)
    window.files.save_commands.choose_export("costs")
    assert not (tmp_path / "train.h5").exists()
    paused.go_on.set()
    wait_until_written(window, qtbot)
    assert not bar_of(window).isVisible()
    assert (tmp_path / "costs.csv").exists()
    assert open_dataset(tmp_path / "train.h5").classes == window.workspace.dataset.classes


def test_saving_data_can_be_cancelled_and_leaves_no_file(window, qtbot, choose, tmp_path, paused):
    choose(tmp_path / "train.h5")
    window.files.save_commands.choose_data_export()
    qtbot.waitUntil(lambda: paused.began.is_set() and bar_of(window).isVisible())
    qtbot.mouseClick(window.findChild(QPushButton, "stop_saving_button"), Qt.MouseButton.LeftButton)
    paused.go_on.set()
    wait_until_written(window, qtbot)
    assert error(window).text == ""
    assert list(tmp_path.glob("*.h5")) == []
    assert list(tmp_path.glob(".catgui-*")) == []


def test_a_window_closed_meanwhile_closes_when_all_is_written(window, qtbot, choose, tmp_path, paused):
    assert window.files.save_commands.queue.name is None
    choose(tmp_path / "cats.npz", tmp_path / "train.h5")
    window.files.save_commands.save()
    window.files.save_commands.choose_data_export()
    qtbot.waitUntil(paused.began.is_set)
    assert not window.close()
    assert window.isVisible()
    paused.go_on.set()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert open_dataset(tmp_path / "train.h5").classes == window.workspace.dataset.classes


def test_a_window_closed_meanwhile_stays_open_if_writing_fails(window, qtbot, choose, tmp_path, paused):
    choose(tmp_path / "missing" / "train.h5")
    window.files.save_commands.choose_data_export()
    qtbot.waitUntil(paused.began.is_set)
    assert not window.close()
    paused.go_on.set()
    wait_until_written(window, qtbot)
    assert window.isVisible()
    assert "there is no such folder" in error(window).text
    assert error(window).captions == ["Save elsewhere…"]


def test_a_full_disk_keeps_the_old_model(window, qtbot, choose, tmp_path, monkeypatch):
    choose(tmp_path / "cats.npz")
    window.files.save_commands.save()
    wait_until_written(window, qtbot)
    before = (tmp_path / "cats.npz").read_bytes()
    qtbot.train(window.session, window.workspace.dataset, TrainingConfig(hidden_layers=(5,), iterations=20))
    disk_full_on_fsync(monkeypatch)
    choose(tmp_path / "cats.npz")
    window.files.save_commands.save()
    wait_until_written(window, qtbot)
    assert "the disk is full" in error(window).text
    assert error(window).captions == ["Save elsewhere…"]
    assert (tmp_path / "cats.npz").read_bytes() == before
    assert list(tmp_path.glob(".catgui-*")) == []


def save_and_close(window):
    window.files.save_commands.save()
    window.close()


def test_a_network_trained_while_another_is_saved_is_in_no_file(window, qtbot, choose, tmp_path, paused_model):
    choose(tmp_path / "cats.npz")
    window.files.save_commands.save()
    qtbot.waitUntil(paused_model.began.is_set)
    qtbot.train(window.session, window.workspace.dataset, TrainingConfig(hidden_layers=(5,), iterations=20))
    paused_model.go_on.set()
    wait_until_written(window, qtbot)
    assert load_model(tmp_path / "cats.npz").config == SHORT
    assert window.document.path is None


def test_a_window_with_an_open_file_dialog_stays_open(window, qtbot, tmp_path, monkeypatch, paused_model):
    def choose_slowly(*_):
        # The dialog lets events happen, and what was to be written before the window closes is written.
        paused_model.go_on.set()
        wait_until_written(window, qtbot)
        return str(tmp_path / "costs.csv"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "cats.npz"), ""))
    save_and_close(window)
    qtbot.waitUntil(paused_model.began.is_set)
    assert not window.close()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose_slowly)
    window.files.save_commands.choose_export("costs")
    assert window.isVisible()
    wait_until_written(window, qtbot)
    assert (tmp_path / "costs.csv").stat().st_size > 0
    assert (tmp_path / "cats.npz").stat().st_size > 0


def test_a_model_whose_saving_is_cancelled_is_in_no_file_and_the_window_closes(
    window, qtbot, choose, tmp_path, paused_model
):
    choose(tmp_path / "cats.npz")
    save_and_close(window)
    qtbot.waitUntil(lambda: paused_model.began.is_set() and bar_of(window).isVisible())
    qtbot.mouseClick(window.findChild(QPushButton, "stop_saving_button"), Qt.MouseButton.LeftButton)
    paused_model.go_on.set()
    wait_until_written(window, qtbot)
    qtbot.waitUntil(lambda: not window.isVisible())
    assert window.document.path is None
    assert not (tmp_path / "cats.npz").exists()
    assert list(tmp_path.glob(".catgui-*")) == []


def test_a_name_that_is_given_a_suffix_replaces_no_file(window, choose, tmp_path):
    (tmp_path / "cats.npz").write_text("precious")
    choose(tmp_path / "cats")
    window.files.save_commands.save()
    assert window.files.save_commands.queue.name is None
    assert (tmp_path / "cats.npz").read_text() == "precious"
    assert "cats.npz exists: to replace it, choose its full name" in error(window).text


def test_a_figure_is_saved(window, qtbot, choose, tmp_path):
    image = QImage(20, 10, QImage.Format.Format_RGB32)
    image.fill("orange")
    path = tmp_path / "figure.png"
    choose(path)
    figure_exports.requested.emit(image, "Map by covering")
    wait_until_written(window, qtbot)
    assert QImage(str(path)).convertToFormat(image.format()) == image
