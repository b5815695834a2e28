"""What is open when the window closes is open again at the next start, without a question."""

import errno
import json
import shutil
import sqlite3
import threading
from dataclasses import replace
from functools import partial

import pytest
from PySide6.QtGui import QAction, QImage
from PySide6.QtWidgets import QComboBox, QMessageBox

from catgui.app import _create_window, _open
from catgui.domain.picture import Picture
from catgui.inputs.sources import BytesSource, ImageSource, PathSource
from catgui.models.data_reading import read_data
from catgui.models.documents import session_table
from catgui.models.documents.session_table import Session
from catgui.models.edits.kept_edits import KeptEdits
from catgui.models.tasks.background_task import BackgroundTask
from catgui.profile.store import ProfileStore
from engine.data.edits import PictureKey
from engine.training.config import TrainingConfig
from tests.support.messages import data_offer, error, session_offer
from tests.support.picture_files import make_photo
from tests.support.small_data import make_dataset, save_pair
from tests.support.speed import fix_speed

# Each test opens whole windows.
pytestmark = pytest.mark.slow

CONFIG = TrainingConfig((4,), iterations=30, momentum=0.9)


@pytest.fixture
def data(tmp_path):
    place = tmp_path / "data"
    place.mkdir()
    save_pair(place, make_dataset())
    return place


@pytest.fixture
def store(tmp_path):
    return ProfileStore(tmp_path / "profile.sqlite")


@pytest.fixture
def begin(windows_in_turn, settings, store):
    """A new window with the profile, before anything is opened."""

    def begin():
        window = _create_window(settings)
        window.show()
        window.keeper.begin(ProfileStore(store.path))
        window.runs.load()
        return window

    return partial(windows_in_turn, begin)


@pytest.fixture
def start(begin, qtbot):
    """Starts the program with the files that are given; returns its window."""

    def start(*files):
        window = begin()
        with qtbot.waitSignal(window.workspace.dataset_changed):
            _open(window, list(files))
        qtbot.waitUntil(lambda: window.files.session._is_ready)
        return window

    return start


@pytest.fixture
def question(monkeypatch):
    """The questions that were asked."""
    asked = []
    monkeypatch.setattr(QMessageBox, "open", lambda box: asked.append(box.text()))
    return asked


def parts_in(store):
    """What the profile has of each session, by its slot and name, but for the time."""
    rows = store.read(lambda connection: connection.execute("SELECT slot, name, value FROM session").fetchall())
    parts = {(slot, name): value for slot, name, value in rows}
    for key, value in parts.items():
        if key[1] == "contents":
            parts[key] = {name: part for name, part in json.loads(value).items() if name != "saved_at"}
    return parts


def train(window, qtbot, config=CONFIG):
    qtbot.train(window.session, window.workspace.dataset, config)


def wait_until_whole(window, qtbot):
    qtbot.waitUntil(lambda: window.playback.can_seek)


def test_a_run_with_its_place_and_the_photos_come_back_without_a_question(start, data, tmp_path, qtbot, question):
    first = start(data)
    make_photo(tmp_path / "tom.png")
    first.photos.add([PathSource(str(tmp_path / "tom.png"))])
    qtbot.waitUntil(lambda: len(first.photos) == 1 and not first.photos.busy)
    first.photos.set_actual([entry.key for entry in first.photos], "cat")
    first.training_settings.set_config(CONFIG)
    train(first, qtbot)
    first.session.set_threshold(0.4)
    first.playback.seek(20)
    qtbot.waitUntil(lambda: first.session.now.snapshot.iterations == 20)
    costs = first.session.now.costs.train.tolist()
    assert first.close()

    again = start()

    wait_until_whole(again, qtbot)
    qtbot.waitUntil(lambda: len(again.photos) == 1)
    assert question == []
    assert again.workspace.location == [str(data)]
    assert again.session.now.costs.train.tolist() == costs
    assert (again.playback.position, again.playback.length, again.session.now.threshold) == (20, 30, 0.4)
    assert [entry.actual for entry in again.photos] == ["cat"]
    assert again.training_settings.config == CONFIG
    assert again.photos.undo_stack.next_undo is None, "there was nothing to undo when the window was opened"


