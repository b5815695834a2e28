"""A saved network comes back as it was left, with its data or without them."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from PySide6.QtWidgets import QSlider

from catgui.app import _create_window
from catgui.domain.photo_entry import PhotoState
from catgui.inputs.sources import PathSource
from engine.data.dataset import DataOrigin, Dataset
from engine.data.edited_dataset import EditedDataset
from engine.data.edits import TRAIN
from engine.data.image_folder import ImageFolderSettings
from engine.data.image_folder_reader import read_pictures_to_add
from engine.data.sources import open_dataset
from engine.images.photo import Framing
from engine.saved_model.file import load_model, save_model
from engine.saved_model.model import Model, SavedRun
from engine.training.config import LOGISTIC_REGRESSION, TrainingConfig
from engine.training.run import TrainingRun
from tests.support.messages import data_offer, error
from tests.support.picture_files import make_class_folders, make_photo
from tests.support.qt_inverses import unescape_tooltip
from tests.support.small_data import make_dataset, save_network, save_pair

# Each test opens whole windows.
pytestmark = pytest.mark.slow

CONFIG = TrainingConfig((4,), learning_rate=0.05, iterations=40, seed=3, momentum=0.9, dropout=0.2, batch_size=7)
CHANGED = replace(CONFIG, iterations=60)


@pytest.fixture
def open_window(windows_in_turn, settings):
    """Opens a window as at another start of the program."""

    def open_(data):
        window = _create_window(settings)
        window.workspace.set_dataset(data if isinstance(data, Dataset) else open_dataset(data))
        window.show()
        return window

    return lambda data: windows_in_turn(partial(open_, data))


def close(window):
    window.session.reset()  # so that nothing is asked
    window.close()


@pytest.fixture
def data(tmp_path, dataset):
    """The data set as files, in a folder of its own."""
    place = tmp_path / "data"
    place.mkdir()
    save_pair(place, dataset)
    return place


@pytest.fixture
def path(tmp_path):
    return tmp_path / "cats.npz"


def train_with_changes(window, qtbot, config=CONFIG, changed=CHANGED):
    """A run that went on for more iterations, and whose middle is shown."""
    session = window.session
    qtbot.train(session, window.workspace.dataset, config)
    with qtbot.wait_for_end(session):
        session.extend(changed.iterations)
    session.set_threshold(0.3)
    travel(window, qtbot, 33)


def travel(window, qtbot, iteration):
    window.playback.seek(iteration)
    qtbot.waitUntil(lambda: window.session.now.snapshot.iterations == iteration)


def open_network(window, qtbot, path):
    window.files.open_commands.open_model(path)
    qtbot.waitUntil(lambda: window.document.path == path)


def wait_until_whole(window, qtbot):
    qtbot.waitUntil(lambda: window.playback.can_seek)


def state(window):
    """What a user sees of the network."""
    session = window.session
    return {
        "train": session.now.costs.train.tolist(),
        "test": [values.tolist() for values in session.now.costs.test],
        "shown": session.now.snapshot.iterations,
        "threshold": session.now.snapshot.test.threshold,
        "probabilities": session.now.snapshot.test.probabilities.tolist(),
        "run": session.now.run.config,
        "initial": session.now.run.initial_weights().tolist(),
    }


# --- with its data


WITHOUT_LAYERS = replace(LOGISTIC_REGRESSION, iterations=40)


@pytest.mark.parametrize(
    ("config", "changed"),
    [(CONFIG, CHANGED), (WITHOUT_LAYERS, replace(WITHOUT_LAYERS, iterations=60))],
    ids=["usual", "none"],
)
def test_a_network_comes_back_whole_at_the_next_start(open_window, data, path, qtbot, config, changed):
    first = open_window(data)
    train_with_changes(first, qtbot, config, changed)
    save_network(first.document, path)
    before = state(first)
    close(first)

    window = open_window(data)
    open_network(window, qtbot, path)
    wait_until_whole(window, qtbot)

    assert state(window) == before
    assert window.training_settings.config == changed
    assert (window.document.path, window.isWindowModified()) == (path, False)
    for iteration in (0, 30, 60):
        travel(window, qtbot, iteration)
    travel(window, qtbot, 33)

    never_saved = open_window(data)
    train_with_changes(never_saved, qtbot, config, changed)
    for one in (window, never_saved):
        with qtbot.wait_for_end(one.session):
            one.session.extend(80)
    assert window.session.now.costs.train.tolist() == never_saved.session.now.costs.train.tolist()


def test_both_curves_and_the_settings_are_shown_before_the_run_is_repeated(open_window, data, path, qtbot):
    first = open_window(data)
    train_with_changes(first, qtbot)
    save_network(first.document, path)
    train, test, shown = first.session.now.costs.train, first.session.now.costs.test, first.session.now.snapshot
    close(first)
    window = open_window(data)
    window.files.run_opener.open(path, load_model(path), keeps_data=True)
    assert isinstance(window.session.now.run, SavedRun)
    np.testing.assert_array_equal(window.session.now.costs.train, train)
    np.testing.assert_array_equal(window.session.now.costs.test, test)
    assert window.training_settings.config == CHANGED
    slider = window.findChild(QSlider, "time_slider")
    assert not slider.isEnabled()
    assert "is being repeated" in slider.toolTip()
    wait_until_whole(window, qtbot)
    assert slider.isEnabled()
    assert unescape_tooltip(slider.toolTip()).startswith("Show any iteration")
    np.testing.assert_allclose(window.session.now.snapshot.test.probabilities, shown.test.probabilities, rtol=1e-9)


def test_a_stopped_run_goes_on(open_window, data, path, qtbot):
    first = open_window(data)
    long = replace(CONFIG, iterations=100_000)
    first.session.start(first.workspace.dataset, long)
    qtbot.waitUntil(lambda: len(first.session.now.costs) > 20)
    first.session.stop()
    qtbot.waitUntil(lambda: first.session.now.is_inactive)
    done = len(first.session.now.costs)
    save_network(first.document, path)
    close(first)
    window = open_window(data)
    open_network(window, qtbot, path)
    wait_until_whole(window, qtbot)
    assert window.controls.commands["train"].text == "Continue"
    window.controls.perform("step")
    qtbot.waitUntil(lambda: len(window.session.now.costs) == done + 1 and window.session.now.is_inactive)


# --- finding its data


@pytest.fixture
def saved(open_window, data, path, qtbot):
    """A network that was trained on `data` and saved."""
    window = open_window(data)
    qtbot.train(window.session, window.workspace.dataset, CONFIG)
    save_network(window.document, path)
    close(window)
    return path


@pytest.mark.parametrize("other", [make_dataset(seed=9), make_dataset(side=16), make_dataset(classes=("dog", "wolf"))])
def test_the_data_of_a_network_are_opened_with_it(open_window, data, saved, qtbot, other):
    window = open_window(other)
    window.files.open_commands.open_paths([saved])
    wait_until_whole(window, qtbot)
    assert window.workspace.location == [str(data)]
    assert window.document.path == saved
    assert not window.isWindowModified()
    assert not data_offer(window).is_shown()


def test_folders_of_pictures_are_opened_with_their_settings(open_window, tmp_path, path, qtbot):
    pictures = make_class_folders(tmp_path / "pets", {"cat": 8, "dog": 8})
    first = open_window(make_dataset())
    settings = ImageFolderSettings(side=16, test_percent=40).as_dict()
    first.workspace.open_origin(DataOrigin((str(pictures),), settings))
    qtbot.waitUntil(lambda: first.workspace.folder_data is not None)
    qtbot.train(first.session, first.workspace.dataset, CONFIG)
    save_network(first.document, path)
    first.settings._values.clear()
    close(first)
    window = open_window(make_dataset())
    open_network(window, qtbot, path)
    wait_until_whole(window, qtbot)
    assert window.workspace.folder_data.settings.side == 16
    assert window.workspace.dataset.train.count == 10


def test_data_that_are_dropped_with_the_network_stay_open(open_window, data, saved, tmp_path, qtbot):
    (tmp_path / "others").mkdir()
    save_pair(tmp_path / "others", make_dataset(seed=9))
    window = open_window(make_dataset(side=16))
    window.files.open_commands.open_paths([tmp_path / "others", saved])
    qtbot.waitUntil(lambda: data_offer(window).is_shown())
    assert window.workspace.location == [str(tmp_path / "others")]
    assert data_offer(window).text == "This network was trained on data; the open data are others."
    assert window.session.now.snapshot.test.count == 10


def test_once_its_data_are_opened_it_is_whole(open_window, data, saved, tmp_path, qtbot, monkeypatch):
    data.rename(tmp_path / "moved")
    window = open_window(make_dataset(side=16))
    open_network(window, qtbot, saved)
    qtbot.waitUntil(lambda: data_offer(window).is_shown())
    moved = [str(tmp_path / "moved")]
    window.workspace.open(moved)
    wait_until_whole(window, qtbot)
    assert window.workspace.location == moved
    assert (window.document.path, window.isWindowModified()) == (saved, False)


def test_a_run_that_comes_out_differently_is_reported_and_the_saved_network_stays(open_window, data, saved, qtbot):
    model = load_model(saved)
    changed = {**model.parameters, "b2": model.parameters["b2"] + 0.1}
    save_model(saved, replace(model, parameters=changed))
    window = open_window(data)
    open_network(window, qtbot, saved)
    qtbot.waitUntil(error(window).is_shown)
    assert "cannot be repeated: its weights differ by up to" in error(window).text
    np.testing.assert_array_equal(window.session.now.network.parameters["b2"], changed["b2"])
    assert not window.playback.can_seek


# --- without its data


@pytest.fixture
def alone(open_window, data, saved, tmp_path, qtbot):
    """A window with the network, whose data are gone, and with data of another size."""
    data.rename(tmp_path / "gone")
    window = open_window(make_dataset(side=16, classes=("dog", "wolf")))
    open_network(window, qtbot, saved)
    qtbot.waitUntil(lambda: data_offer(window).is_shown())
    return window


def test_a_network_without_its_data_classifies_photos(alone, tmp_path, qtbot):
    make_photo(tmp_path / "tom.png")
    alone.photos.add([PathSource(str(tmp_path / "tom.png"))])
    qtbot.waitUntil(lambda: len(alone.photos) == 1 and next(iter(alone.photos)).verdict is not None)
    entry = next(iter(alone.photos))
    assert entry.state is PhotoState.READ
    assert entry.verdict.classes == ("non-cat", "cat")
    assert entry.view.shape == (8, 8, 3)


def test_training_replaces_it_by_a_network_for_the_open_data(alone, qtbot):
    qtbot.train(alone.session, alone.workspace.dataset, CONFIG)
    assert alone.session.now.run.classes == ("dog", "wolf")
    assert not data_offer(alone).is_shown()
    assert alone.document.path is None


# --- with edits


@pytest.mark.parametrize("data_are_open", [False, True])
def test_a_network_trained_with_added_pictures_opens_with_them(open_window, data, path, tmp_path, qtbot, data_are_open):
    cats = make_class_folders(tmp_path / "pets") / "cat"
    original = open_dataset(data)
    added, _ = read_pictures_to_add(sorted(cats.iterdir()), original.picture_shape, Framing.WHOLE)
    run = TrainingRun(EditedDataset.of(original).add(added, 1, TRAIN).dataset, TrainingConfig((3,), iterations=5))
    costs = np.array([step.cost for step in run])
    save_model(path, Model.of(run, run.snapshot(), costs))
    window = open_window(make_dataset(seed=9))
    if data_are_open:
        with qtbot.waitSignal(window.workspace.dataset_changed):
            window.workspace.open([str(data)])

    open_network(window, qtbot, path)
    wait_until_whole(window, qtbot)

    dataset = window.workspace.dataset
    assert dataset.name == "data, 6 added"
    assert dataset.train.files[-1] == "cat/5.png"
    assert window.session.now.snapshot.train.count == dataset.train.count == 24 + 6
