"""Models are read in the background and applied to their data set after the question."""

import threading

import pytest

from catgui.documents.model_loader import ModelLoader
from catgui.models.workspace import Workspace
from engine.errors import CancelledError, EngineError
from tests.support.small_data import make_dataset


class Disk:
    """A reader that waits for `go_on`, then returns or raises `answer`."""

    def __init__(self, answer):
        self._answer, self.began, self.go_on = answer, threading.Event(), threading.Event()

    def __call__(self, cancelled):
        self.thread = threading.current_thread()
        self.began.set()
        while not self.go_on.wait(0.01):
            if cancelled.is_set():
                raise CancelledError
        if isinstance(self._answer, Exception):
            raise self._answer
        return self._answer


@pytest.fixture
def workspace(qtbot):
    workspace = Workspace()
    yield workspace
    workspace.shutdown()


@pytest.fixture
def questions():
    """The callbacks of each question: `proceed`, `cancel`."""
    return []


@pytest.fixture
def loader(workspace, questions):
    loader = ModelLoader(workspace, lambda *acts: questions.append(acts), workspace)
    loader.errors, loader.received = [], []
    loader.failed.connect(loader.errors.append)
    yield loader
    loader.shutdown()


def test_a_model_is_read_in_another_thread_and_used_in_this_one(loader, qtbot):
    disk, threads = Disk("network"), []
    loader.read(disk, lambda network: threads.append((network, threading.current_thread())))
    disk.go_on.set()
    qtbot.waitUntil(lambda: threads != [])
    assert threads == [("network", threading.main_thread())]
    assert disk.thread is not threading.main_thread()


def test_a_read_error_is_emitted(loader, qtbot):
    disk = Disk(EngineError("cats.npz: this is not a model"))
    loader.read(disk, loader.received.append)
    disk.go_on.set()
    qtbot.waitUntil(lambda: loader.errors == ["cats.npz: this is not a model"])
    assert loader.received == []


def test_a_second_model_replaces_the_first(loader, qtbot):
    first, last = Disk("first"), Disk("last")
    loader.read(first, loader.received.append)
    assert first.began.wait(60)
    loader.read(last, loader.received.append)
    first.go_on.set()
    last.go_on.set()
    qtbot.waitUntil(lambda: loader.received != [])
    assert loader.received == ["last"]


def test_shutdown_cancels_the_reading(loader):
    disk = Disk("network")
    loader.read(disk, loader.received.append)
    assert disk.began.wait(60)
    loader.shutdown()
    assert loader.received == loader.errors == []


def test_with_data_open_the_callback_is_called_after_the_question(loader, workspace, questions):
    dataset = make_dataset()
    workspace.set_dataset(dataset)
    loader.call_with_dataset(None, loader.received.append)
    assert loader.received == []
    proceed, _ = questions.pop()
    proceed()
    assert loader.received == [dataset]


def test_without_data_the_callback_waits_for_them(loader, workspace, questions):
    loader.call_with_dataset(None, loader.received.append)
    assert questions == []
    dataset = make_dataset()
    workspace.set_dataset(dataset)
    proceed, _ = questions.pop()
    proceed()
    assert loader.received == [dataset]


def test_an_error_of_the_callback_is_emitted(loader, workspace, questions):
    def refuse(dataset):
        raise EngineError("it takes other pictures")

    workspace.set_dataset(make_dataset())
    loader.call_with_dataset(None, refuse)
    proceed, _ = questions.pop()
    proceed()
    assert loader.errors == ["it takes other pictures"]


def test_a_failed_data_set_cancels_the_callback(loader, workspace, questions, qtbot, tmp_path):
    with qtbot.waitSignal(workspace.failed):
        loader.call_with_dataset([str(tmp_path / "missing.h5")], loader.received.append)
    qtbot.waitUntil(lambda: not workspace.loading)
    workspace.set_dataset(make_dataset())
    assert questions == []