def test_the_three_pictures_in_between_come_back(start, data, qtbot):
    first = start(data)
    first.corners.want()
    qtbot.waitUntil(lambda: first.corners.corners is not None)
    picture = Picture("test", 3)
    first.picked.pick(picture.pixels(first.workspace.dataset), picture.name, picture)
    first.corners.put_selected(1)
    titles = [corner.title for corner in first.corners.corners]
    assert first.close()

    again = start()
    again.corners.want()
    qtbot.waitUntil(lambda: again.corners.corners is not None)
    assert [corner.title for corner in again.corners.corners] == titles
    assert again.photos.undo_stack.next_undo is None


def test_a_convolutional_network_comes_back_with_its_settings(start, data, qtbot):
    config = replace(TrainingConfig.for_features("convolution"), hidden_layers=(2, 3), iterations=8, batch_size=8)
    first = start(data)
    first.training_settings.set_config(config)
    train(first, qtbot, config)
    costs = first.session.now.costs.train.tolist()
    assert first.close()

    again = start()
    again.create_deferred_panels()

    wait_until_whole(again, qtbot)
    assert again.training_settings.config == config
    assert again.session.now.costs.train.tolist() == costs
    assert again.findChild(QComboBox, "features_field").currentData() == "convolution"


def test_training_goes_on_as_if_the_window_had_not_been_closed(start, data, qtbot):
    longer = replace(CONFIG, iterations=50)
    first = start(data)
    train(first, qtbot, longer)
    expected = first.session.now.costs.train.tolist()
    train(first, qtbot)
    assert first.close()

    again = start()
    wait_until_whole(again, qtbot)
    with qtbot.wait_for_end(again.session):
        again.session.extend(50)
    assert again.session.now.costs.train.tolist() == expected


def test_a_run_that_was_in_training_comes_back_at_its_end_as_the_run_that_is_recorded(start, data, tmp_path, qtbot):
    first = start(data)
    fix_speed(first.session, 200)  # so that steps come between two evaluations
    first.session.start(first.workspace.dataset, replace(CONFIG, iterations=100_000))
    qtbot.waitUntil(lambda: first.session.now.snapshot is not None)
    done = first.session.now.newest.iterations
    qtbot.waitUntil(lambda: len(first.session.now.costs) > first.session.now.newest.iterations >= done)
    assert first.close()

    again = start()
    wait_until_whole(again, qtbot)

    assert again.playback.position == again.playback.length
    assert not again.playback.is_rewound
    (record,) = again.runs.records
    assert again.runs.current is record
    assert again.runs.before(again.workspace.dataset) is None
    assert len(record.train) == again.playback.length


def test_a_run_that_is_closed_before_its_newest_network_is_shown_comes_back_once_as_that(
    start, data, qtbot, monkeypatch
):
    first = start(data)
    fix_speed(first.session, 200)
    first.session.start(first.workspace.dataset, replace(CONFIG, iterations=100_000))
    qtbot.waitUntil(lambda: first.session.now.snapshot is not None)
    shown = first.session.now.snapshot.iterations
    monkeypatch.setattr(first.session._showing, "start", lambda: None)  # its turn in the event loop does not come
    qtbot.waitUntil(lambda: first.session.now.newest.iterations > shown)
    newest = first.session.now.newest.iterations
    assert first.close()

    again = start()
    wait_until_whole(again, qtbot)

    (record,) = again.runs.records
    assert again.runs.current is record
    assert len(record.train) == again.session.now.snapshot.iterations == again.playback.length == newest


def test_settings_without_a_network_come_back(start, data):
    first = start(data)
    first.training_settings.set_config(replace(CONFIG, seed=8))
    assert first.close()
    assert start().training_settings.config == replace(CONFIG, seed=8)


def test_data_that_are_gone_are_named_and_the_network_is_still_there(start, data, tmp_path, qtbot):
    first = start(data)
    train(first, qtbot)
    assert first.close()
    data.rename(tmp_path / "moved")

    again = start()

    assert f"{data}" in error(again).text
    assert again.workspace.dataset.source == "builtin"
    assert len(again.session.now.costs) == 30


