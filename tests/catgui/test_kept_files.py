"""A profile of an earlier release: this version opens it, and all is back."""

import json
import shutil
import sqlite3
from contextlib import closing

import numpy as np
import pytest

from catgui.app import _create_window, _open
from catgui.documents.first_profile import take_over
from catgui.domain.photo_entry import photo_csv
from catgui.domain.run_texts import run_csv
from catgui.profile.settings import Settings
from catgui.profile.store import FIRST_NAME, PROFILE_NAME, ProfileStore
from catgui.profile.tables import VERSION, NewerProfileError
from engine.data.sources import open_dataset
from engine.saved_model.encoding import encode_edits
from engine.saved_model.reproduction import TOLERANCE, reproduce
from tests.kept_files import EXPECTED, FIRST_FOLDERS, FOLDERS, PAIR, PROFILE, REMOVED, original_name

# It opens whole windows.
pytestmark = pytest.mark.slow
# Columns of 1.x, and of the detector, which is off until it is asked for.
_NOT_IN_TABLE = (
    *("continues_from_run", "continues_from_iteration", "iterations_done"),
    *("detector_label", "detector_probability"),
)


@pytest.fixture(params=FOLDERS, ids=lambda folder: folder.name)
def folder(request):
    return request.param


@pytest.fixture
def expected(folder):
    return json.loads((folder / EXPECTED).read_text(encoding="ascii"))["profile"]


@pytest.fixture
def store(folder, tmp_path):
    """A profile, in whose place is that of the release."""
    shutil.copy(folder / PROFILE, tmp_path / (FIRST_NAME if folder in FIRST_FOLDERS else PROFILE_NAME))
    return ProfileStore(tmp_path / PROFILE_NAME, take_over=take_over)


@pytest.fixture
def window(store, windows_in_turn, qtbot):
    """The window at the first start with the profile."""

    def begin():
        window = _create_window(Settings(store.path.with_name("settings.ini")))
        window.show()
        window.keeper.begin(store)
        window.runs.load()
        return window

    window = windows_in_turn(begin)
    with qtbot.waitSignal(window.workspace.dataset_changed):
        _open(window, [])
    qtbot.waitUntil(lambda: window.files.session.is_ready)
    return window


def test_the_session_is_back(window, folder, expected, user_errors, qtbot):
    qtbot.waitUntil(lambda: len(window.photos) == 2)
    session = window.session
    assert original_name(window.workspace.dataset.name) == original_name(expected["data"])
    assert json.loads(json.dumps(encode_edits(window.workspace.dataset.edits))) == expected["edits"]
    assert session.now.run.trained_on == window.workspace.dataset.name
    assert (window.playback.position, session.now.threshold) == (expected["position"], expected["threshold"])
    config = json.loads(json.dumps(window.training_settings.config.as_dict()))
    assert {**expected["config"], **config} == {
        **config,
        **{name: expected["config"][name] for name in REMOVED if name in expected["config"]},
    }
    np.testing.assert_allclose(session.now.costs.train, expected["costs"], rtol=TOLERANCE)
    assert [[entry.name, entry.actual] for entry in window.photos] == expected["photos"]
    kept = {name: value for name, value in expected.get("settings", {}).items() if hasattr(window.settings, name)}
    assert {name: getattr(window.settings, name) for name in kept} == kept
    if folder in FIRST_FOLDERS:
        qtbot.waitUntil(lambda: len(user_errors) == 1)
        assert "Its training cannot be repeated: this Catgui does not have its options" in user_errors[0]


def test_the_runs_are_back_and_can_be_repeated_if_their_options_are_there(window, folder, expected):
    expected_runs = [[*run[:2], original_name(run[2]), *run[3:]] for run in expected["runs"]]
    found = [
        [it.number, it.title, original_name(it.data), it.config.features, len(it.train), it.test_accuracy]
        for it in window.runs.records
    ]
    assert [[*run[:3], run[3].replace("fine-tuned", "convolution"), *run[4:]] for run in expected_runs] == found
    for record in window.runs.records:
        place = record.origin.location if record.origin.location == "builtin" else folder / PAIR
        data = record.recipe.data.restore(open_dataset(place))
        assert data.edits == record.recipe.data.edits
        if record.recipe.is_repeatable:
            reproduce(record.recipe, data, costs=record.train)
    gone = 3 * (folder in FIRST_FOLDERS)
    assert sum(record.recipe.is_repeatable for record in window.runs.records) == len(found) - gone


def test_tables_still_have_their_columns(window, expected):
    runs = run_csv(window.runs.plotted(window.workspace.dataset))
    csv = {"costs": runs, "photos": photo_csv(window.photos, has_detector=True), "runs": runs}
    for name, titles in expected["csv"].items():
        assert set(titles.split(",")) - {*REMOVED, *_NOT_IN_TABLE} <= set(csv[name].splitlines()[0].split(",")), name


@pytest.mark.parametrize("folder", FIRST_FOLDERS, ids=lambda folder: folder.name, indirect=True)
def test_the_profile_is_taken_over_once_and_left_as_it_was(store, folder):
    store.begin()
    assert store.report == ""
    assert store.path.with_name(PROFILE).read_bytes() == (folder / PROFILE).read_bytes()
    store.start_fresh()
    assert store.read(lambda connection: connection.execute("SELECT * FROM runs").fetchall()) == []


def test_a_newer_profile_is_refused_in_one_sentence_and_left_alone(store):
    store.begin()
    with closing(sqlite3.connect(store.path)) as connection:
        connection.execute(f"PRAGMA user_version = {VERSION + 1}")
        connection.execute("INSERT INTO written_by VALUES ('2.0.0')")
        connection.commit()
    before = store.path.read_bytes()
    for access in (lambda: store.read(list), store.back_up):
        with pytest.raises(NewerProfileError, match=r"^it is from Catgui 2\.0\.0: update Catgui$"):
            access()
    assert store.path.read_bytes() == before
