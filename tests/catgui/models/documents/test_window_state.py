"""The state of a window in files: round trips, lost networks, damage."""

import json

import numpy as np
import pytest

from catgui.domain.photo_entry import NEITHER
from catgui.inputs.sources import BytesSource
from catgui.models.documents.pasted_photos import PastedPhoto
from catgui.models.documents.window_state import WindowState, read_state, update_state, write_state
from engine.data.dataset import DataOrigin
from engine.errors import ModelFileError
from engine.nn.parameters import initialize_parameters_deep
from engine.saved_model.encoding import SavedPhoto
from engine.training.config import TrainingConfig
from tests.support.failing_disks import disk_full_on_fsync
from tests.support.models import plain_model

CONFIG = TrainingConfig((3,), iterations=4, l2=0.5)
MODEL = plain_model(initialize_parameters_deep([12, 3, 1]), ("a", "b"), (2, 2), CONFIG, np.zeros(4), "data")
PHOTOS = (
    SavedPhoto("/photos/tom \udcff.png", "cat"),
    SavedPhoto("/photos/rex.png"),
    SavedPhoto("/photos/car.png", NEITHER),
)

PASTED = PastedPhoto(BytesSource("picture", b"a png"), "cat")


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "state" / "session"


@pytest.mark.parametrize("origin", [None, DataOrigin("course"), DataOrigin(("/a.h5", "/b.h5"))])
def test_a_state_is_read_as_it_was_written(folder, tmp_path, origin):
    write_state(folder, WindowState(origin, CONFIG, PHOTOS, MODEL, tmp_path / "cats.npz", pasted=(PASTED,)))
    state = read_state(folder)
    assert (state.data, state.config, state.photos) == (origin, CONFIG, PHOTOS)
    assert (state.network_path, state.network_error) == (tmp_path / "cats.npz", "")
    assert (state.pasted, state.missing_pasted) == ((PASTED,), 0)
    np.testing.assert_array_equal(state.network.parameters["W1"], MODEL.parameters["W1"])


def test_without_a_network_that_of_the_session_before_is_deleted(folder):
    write_state(folder, WindowState(None, CONFIG, network=MODEL))
    write_state(folder, WindowState(None, CONFIG))
    assert read_state(folder).network is None
    assert len(list(folder.iterdir())) == 1


def test_an_update_leaves_the_network_and_its_file(folder, tmp_path):
    write_state(folder, WindowState(None, CONFIG, network=MODEL, network_path=tmp_path / "cats.npz"))
    update_state(folder, WindowState(DataOrigin("course"), TrainingConfig(), PHOTOS, pasted=(PASTED,)))
    state = read_state(folder)
    assert (state.data, state.config, state.photos) == (DataOrigin("course"), TrainingConfig(), PHOTOS)
    assert state.pasted == (PASTED,)
    assert state.network_path == tmp_path / "cats.npz"
    np.testing.assert_array_equal(state.network.parameters["W1"], MODEL.parameters["W1"])


@pytest.mark.parametrize("before", [None, "", "[]", "{}"])
def test_an_update_of_nothing_or_of_a_damaged_state_has_no_network(folder, before):
    if before is not None:
        folder.mkdir(parents=True)
        (folder / "session.json").write_text(before)
    update_state(folder, WindowState(None, CONFIG, PHOTOS))
    state = read_state(folder)
    assert (state.config, state.photos, state.network, state.network_error) == (CONFIG, PHOTOS, None, "")


def test_a_damaged_network_leaves_the_rest(folder):
    write_state(folder, WindowState(None, CONFIG, PHOTOS, MODEL))
    next(folder.glob("*.npz")).write_bytes(b"PK\x03\x04")
    state = read_state(folder)
    assert state.network is None
    assert "damaged" in state.network_error
    assert state.photos == PHOTOS


@pytest.mark.parametrize("text", ["", "{", "[]", "7", '{"version": 3}', "[" * 100_000, "\xff"])
def test_a_damaged_state_is_refused(folder, text):
    folder.mkdir(parents=True)
    (folder / "session.json").write_bytes(text.encode("latin-1"))
    with pytest.raises(ModelFileError, match="damaged"):
        read_state(folder)


@pytest.mark.parametrize(
    "changes",
    [
        {"config": {"hidden_layers": [0]}},
        {"data": {"location": "elsewhere", "folder_settings": None}},
        {"photos": [["", ""]]},
        {"photos": 7},
        {"network_path": 7},
        {"pasted": 7},
    ],
    ids=str,
)
def test_a_state_that_no_window_can_have_is_refused(folder, changes):
    write_state(folder, WindowState(None, CONFIG, PHOTOS))
    path = folder / "session.json"
    path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), **changes}), encoding="utf-8")
    with pytest.raises(ModelFileError, match="damaged"):
        read_state(folder)


def test_a_full_disk_keeps_the_state_before(folder, monkeypatch):
    write_state(folder, WindowState(None, CONFIG, PHOTOS))
    disk_full_on_fsync(monkeypatch)
    with pytest.raises(ModelFileError, match="the disk is full"):
        write_state(folder, WindowState(None, TrainingConfig()))
    assert read_state(folder).photos == PHOTOS