def test_files_that_are_named_win(start, data, tmp_path, qtbot):
    first = start(data)
    assert first.close()
    other = tmp_path / "other"
    other.mkdir()
    save_pair(other, make_dataset(side=16))
    assert start(other).workspace.location == [str(other)]


def test_a_network_waits_for_the_data_that_are_opened_with_it(start, data, qtbot):
    # Repeated on the same data, which are open already, it would be dropped when they have been opened anew.
    window = start(data)
    train(window, qtbot)
    restorer = window.files.session
    state = Session(restorer._capture(), window.document.model_builder()())
    with qtbot.waitSignal(window.workspace.dataset_changed):
        restorer._restore(state)
        assert window.session.now.run.dataset is None
    wait_until_whole(window, qtbot)
    assert window.session.now.run.dataset is window.workspace.dataset


def key(index):
    return PictureKey("train", index)


def test_edits_that_the_network_of_a_killed_program_lacks_outlast_the_next_edit(start, data, qtbot, user_notices):
    first = start(data)
    first.controls.retrains_on_change = False
    first.data_editor.relabel([key(1)], 1)
    train(first, qtbot)
    write_changes(first, qtbot)
    later = first.data_editor.edited.leave_out([key(10), key(11), key(12)])
    KeptEdits(first.keeper).put(later.original, later.edits)  # killed before the session is written again
    kill(first)
    second = start()
    wait_until_whole(second, qtbot)
    assert user_notices[-1].text.endswith(" are kept, but others are shown: 1 relabeled, 3 left out.")
    apply = dict(user_notices[-1].actions)["Apply"]
    second.controls.retrains_on_change = False
    second.data_editor.relabel([key(7)], 1)
    assert second.workspace.dataset.edits.placements.keys() == {key(1), key(7)}
    apply()
    every = {key(index) for index in (1, 7, 10, 11, 12)}
    assert second.workspace.dataset.edits.placements.keys() == every
    kill(second)
    assert start().data_editor.kept.placements.keys() == every


def test_edits_right_before_the_close_come_back_without_a_network(start, data, qtbot, user_notices):
    first = start(data)
    first.data_editor.leave_out([PictureKey("train", 1)])
    assert first.close()
    second = start()
    assert second.workspace.dataset.edits == first.workspace.dataset.edits
    assert user_notices[-1].text.endswith(" are back: 1 left out.")


def kill(window):
    """Have nothing written of what happens to `window` from now on, as if its process had been killed."""
    assert window.keeper.wait(10)
    window.keeper.put = lambda key, work: None


def write_changes(window, qtbot):
    """Let the interval between two writings of the session be over, and wait for the writing."""
    qtbot.waitUntil(lambda: window.files.session._throttle._pending)
    window.files.session._throttle.flush()
    assert window.keeper.wait(10)


def add_photos(window, folder, qtbot):
    """Add a photo in a file and a pasted one, labeled, and change the settings."""
    tom, pasted = (str(make_photo(folder / f"{name}.png")) for name in ("tom", "pasted"))
    window.photos.add([PathSource(tom), ImageSource("picture", QImage(pasted))])
    qtbot.waitUntil(lambda: len(window.photos) == 2 and not window.photos.busy)
    window.photos.set_actual([entry.key for entry in window.photos], "cat")
    window.controls.retrains_on_change = False
    window.training_settings.set_config(replace(CONFIG, seed=8))


def photos_of(window):
    return [(entry.name, entry.actual, entry.error) for entry in window.photos]


@pytest.mark.parametrize("trained", [False, True])
def test_a_session_that_was_shown_each_time_before_a_kill_is_reopened(
    start, data, tmp_path, qtbot, monkeypatch, trained
):
    first = start(data)
    if trained:
        train(first, qtbot)
    add_photos(first, tmp_path, qtbot)
    assert first.close()
    monkeypatch.setattr("catgui.documents.session_restorer._POLL_INTERVAL_MS", 3_600_000)  # it never rests
    for _ in range(4):
        window = start()
        qtbot.waitUntil(lambda window=window: not trained or window.session.now.snapshot is not None)
        kill(window)
        assert len(window.photos) == 2
    assert not session_offer(window).is_shown()


