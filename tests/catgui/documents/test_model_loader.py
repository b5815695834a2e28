"""Models are read in the background and applied to their data set after the question."""

import threading

import numpy as np
import pytest

from catgui.documents.model_loader import ModelLoader, load_model_with_photos
from catgui.models.workspace import Workspace
from engine.errors import CancelledError
from engine.nn.parameters import initialize_parameters_deep
from engine.saved_model.file import save_model
from engine.saved_model.model import Model, SavedPhoto
from engine.training.config import TrainingConfig
from tests.support.picture_files import make_photo
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
def loader(workspace, questions, user_errors):
    loader = ModelLoader(workspace, lambda *acts: questions.append(acts), workspace)
    loader.errors, loader.received = user_errors, []
    yield loader
    loader.shutdown()


def test_a_model_is_read_in_another_thread_and_used_in_this_one(loader, qtbot):
    disk, threads = Disk("network"), []
    loader.read(disk, lambda network: threads.append((network, threading.current_thread())))
    disk.go_on.set()
    qtbot.waitUntil(lambda: threads != [])
    assert threads == [("network", threading.main_thread())]
    assert disk.thread is not threading.main_thread()


def test_a_second_model_replaces_the_first(loader, qtbot):
    first, last = Disk("first"), Disk("last")
    loader.read(first, loader.received.append)
    assert first.began.wait(60)
    loader.read(last, loader.received.append)
    first.go_on.set()
    last.go_on.set()
    qtbot.waitUntil(lambda: loader.received != [])
    assert loader.received == ["last"]


@pytest.mark.parametrize("dataset", [None, make_dataset()])
def test_a_model_is_shown_on_the_open_data_after_the_question(loader, workspace, questions, dataset):
    if dataset is not None:
        workspace.set_dataset(dataset)
    loader.show(loader.received.append)
    assert loader.received == []
    proceed, _ = questions.pop()
    proceed()
    assert loader.received == [dataset]


def test_a_callback_waits_for_the_next_data_set(loader, workspace):
    loader.call_on_next_dataset(lambda: loader.received.append(workspace.dataset))
    assert loader.received == []
    first, second = make_dataset(), make_dataset()
    workspace.set_dataset(first)
    workspace.set_dataset(second)
    assert loader.received == [first]


def test_a_failed_data_set_cancels_the_callback(loader, workspace, qtbot, tmp_path):
    loader.call_on_next_dataset(lambda: loader.received.append(workspace.dataset))
    with qtbot.waitSignal(workspace.failed):
        workspace.open([str(tmp_path / "missing.h5")])
    qtbot.waitUntil(lambda: not workspace.loading)
    workspace.set_dataset(make_dataset())
    assert loader.received == []


def test_only_photos_that_are_still_there_are_loaded(tmp_path, dataset):
    make_photo(tmp_path / "tom.png")
    config = TrainingConfig((3,), iterations=4)
    parameters = initialize_parameters_deep(config.layer_dims(dataset.features))
    paths = str(tmp_path / "tom.png"), str(tmp_path / "gone.png"), "tom.png", "//server/share/tom.png"
    photos = tuple(SavedPhoto(path, "cat") for path in paths)
    model = Model(parameters, dataset.classes, dataset.picture_shape, config, np.zeros(4), "data", photos=photos)
    save_model(tmp_path / "model.npz", model)
    assert load_model_with_photos(tmp_path / "model.npz", threading.Event()).photos == photos[:1]
