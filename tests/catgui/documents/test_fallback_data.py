"""Files named at the start that cannot be opened: the drawings stand in for them, and it is said why."""

import numpy as np
import pytest

from catgui.app import _create_window, _open
from engine.nn.parameters import initialize_parameters_deep
from engine.saved_model.file import save_model
from engine.saved_model.model import Model
from engine.training.config import TrainingConfig


@pytest.fixture
def window(qtbot, settings):
    """As the program shows it, before anything is opened."""
    window = _create_window(settings)
    qtbot.addWidget(window)
    window.show()
    window.create_deferred_panels()
    yield window
    window.close()


@pytest.fixture
def broken(tmp_path):
    path = tmp_path / "broken.h5"
    path.write_bytes(b"\x89HDF\r\n\x1a\n" + bytes(100))
    return path


def said(window):
    return window.messages.bar.text if window.messages.bar.isVisible() else ""


def open_files(window, qtbot, *paths):
    with qtbot.waitSignal(window.workspace.dataset_changed):
        _open(window, paths)
    qtbot.waitUntil(lambda: not window.workspace.loading)


def test_the_drawings_stand_in_for_a_broken_file_and_it_is_said_why(window, qtbot, broken):
    open_files(window, qtbot, broken)
    assert window.workspace.dataset.source == "builtin"
    assert said(window).startswith(f"{broken}: it is damaged")


def test_a_model_that_was_to_come_with_it_is_not_opened(window, qtbot, broken, tmp_path):
    config = TrainingConfig(hidden_layers=(4,), iterations=20)
    parameters = initialize_parameters_deep(config.layer_dims(64 * 64 * 3))
    save_model(
        tmp_path / "cats.npz", Model(parameters, ("non-cat", "cat"), (64, 64), config, np.full(20, 0.5), "others")
    )
    open_files(window, qtbot, broken, tmp_path / "cats.npz")
    assert window.session.snapshot is None
    assert "broken.h5" in said(window)


def test_a_broken_file_later_leaves_the_data_that_are_there(window, qtbot, broken):
    open_files(window, qtbot)
    dataset = window.workspace.dataset
    with qtbot.waitSignal(window.workspace.failed):
        window.workspace.open([str(broken)])
    qtbot.waitUntil(lambda: not window.workspace.loading)
    assert window.workspace.dataset is dataset
    assert "broken.h5" in said(window)


def test_what_was_said_goes_with_the_next_data(window, qtbot, broken):
    open_files(window, qtbot, broken)
    with qtbot.waitSignal(window.workspace.dataset_changed):
        window.workspace.open("builtin")
    qtbot.waitUntil(lambda: not window.workspace.loading)
    assert said(window) == ""


def test_where_not_even_the_drawings_are_there_it_is_tried_once(window, qtbot, broken, monkeypatch, tmp_path):
    monkeypatch.setattr("engine.data.sources.opening.resource_path", lambda *names: tmp_path.joinpath(*names))
    with qtbot.waitSignals([window.workspace.failed, window.workspace.failed]):
        _open(window, [broken])
    qtbot.waitUntil(lambda: not window.workspace.loading)
    assert window.workspace.dataset is None
    assert "drawings are missing" in said(window)