@pytest.mark.parametrize("trained", [False, True])
def test_photos_answers_and_settings_come_back_after_a_crash(start, data, tmp_path, qtbot, trained):
    first = start(data)
    if trained:
        train(first, qtbot)
    add_photos(first, tmp_path, qtbot)
    write_changes(first, qtbot)
    kill(first)

    second = start()

    qtbot.waitUntil(lambda: len(second.photos) == 2 and not second.photos.busy)
    assert photos_of(second) == [("tom.png", "cat", ""), ("picture", "cat", "")]
    assert second.training_settings.config == replace(CONFIG, seed=8)
    assert second.workspace.location == [str(data)]
    second.photos.clear()
    write_changes(second, qtbot)
    kill(second)
    assert not len(start().photos)


def test_a_run_that_was_removed_stays_so_though_its_network_comes_back(start, data, qtbot):
    first = start(data)
    train(first, qtbot)
    first.runs.remove([first.runs.current.number])
    kill(first)
    for _ in range(2):
        window = start()
        wait_until_whole(window, qtbot)
        assert window.session.now.run.config == CONFIG
        assert window.close()
        assert window.runs.records == []
    last = start()
    wait_until_whole(last, qtbot)
    train(last, qtbot, replace(CONFIG, seed=8))
    assert [record.config.seed for record in last.runs.records] == [8]


def test_a_run_whose_removal_was_undone_is_there_beside_its_network(start, data, qtbot):
    first = start(data)
    train(first, qtbot)
    first.runs.remove([first.runs.current.number])
    first.training_settings.undo_stack.undo()
    assert first.close()
    assert start().runs.current is not None


def test_a_network_of_the_session_outlasts_the_photos_that_are_added_to_it(start, data, tmp_path, qtbot):
    first = start(data)
    train(first, qtbot)
    assert first.close()
    second = start()
    wait_until_whole(second, qtbot)
    add_photos(second, tmp_path, qtbot)
    write_changes(second, qtbot)
    kill(second)
    third = start()
    wait_until_whole(third, qtbot)
    assert len(third.session.now.costs) == 30
    qtbot.waitUntil(lambda: len(third.photos) == 2)


def test_what_has_not_changed_is_not_written_again_and_nothing_after_the_close(start, data, store, tmp_path, qtbot):
    first = start(data)
    train(first, qtbot)
    add_photos(first, tmp_path, qtbot)
    assert first.close()
    before = parts_in(store)
    assert set(before) == {(0, name) for name in ("contents", "network", "network_path", "run_removed")}
    second = start()
    wait_until_whole(second, qtbot)
    qtbot.waitUntil(lambda: len(second.photos) == 2 and not second.photos.busy)
    assert second.close()
    assert {key: value for key, value in parts_in(store).items() if key[1] != "network"} == {
        key: value for key, value in before.items() if key[1] != "network"
    }
    second.document.changed.emit()
    assert not second.files.session._throttle._timer.isActive()


def test_a_window_closed_before_all_is_open_again_keeps_the_session(start, begin, data, store, qtbot):
    first = start(data)
    train(first, qtbot)
    assert first.close()
    before = parts_in(store)
    for _ in range(3):
        hasty = begin()
        _open(hasty, [])
        assert hasty.close()
    assert parts_in(store) == before


def test_switched_off_nothing_is_reopened_or_asked_and_the_run_is_kept(start, data, settings, qtbot, question):
    first = start(data)
    first.findChild(QAction, "reopen_session_action").trigger()
    assert not settings.reopens_session
    train(first, qtbot)
    assert first.close()
    assert question == []
    second = start()
    assert second.workspace.dataset.source == "builtin"
    assert [record.config for record in second.runs.records] == [CONFIG]


def test_photos_come_back_beside_data_that_are_named(start, data, tmp_path, qtbot):
    first = start(data)
    add_photos(first, tmp_path, qtbot)
    assert first.close()
    other = tmp_path / "other"
    other.mkdir()
    save_pair(other, make_dataset(side=16))
    second = start(other)
    assert second.workspace.location == [str(other)]
    qtbot.waitUntil(lambda: len(second.photos) == 2 and not second.photos.busy)
    assert [entry.actual for entry in second.photos] == ["cat", "cat"]


