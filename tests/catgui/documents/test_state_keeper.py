"""What a window shows is captured, and restored at the next start."""

from dataclasses import replace

import pytest
from PySide6.QtGui import QImage

from catgui.app import build_window
from catgui.inputs.sources import ImageSource, PathSource
from catgui.models.documents.window_state import read_state, write_state
from engine.training.config import TrainingConfig
from tests.support.messages import data_offer
from tests.support.picture_files import make_photo
from tests.support.small_data import make_dataset, save_pair

# Each test opens whole windows.
pytestmark = pytest.mark.slow

CONFIG = TrainingConfig((4,), iterations=30, momentum=0.9)


@pytest.fixture
def data(tmp_path, dataset):
    place = tmp_path / "data"
    place.mkdir()
    save_pair(place, dataset)
    return place


@pytest.fixture
def next_window(qtbot, settings):
    """The window of another start, with other data open."""
    window = build_window(make_dataset(side=16), settings)
    qtbot.addWidget(window)
    window.show()
    yield window
    window.session.reset()
    window.close()


def test_all_that_a_window_shows_comes_back(window, next_window, data, tmp_path, qtbot):
    with qtbot.waitSignal(window.workspace.dataset_changed):
        window.workspace.open([str(data)])
    make_photo(tmp_path / "tom.png")
    window.photos.add([PathSource(str(tmp_path / "tom.png"))])
    window.photos.restore_actual_classes({str(tmp_path / "tom.png"): "cat"})
    qtbot.waitUntil(lambda: len(window.photos) == 1 and not window.photos.busy)
    with qtbot.waitSignal(window.session.completed):
        window.session.start(window.workspace.dataset, CONFIG)
    window.session.set_threshold(0.4)
    window.controls.retrains_on_change = False
    window.training_settings.set_config(replace(CONFIG, seed=8))
    write_state(tmp_path / "session", window.files.state_keeper.capture()())

    settings_shown = []
    next_window.session.run_started.connect(lambda: settings_shown.append(next_window.training_settings.config))
    next_window.files.state_keeper.restore(read_state(tmp_path / "session"))

    assert settings_shown[0] == replace(CONFIG, seed=8)
    qtbot.waitUntil(lambda: next_window.playback.can_seek and len(next_window.photos) == 1)
    assert next_window.workspace.location == [str(data)]
    assert next_window.session.costs.train.tolist() == window.session.costs.train.tolist()
    assert next_window.session.threshold == 0.4
    assert next_window.training_settings.config == replace(CONFIG, seed=8)
    assert next_window.photos.actual_classes() == {str(tmp_path / "tom.png"): "cat"}
    assert (next_window.document.path, next_window.isWindowModified()) == (None, True)


def test_pasted_photos_come_back_once_with_their_classes_and_without_undo(window, next_window, tmp_path, qtbot):
    make_photo(tmp_path / "tom.png")
    pasted = ImageSource("picture", QImage(str(tmp_path / "tom.png")))
    window.photos.add([PathSource(str(tmp_path / "tom.png")), pasted])
    qtbot.waitUntil(lambda: len(window.photos) == 2 and not window.photos.busy)
    window.photos.set_actual([entry.key for entry in window.photos], "cat")
    write_state(tmp_path / "session", window.files.state_keeper.capture()())

    for _ in range(2):  # the second time as if a network to recover were discarded
        next_window.files.state_keeper.restore(read_state(tmp_path / "session"))
        qtbot.waitUntil(lambda: len(next_window.photos) == 2 and not next_window.photos.busy)

    assert [(entry.name, entry.actual, entry.error) for entry in next_window.photos] == [
        ("tom.png", "cat", ""),
        ("picture", "cat", ""),
    ]
    assert next_window.training_settings.undo_stack.next_undo is None


def test_a_network_whose_data_are_gone_comes_back_without_them(window, next_window, data, tmp_path, qtbot):
    with qtbot.waitSignal(window.workspace.dataset_changed):
        window.workspace.open([str(data)])
    with qtbot.waitSignal(window.session.completed):
        window.session.start(window.workspace.dataset, CONFIG)
    write_state(tmp_path / "session", window.files.state_keeper.capture()())
    data.rename(tmp_path / "moved")
    next_window.files.state_keeper.restore(read_state(tmp_path / "session"))
    bar = data_offer(next_window)
    qtbot.waitUntil(bar.is_shown)
    assert f"trained on data, which is no longer at {data}" in bar.text
    assert next_window.session.network is not None
    assert next_window.session.costs.train.tolist() == window.session.costs.train.tolist()
