"""How networks come in: read behind the window, which goes on meanwhile."""

import threading

import pytest

from catgui.documents.model_loader import ModelLoader
from catgui.models.workspace import Workspace
from engine.errors import EngineError
from tests.support.small_data import make_dataset


class Disk:
    """Reads when a test lets it, and not before."""

    def __init__(self, answer):
        self._answer, self.began, self.go_on = answer, threading.Event(), threading.Event()

    def __call__(self):
        self.thread = threading.current_thread()
        self.began.set()
        assert self.go_on.wait(60)
        if isinstance(self._answer, Exception):
            raise self._answer
        return self._answer


@pytest.fixture
def workspace(qtbot):
    workspace = Workspace()
    yield workspace
    workspace.shutdown()


@pytest.fixture
def asked():
    """What is to be done after the question, and what else."""
    return []


@pytest.fixture
def entry(workspace, asked):
    entry = ModelLoader(workspace, lambda *acts: asked.append(acts), workspace)
    entry.told, entry.came = [], []
    entry.failed.connect(entry.told.append)
    yield entry
    entry.shutdown()


def test_it_is_read_in_another_thread_and_used_in_this_one(entry, qtbot):
    disk, threads = Disk("network"), []
    entry.read(disk, lambda network: threads.append((network, threading.current_thread())))
    disk.go_on.set()
    qtbot.waitUntil(lambda: threads != [])
    assert threads == [("network", threading.main_thread())]
    assert disk.thread is not threading.main_thread()


def test_what_cannot_be_read_is_told(entry, qtbot):
    disk = Disk(EngineError("cats.npz: this is not a model"))
    entry.read(disk, entry.came.append)
    disk.go_on.set()
    qtbot.waitUntil(lambda: entry.told == ["cats.npz: this is not a model"])
    assert entry.came == []


def test_of_two_the_last_comes(entry, qtbot):
    first, last = Disk("first"), Disk("last")
    entry.read(first, entry.came.append)
    assert first.began.wait(60)
    entry.read(last, entry.came.append)
    first.go_on.set()
    last.go_on.set()
    qtbot.waitUntil(lambda: entry.came != [])
    assert entry.came == ["last"]


def test_the_end_does_not_wait_for_a_disk_that_does_not_answer(entry):
    disk = Disk("network")
    entry.read(disk, entry.came.append)
    assert disk.began.wait(60)
    entry.shutdown()
    assert disk.thread.is_alive()
    disk.go_on.set()
    disk.thread.join(60)
    assert entry.came == []


def test_before_the_data_that_are_there_it_is_put_after_the_question(entry, workspace, asked):
    dataset = make_dataset()
    workspace.set_dataset(dataset)
    entry.call_with_dataset(None, entry.came.append)
    assert entry.came == []
    wanted, _ = asked.pop()
    wanted()
    assert entry.came == [dataset]


def test_without_data_it_waits_for_them(entry, workspace, asked):
    entry.call_with_dataset(None, entry.came.append)
    assert asked == []
    dataset = make_dataset()
    workspace.set_dataset(dataset)
    wanted, _ = asked.pop()
    wanted()
    assert entry.came == [dataset]


def test_that_it_does_not_fit_is_told(entry, workspace, asked):
    def refuse(dataset):
        raise EngineError("it looks at other pictures")

    workspace.set_dataset(make_dataset())
    entry.call_with_dataset(None, refuse)
    wanted, _ = asked.pop()
    wanted()
    assert entry.told == ["it looks at other pictures"]


def test_data_that_cannot_be_opened_are_waited_for_no_more(entry, workspace, asked, qtbot, tmp_path):
    with qtbot.waitSignal(workspace.failed):
        entry.call_with_dataset([str(tmp_path / "missing.h5")], entry.came.append)
    qtbot.waitUntil(lambda: not workspace.loading)
    workspace.set_dataset(make_dataset())
    assert asked == []