def test_photos_whose_disk_is_away_stay_with_their_answers(start, data, tmp_path, qtbot):
    folder = tmp_path / "disk"
    folder.mkdir()
    first = start(data)
    add_photos(first, folder, qtbot)
    assert first.close()
    folder.rename(tmp_path / "away")

    second = start()
    qtbot.waitUntil(lambda: len(second.photos) == 2 and not second.photos.busy)
    (name, actual, reason), pasted = photos_of(second)
    assert (name, actual) == ("tom.png", "cat")
    assert "no such file" in reason
    assert pasted == ("picture", "cat", "")
    assert second.close()
    (tmp_path / "away").rename(folder)

    third = start()
    qtbot.waitUntil(lambda: len(third.photos) == 2 and not third.photos.busy)
    assert photos_of(third) == [("tom.png", "cat", ""), ("picture", "cat", "")]


def test_pasted_photos_of_any_size_come_back(start, data, qtbot):
    first = start(data)
    sources = [BytesSource(f"{number}.png", bytes([number]) * 40_000_000) for number in range(4)]
    first.photos.add(sources)
    qtbot.waitUntil(lambda: len(first.photos) == 4 and not first.photos.busy)
    assert first.close()
    second = start()
    qtbot.waitUntil(lambda: len(second.photos) == 4)
    assert [entry.source for entry in second.photos] == sources


@pytest.mark.parametrize("edits_others", [False, True])
def test_data_whose_disk_is_away_are_open_again_when_it_is_back(start, data, tmp_path, qtbot, edits_others):
    first = start(data)
    train(first, qtbot)
    assert first.close()
    data.rename(tmp_path / "away")
    second = start()
    assert second.workspace.dataset.source == "builtin"
    if edits_others:
        with qtbot.waitSignal(second.workspace.dataset_changed):
            second.data_editor.leave_out([key(1)])
    assert second.close()
    (tmp_path / "away").rename(data)
    third = start()
    assert third.workspace.location == [str(data)]
    wait_until_whole(third, qtbot)
    assert len(third.session.now.costs) == 30


@pytest.mark.parametrize("failure", [sqlite3.IntegrityError("constraint failed"), RuntimeError("a fault")])
def test_a_session_that_cannot_be_kept_aside_is_not_written_over(
    start, begin, data, tmp_path, store, qtbot, monkeypatch, failure
):
    first = start(data)
    first.training_settings.set_config(CONFIG)
    assert first.close()
    left = parts_in(store)
    (tmp_path / "other").mkdir()
    save_pair(tmp_path / "other", make_dataset(side=16))

    def fail(*_arguments, **_keywords):
        raise failure

    monkeypatch.setattr(session_table, "set_aside", fail)
    second = begin()
    _open(second, [])
    with qtbot.waitSignal(second.workspace.dataset_changed):
        second.workspace.open([str(tmp_path / "other")])
    qtbot.waitUntil(lambda: second.files.session._is_ready)
    second.training_settings.set_value("seed", 9)
    if isinstance(failure, sqlite3.Error):
        qtbot.waitUntil(lambda: bool(second.keeper.notice))  # what was told is not asked at the close
    assert second.close()
    assert parts_in(store)[0, "contents"] == left[0, "contents"]

    monkeypatch.undo()
    third = start()
    assert third.workspace.location == [str(data)]
    assert third.training_settings.config == CONFIG


def test_data_that_are_opened_while_the_session_comes_back_stay(start, begin, data, tmp_path, qtbot, monkeypatch):
    first = start(data)
    train(first, qtbot)
    add_photos(first, tmp_path, qtbot)
    assert first.close()
    (tmp_path / "other").mkdir()
    save_pair(tmp_path / "other", make_dataset(side=16))

    are_free = threading.Event()

    def read(location, *rest):
        while location == [str(data)] and not are_free.wait(0.005):
            rest[-1].check()
        return read_data(location, *rest)

    monkeypatch.setattr("catgui.models.workspace.read_data", read)
    second = begin()
    _open(second, [])
    qtbot.waitUntil(lambda: second.session.now.run is not None)
    with qtbot.waitSignal(second.workspace.dataset_changed):
        second.workspace.open([str(tmp_path / "other")])
    are_free.set()
    qtbot.waitUntil(lambda: len(second.photos) == 2 and not second.photos.busy)
    qtbot.waitUntil(lambda: not any(task.busy for task in second.findChildren(BackgroundTask)))
    assert second.workspace.location == [str(tmp_path / "other")]
    assert second.session.now.run is None
    offer = session_offer(second)
    assert offer.text.endswith("is kept aside: you opened other data meanwhile.")
    offer.press("Try again")
    qtbot.waitUntil(lambda: second.workspace.location == [str(data)])
    wait_until_whole(second, qtbot)


