"""What is open when the window closes is open again at the next start, without a question."""

import shutil
from dataclasses import replace

import pytest
from PySide6.QtGui import QAction, QImage
from PySide6.QtWidgets import QComboBox, QMessageBox

from catgui.app import _create_window, _open
from catgui.inputs.sources import ImageSource, PathSource
from engine.data.edits import PictureKey
from engine.training.config import TrainingConfig
from tests.catgui.documents.test_recovery_prompt import SHORT, leave
from tests.support.messages import error, notice, recovery_offer, restored_network
from tests.support.picture_files import make_photo
from tests.support.small_data import make_dataset, save_pair

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
def start(qtbot, settings, tmp_path):
    """Starts the program with the files that are given; returns its window."""
    windows = []

    def start(*files):
        window = _create_window(settings)
        windows.append(window)
        qtbot.addWidget(window)
        window.show()
        window.create_deferred_panels()
        window.files.recovery.begin(tmp_path / "recovery")
        window.files.last_session.begin(tmp_path / "session")
        window.runs.open(tmp_path / "runs.sqlite")
        window.edit_keeper.begin(tmp_path / "edits.sqlite")
        with qtbot.waitSignal(window.workspace.dataset_changed):
            _open(window, list(files))
        return window

    yield start
    for window in windows:
        window.session.reset()
        window.close()


@pytest.fixture
def question(monkeypatch):
    """The questions that were asked."""
    asked = []
    monkeypatch.setattr(QMessageBox, "open", lambda box: asked.append(box.text()))
    return asked


def train(window, qtbot, config=CONFIG):
    with qtbot.waitSignal(window.session.completed):
        window.session.start(window.workspace.dataset, config)


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
    qtbot.waitUntil(lambda: first.session.snapshot.iterations == 20)
    costs = first.session.costs.train.tolist()
    assert first.close()

    again = start()

    wait_until_whole(again, qtbot)
    qtbot.waitUntil(lambda: len(again.photos) == 1)
    assert question == []
    assert again.workspace.location == [str(data)]
    assert again.session.costs.train.tolist() == costs
    assert (again.playback.position, again.playback.length, again.session.threshold) == (20, 30, 0.4)
    assert again.photos.actual_classes() == {str(tmp_path / "tom.png"): "cat"}
    assert again.training_settings.config == CONFIG
    assert again.photos.undo_stack.next_undo is None, "there was nothing to undo when the window was opened"


def test_a_convolutional_network_comes_back_with_its_settings(start, data, qtbot):
    config = replace(TrainingConfig.for_features("convolution"), hidden_layers=(2, 3), iterations=8, batch_size=8)
    first = start(data)
    first.training_settings.set_config(config)
    train(first, qtbot, config)
    costs = first.session.costs.train.tolist()
    assert first.close()

    again = start()

    wait_until_whole(again, qtbot)
    assert again.training_settings.config == config
    assert again.session.costs.train.tolist() == costs
    assert again.findChild(QComboBox, "features_field").currentData() == "convolution"


def test_training_goes_on_as_if_the_window_had_not_been_closed(start, data, qtbot):
    longer = replace(CONFIG, iterations=50)
    first = start(data)
    train(first, qtbot, longer)
    expected = first.session.costs.train.tolist()
    train(first, qtbot)
    assert first.close()

    again = start()
    wait_until_whole(again, qtbot)
    with qtbot.waitSignal(again.session.completed):
        again.session.branch(longer)
    assert again.session.costs.train.tolist() == expected


def test_a_run_that_was_in_training_comes_back_at_its_end_as_the_run_that_is_recorded(start, data, tmp_path, qtbot):
    first = start(data)
    first.session.speed.iterations_per_second = 200  # so that steps come between two evaluations
    first.session.start(first.workspace.dataset, replace(CONFIG, iterations=100_000))
    qtbot.waitUntil(lambda: first.session.newest is not None)
    done = first.session.newest.iterations
    qtbot.waitUntil(lambda: len(first.session.costs) > first.session.newest.iterations >= done)
    assert first.close()

    again = start()
    wait_until_whole(again, qtbot)

    assert again.playback.position == again.playback.length
    assert not again.playback.is_rewound
    (record,) = again.runs.records
    assert again.runs.current is record
    assert again.runs.previous is None
    assert len(record.train) == again.playback.length


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
    assert len(again.session.costs) == 30


def test_a_damaged_session_is_said_and_the_drawings_are_open(start, data, tmp_path):
    first = start(data)
    assert first.close()
    (tmp_path / "session" / "session.json").write_text("{")
    again = start()
    assert "damaged" in error(again).text
    assert again.workspace.dataset.source == "builtin"


def test_files_that_are_named_win(start, data, tmp_path, qtbot):
    first = start(data)
    assert first.close()
    other = tmp_path / "other"
    other.mkdir()
    save_pair(other, make_dataset(side=16))
    assert start(other).workspace.location == [str(other)]


