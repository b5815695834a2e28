"""What is open when the window closes is open again at the next start, without a question."""

import errno
from dataclasses import replace
from functools import partial

import pytest
from PySide6.QtGui import QAction, QImage
from PySide6.QtWidgets import QComboBox, QMessageBox

from catgui.app import _create_window, _open
from catgui.documents import session_table
from catgui.domain.edit_texts import restored_text
from catgui.inputs.sources import BytesSource, ImageSource, PathSource
from catgui.models.background_task import BackgroundTask
from catgui.models.kept_edits import KeptEdits
from catgui.models.workspace import read_data
from catgui.profile.store import ProfileStore
from engine.data.edits import PictureKey
from engine.training.config import TrainingConfig
from tests.support.messages import error
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
    return ProfileStore(tmp_path / "catgui.sqlite")


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
        qtbot.waitUntil(lambda: window.files.session.is_ready)
        return window

    return start


@pytest.fixture
def question(monkeypatch):
    """The questions that were asked."""
    asked = []
    monkeypatch.setattr(QMessageBox, "open", lambda box: asked.append(box.text()))
    return asked


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


def test_a_convolutional_network_comes_back_with_its_settings(start, data, qtbot):
    config = replace(TrainingConfig.for_features("convolution"), hidden_layers=(2, 3), iterations=8, batch_size=8)
    first = start(data)
    first.training_settings.set_config(config)
    train(first, qtbot, config)
    costs = first.session.now.costs.train.tolist()
    assert first.close()

    again = start()
    again.make_all_panels()

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
    assert len(record.train) == again.playback.length


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


def key(index):
    return PictureKey("train", index)


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
    first.files.session.write()
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


@pytest.mark.parametrize("moment", ["at once", "when it is trained again"])
def test_after_a_kill_the_edits_that_are_kept_are_those_that_are_shown(start, data, qtbot, user_notices, moment):
    first = start(data)
    train(first, qtbot)
    write_changes(first, qtbot)
    first.controls.retrains_on_change = True
    first.data_editor.leave_out([key(10), key(11)])
    if moment == "when it is trained again":
        qtbot.waitUntil(lambda: first.session.now.is_inactive and first.session.now.snapshot is not None)
        first.files.session.write()
    kill(first)
    edits_back = restored_text(first.workspace.dataset.original.name, first.data_editor.edited.counts)
    second = start()
    assert second.workspace.dataset.edits.placements.keys() == {key(10), key(11)}
    qtbot.waitUntil(lambda: second.session.now.run is None or second.playback.can_seek)
    assert second.workspace.dataset.edits.placements.keys() == {key(10), key(11)}
    assert [one.text for one in user_notices if "edits" in one.text] == [edits_back]
    assert (second.session.now.run is None) == (moment == "at once")


def test_edits_of_data_that_are_away_outlast_those_of_what_is_open_instead(start, data, tmp_path, qtbot):
    first = start(data)
    first.data_editor.leave_out([key(1)])
    assert first.close()
    data.rename(tmp_path / "away")
    second = start()
    second.data_editor.relabel([key(2)], 1)
    assert second.close()
    (tmp_path / "away").rename(data)
    assert start().workspace.dataset.edits.placements.keys() == {key(1)}


def test_data_that_are_opened_while_the_session_comes_back_stay(start, begin, data, tmp_path, qtbot, monkeypatch):
    first = start(data)
    train(first, qtbot)
    assert first.close()
    (tmp_path / "other").mkdir()
    save_pair(tmp_path / "other", make_dataset(side=16))

    def read(location, *rest):
        while location == [str(data)]:
            rest[-1].check()
        return read_data(location, *rest)

    monkeypatch.setattr("catgui.models.workspace.read_data", read)
    second = begin()
    _open(second, [])
    qtbot.waitUntil(lambda: second.session.now.run is not None)
    with qtbot.waitSignal(second.workspace.dataset_changed):
        second.workspace.open([str(tmp_path / "other")])
    qtbot.waitUntil(lambda: not any(task.busy for task in second.findChildren(BackgroundTask)))
    assert second.workspace.location == [str(tmp_path / "other")]


def test_a_session_that_cannot_be_read_is_not_written_over(start, begin, data, store, qtbot, monkeypatch):
    assert start(data).close()
    before = rows(store)
    with monkeypatch.context() as patch:
        patch.setattr(session_table, "begin_restore", fail_to_read)
        window = begin()
        with qtbot.waitSignal(window.workspace.dataset_changed):
            _open(window, [])
        assert "The session could not be read: the disk is full" in error(window).text
        assert window.close()
    assert rows(store) == before


def test_the_session_is_not_written_without_the_edits_that_it_shows(start, data, store, qtbot, monkeypatch):
    window = start(data)
    window.files.session.write()
    assert window.keeper.wait(10)
    before = rows(store)
    with monkeypatch.context() as patch:
        patch.setattr(KeptEdits, "write", fail_to_read)
        window.training_settings.set_config(replace(CONFIG, seed=8))
        window.data_editor.leave_out([key(1)])
        qtbot.waitUntil(lambda: bool(window.keeper.notice))
        assert rows(store) == before
    window.files.session.write()
    assert window.keeper.wait(10)
    assert rows(store) != before


def rows(store):
    return store.read(lambda connection: connection.execute("SELECT * FROM session ORDER BY name").fetchall())


def fail_to_read(*_):
    raise OSError(errno.ENOSPC, "no space")


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [("network", b"no model", "its network cannot be opened"), ("contents", "{", "its settings are damaged")],
)
def test_a_session_that_is_damaged_in_part_comes_back_in_part_and_is_backed_up_before_it_is_overwritten(
    start, data, store, tmp_path, qtbot, monkeypatch, name, value, fault
):
    first = start(data)
    add_photos(first, tmp_path, qtbot)
    train(first, qtbot)
    assert first.close()
    update = "UPDATE session SET value = ? WHERE name = ?"
    store.write(lambda connection: connection.execute(update, (value, name)))
    backups = note_backups(monkeypatch)
    window = start()
    assert fault in error(window).text
    window.files.session.write()
    assert window.keeper.wait(10)
    assert (name, value) in backups[0]
    assert (name, value) not in rows(store)
    assert len(window.photos) == (2 if name == "network" else 0)
    assert (window.session.now.run is None) == (name == "network")


def note_backups(monkeypatch):
    """The rows of the session at each backup."""
    backups = []
    monkeypatch.setattr(ProfileStore, "back_up", lambda store, _kind="": backups.append(rows(store)))
    return backups