def test_data_that_are_opened_while_the_network_is_repeated_stay(start, begin, data, tmp_path, qtbot, monkeypatch):
    first = start(data)
    train(first, qtbot)
    assert first.close()
    (tmp_path / "other").mkdir()
    save_pair(tmp_path / "other", make_dataset(side=16))

    def repeat_until_cancelled(_model, _dataset, work):
        while True:
            work.check()

    monkeypatch.setattr("catgui.models.training.playback.reproduce_model", repeat_until_cancelled)
    second = begin()
    _open(second, [])
    qtbot.waitUntil(lambda: second.workspace.dataset is not None and second.playback.reproducer.is_repeating)
    with qtbot.waitSignal(second.workspace.dataset_changed):
        second.workspace.open([str(tmp_path / "other")])
    qtbot.waitUntil(lambda: "was trained on data" in data_offer(second).text)
    assert second.workspace.location == [str(tmp_path / "other")]


# --- damage


def spoil(store, name, value):
    store.write(lambda connection: connection.execute("UPDATE session SET value = ? WHERE name = ?", (value, name)))


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("left")


@pytest.fixture
def left(place, start, store, qtbot):
    """The data of a session with a network and photos that a window has left: the same session each time."""
    data = place / "data"
    if not data.exists():
        data.mkdir()
        save_pair(data, make_dataset())
        window = start(data)
        add_photos(window, place, qtbot)
        window.training_settings.set_config(CONFIG)
        train(window, qtbot)
        assert window.close()
        shutil.copy(store.path, place)
    shutil.copy(place / store.path.name, store.path)
    return data


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"config": {"iterations": 1e999}}, "its settings are damaged"),
        ({"photos": [["/a\0b", ""], ["tom.png", 5]]}, "2 of its photos are damaged"),
        ({"data": {"location": 5}}, "which data were open cannot be read"),
        ({"config": {"hidden_layers": [4], "warmup": 3}}, "with the option “warmup”"),
        (None, "its settings are damaged"),
    ],
)
def test_damage_costs_what_is_damaged_and_is_kept_aside(left, start, store, qtbot, fields, fault):
    contents = parts_in(store)[0, "contents"]
    spoiled = "{" if fields is None else json.dumps({**contents, "saved_at": 1, **fields})
    spoil(store, "contents", spoiled)
    window = start()
    assert fault in error(window).text
    assert fault in session_offer(window).text
    qtbot.waitUntil(lambda: window.session.now.run is not None)
    assert len(window.session.now.costs) == 30, "the network is intact"
    assert window.close()
    aside = store.read(lambda connection: connection.execute("SELECT value FROM session WHERE slot = 1").fetchall())
    assert (spoiled,) in aside


def test_a_damaged_network_is_kept_aside_and_the_rest_comes_back(left, start, store, qtbot):
    spoil(store, "network", b"no model")
    window = start()
    assert "its network cannot be opened: it is damaged" in error(window).text
    assert window.workspace.location == [str(left)]
    qtbot.waitUntil(lambda: len(window.photos) == 2)
    assert window.close()
    assert parts_in(store)[1, "network"] == b"no model"


def test_a_session_that_cannot_be_read_is_not_written_over(left, start, store, qtbot, monkeypatch):
    before = parts_in(store)
    with monkeypatch.context() as patch:
        for name in ("begin_restore", "read_last"):
            patch.setattr(session_table, name, fail_to_read)
        window = start()
        assert "The session could not be read: the disk is full" in error(window).text
        assert window.close()
    assert parts_in(store)[1, "contents"] == before[0, "contents"]
    assert parts_in(store)[1, "network"] == before[0, "network"]


def fail_to_read(_connection):
    raise OSError(errno.ENOSPC, "no space")