def test_switched_off_nothing_is_reopened_and_the_network_is_asked_about(start, data, settings, qtbot, question):
    first = start(data)
    first.findChild(QAction, "reopen_session_action").trigger()
    assert not settings.reopens_session
    train(first, qtbot)
    assert not first.close()
    assert question == ["Save the trained network?"]
    first.session.reset()
    assert first.close()
    assert start().workspace.dataset.source == "builtin"


def test_a_session_that_cannot_be_written_is_asked_about(start, data, tmp_path, qtbot, question):
    first = start(data)
    train(first, qtbot)
    shutil.rmtree(tmp_path / "session")
    (tmp_path / "session").write_text("a file, not a folder")
    assert not first.close()
    assert question == ["Save the trained network?"]


def test_a_window_closed_before_all_is_open_again_keeps_the_session(start, data, qtbot, settings, tmp_path):
    first = start(data)
    train(first, qtbot)
    assert first.close()
    before = (tmp_path / "session" / "session.json").read_text()

    hasty = _create_window(settings)
    qtbot.addWidget(hasty)
    hasty.files.last_session.begin(tmp_path / "session")
    _open(hasty, [])
    assert hasty.close()

    assert (tmp_path / "session" / "session.json").read_text() == before


def wait_until_restored(window, qtbot):
    qtbot.waitUntil(lambda: restored_network(window).is_shown())
    return restored_network(window)


def test_the_network_of_a_killed_program_comes_back_without_a_question(start, data, tmp_path, qtbot, question):
    first = start(data)
    first.training_settings.set_config(replace(CONFIG, seed=8))
    train(first, qtbot)
    assert first.close()
    leave(tmp_path / "recovery", data=[str(data)])

    again = start()

    bar = wait_until_restored(again, qtbot)
    assert bar.text.startswith("Catgui was not closed properly. Your unsaved network of ")
    assert not recovery_offer(again).is_shown()
    assert question == []
    assert again.workspace.location == [str(data)]
    assert again.session.run.config == again.training_settings.config == SHORT
    assert again.isWindowModified()
    assert again.photos.undo_stack.next_undo is None


def test_a_restored_network_can_be_discarded_for_that_of_the_session(start, data, tmp_path, qtbot):
    first = start(data)
    first.training_settings.set_config(CONFIG)
    train(first, qtbot)
    costs = first.session.costs.train.tolist()
    assert first.close()
    left = leave(tmp_path / "recovery", data=[str(data)])

    again = start()
    wait_until_restored(again, qtbot).press("Discard")

    assert not restored_network(again).is_shown()
    wait_until_whole(again, qtbot)
    assert again.session.costs.train.tolist() == costs
    assert again.training_settings.config == CONFIG
    assert again.close()
    assert not left.path.exists(), "it is that of the session now, and was written with it"


def test_a_network_waits_for_the_data_that_are_opened_with_it(start, data, qtbot):
    # Repeated on the same data, which are open already, it would be dropped when they have been opened anew.
    window = start(data)
    train(window, qtbot)
    state = window.files.last_session._keeper.capture()()
    with qtbot.waitSignal(window.workspace.dataset_changed):
        window.files.last_session._keeper.restore(state)
        assert window.session.run.dataset is None
    wait_until_whole(window, qtbot)
    assert window.session.run.dataset is window.workspace.dataset


def test_a_damaged_network_of_a_killed_program_is_said_and_that_of_the_session_shown(start, data, tmp_path, qtbot):
    first = start(data)
    train(first, qtbot)
    assert first.close()
    leave(tmp_path / "recovery", data=None).path.write_bytes(b"no model")

    again = start()

    qtbot.waitUntil(recovery_offer(again).is_shown)
    assert error(again).text == "The network that was found is damaged. It can only be discarded."
    wait_until_whole(again, qtbot)
    assert again.session.run.config == CONFIG


def test_a_window_closed_before_its_data_are_open_leaves_the_network_on_disk(data, tmp_path, settings, qtbot):
    left = leave(tmp_path / "recovery", data=[str(data)])
    hasty = _create_window(settings)
    qtbot.addWidget(hasty)
    hasty.files.recovery.begin(tmp_path / "recovery")
    hasty.files.last_session.begin(tmp_path / "session")
    _open(hasty, [])
    assert hasty.close()
    assert left.path.exists()


def test_a_second_window_starts_afresh_says_so_and_leaves_the_session_alone(start, data, tmp_path, qtbot, question):
    before = start(data)
    assert before.close()
    written = (tmp_path / "session" / "session.json").read_text()

    first, second = start(), start()

    assert first.workspace.location == [str(data)]
    assert not notice(first).is_shown()
    assert second.workspace.dataset.source == "builtin"
    assert notice(second).text.startswith("Catgui is open in another window, which keeps the session.")
    assert "its photos and their answers are not kept" in notice(second).text
    train(second, qtbot)
    assert not second.close()
    assert question == ["Save the trained network?"]
    second.session.reset()
    assert second.close()
    assert (tmp_path / "session" / "session.json").read_text() == written
    assert first.close()
    assert start().workspace.location == [str(data)]


def test_edits_come_back_without_a_network(start, data, qtbot):
    first = start(data)
    first.data_editor.leave_out([PictureKey("train", 1)])
    first.close()
    second = start()
    assert second.workspace.dataset.edits == first.workspace.dataset.edits
    assert notice(second).text.endswith(" are back: 1 left out.")


def kill(window, tmp_path):
    """Close `window` with the session as it is on the disk when the program is killed; its lock goes with it."""
    shutil.copytree(tmp_path / "session", tmp_path / "killed", ignore=shutil.ignore_patterns("*.lock"))
    window.session.reset()  # its network would be autosaved
    window.close()
    shutil.rmtree(tmp_path / "session")
    shutil.move(tmp_path / "killed", tmp_path / "session")


def write_changes(window, qtbot):
    """Let the interval between two writings of the session be over, and wait for the writing."""
    keeper = window.files.last_session
    qtbot.waitUntil(lambda: keeper._write_throttle._pending)
    keeper._write_throttle.flush()
    qtbot.waitUntil(lambda: not keeper._writing.busy)


def add_photos(window, folder, qtbot):
    """Add a photo in a file and a pasted one, labelled, and change the settings."""
    make_photo(folder / "tom.png")
    window.photos.add([PathSource(str(folder / "tom.png")), ImageSource("picture", QImage(str(folder / "tom.png")))])
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
    kill(first, tmp_path)

    second = start()

    qtbot.waitUntil(lambda: len(second.photos) == 2 and not second.photos.busy)
    assert photos_of(second) == [("tom.png", "cat", ""), ("picture", "cat", "")]
    assert second.training_settings.config == replace(CONFIG, seed=8)
    assert second.workspace.location == [str(data)]
    second.photos.clear()
    write_changes(second, qtbot)
    kill(second, tmp_path)
    assert not len(start().photos)


def test_a_network_of_the_session_outlasts_the_photos_that_are_added_to_it(start, data, tmp_path, qtbot):
    first = start(data)
    train(first, qtbot)
    assert first.close()
    second = start()
    wait_until_whole(second, qtbot)
    add_photos(second, tmp_path, qtbot)
    write_changes(second, qtbot)
    kill(second, tmp_path)
    third = start()
    wait_until_whole(third, qtbot)
    assert len(third.session.costs) == 30
    qtbot.waitUntil(lambda: len(third.photos) == 2)


def test_nothing_is_written_while_photos_are_restored(start, data, tmp_path, qtbot):
    window = start(data)
    qtbot.waitUntil(lambda: not window.files.last_session._writing.busy)  # of the data
    make_photo(tmp_path / "tom.png")
    before = (tmp_path / "session" / "session.json").read_bytes()
    window.photos.restore({PathSource(str(tmp_path / "tom.png")): "cat"})
    window.training_settings.set_config(CONFIG)
    window.files.last_session._write_changes()
    assert not window.files.last_session._writing.busy
    assert (tmp_path / "session" / "session.json").read_bytes() == before
    qtbot.waitUntil(lambda: len(window.photos) == 1 and not window.photos.busy)
    write_changes(window, qtbot)
    assert "tom.png" in (tmp_path / "session" / "session.json").read_text()


def test_what_has_not_changed_is_not_written_again_and_nothing_after_the_close(start, data, tmp_path, qtbot):
    first = start(data)
    add_photos(first, tmp_path, qtbot)
    assert first.close()
    session = tmp_path / "session" / "session.json"
    before = session.read_bytes()
    second = start()
    qtbot.waitUntil(lambda: len(second.photos) == 2 and not second.photos.busy)
    second.files.last_session._write_changes()
    assert not second.files.last_session._writing.busy
    assert second.close()
    second.files.state_keeper.contents.changed.emit()
    assert not second.files.last_session._write_throttle._timer.isActive()
    assert session.read_bytes() == before


def test_a_network_of_the_last_session_is_not_given_up_for_data_opened_beside_it(start, data, tmp_path, qtbot):
    first = start(data)
    train(first, qtbot)
    first.close()
    second = start()
    wait_until_whole(second, qtbot)
    session = (tmp_path / "session" / "session.json").read_bytes()
    second.data_editor.leave_out([PictureKey("train", 1)])
    qtbot.waitUntil(lambda: not second.edit_keeper._writing.busy)
    assert not second.files.last_session._writing.busy
    assert (tmp_path / "session" / "session.json").read_bytes() == session
