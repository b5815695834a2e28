"""The photo collection with its threads: reading, classification, undo, cancellation."""

import _thread
from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication, Qt

from catgui.domain.photo_entry import PhotoState
from catgui.inputs.sources import BytesSource, PathSource, WebSource
from catgui.models.photos import collection as collection_module
from catgui.models.photos.importer import MAX_DOWNLOADS
from engine.data.dataset import DataOrigin
from engine.data.image_folder import ImageFolderSettings
from engine.images.photo import Framing
from engine.system.reader_process import MAX_CALLS, default_reader
from tests.support import child_tasks
from tests.support.photo_collections import add, all_classified, pictures, train
from tests.support.photo_delays import SLOW, FakeWeb
from tests.support.picture_files import make_photo, picture_bytes
from tests.support.small_data import make_dataset


def names(collection):
    return [entry.name for entry in collection]


def test_files_folders_and_failures_become_photos_in_their_order(collection, qtbot, tmp_path):
    (tmp_path / "folder").mkdir()
    for name in ("folder/b.png", "folder/a.jpg", "z.png"):
        make_photo(tmp_path / name)
    (tmp_path / "notes.png").write_text("hello")
    sources = [PathSource(str(tmp_path / name)) for name in ("z.png", "folder", "notes.png", "missing.png")]
    add(qtbot, collection, sources, count=5)
    assert names(collection) == ["z.png", "a.jpg", "b.png", "notes.png", "missing.png"]
    states = [entry.state for entry in collection]
    assert states == [PhotoState.READ] * 3 + [PhotoState.FAILED] * 2


def test_a_photo_that_is_added_again_is_read_again_in_its_card(collection, qtbot, tmp_path):
    path = make_photo(tmp_path / "a.png", "red")
    source, missing = PathSource(str(path)), PathSource(str(tmp_path / "b.png"))
    add(qtbot, collection, [source, source, missing], count=2)
    first, failed = collection
    collection.set_actual([first.key], "cat")
    command = collection.undo_stack.next_undo
    make_photo(path, "blue")
    make_photo(tmp_path / "b.png")
    collection.add([PathSource(str(tmp_path))])
    qtbot.waitUntil(lambda: not collection.busy)
    assert [entry.key for entry in collection] == [first.key, failed.key]
    assert [entry.state for entry in collection] == [PhotoState.READ] * 2
    again = collection.entry(first.key)
    assert tuple(again.view[0, 0]) == (0, 0, 255)
    assert again.actual == "cat"
    assert collection.undo_stack.next_undo is command


def test_photos_are_framed_as_the_network_is_trained(collection, session, dataset, qtbot):
    settings = ImageFolderSettings(framing=Framing.CENTER).as_dict()
    centered = replace(dataset, origin=DataOrigin(("/pets",), settings))
    add(qtbot, collection, pictures("a"))
    train(qtbot, session, centered)
    add(qtbot, collection, pictures("b"))
    assert {entry.framing for entry in collection} == {Framing.CENTER}
    qtbot.waitUntil(lambda: all_classified(collection))
    train(qtbot, session, dataset)
    assert {entry.framing for entry in collection} == {Framing.WHOLE}


def test_undo_restores_removed_photos_to_their_rows_and_classifies_them(collection, session, dataset, qtbot):
    train(qtbot, session, dataset)
    add(qtbot, collection, pictures("a", "b", "c", "d"))
    keys = [entry.key for entry in collection]
    collection.remove([keys[1], keys[3]])
    assert collection.removed == 2
    assert names(collection) == ["a", "c"]
    collection.undo_stack.undo()
    assert collection.removed == 0
    assert names(collection) == ["a", "b", "c", "d"]
    assert [entry.key for entry in collection] == keys
    qtbot.waitUntil(lambda: all_classified(collection))
    collection.undo_stack.redo()
    assert names(collection) == ["a", "c"]


def test_clear_and_adding_can_be_undone(collection, qtbot):
    add(qtbot, collection, pictures("a", "b"))
    assert collection.undo_stack.next_undo.text == "Add 2 photos"
    collection.clear()
    assert names(collection) == []
    collection.undo_stack.undo()
    assert names(collection) == ["a", "b"]
    collection.undo_stack.undo()
    assert names(collection) == []
    collection.undo_stack.redo()
    assert [entry.state for entry in collection] == [PhotoState.READ] * 2


def test_the_late_result_of_a_removed_photo_is_dropped(collection, qtbot, gate):
    collection.add(pictures(SLOW, "b"))
    qtbot.waitUntil(lambda: len(collection) == 2)
    slow, second = collection
    collection.remove([slow.key])
    gate.open()
    qtbot.waitUntil(lambda: not collection.busy)
    assert names(collection) == ["b"]
    assert collection.entry(second.key).photo.size == (40, 40)
    assert collection.entry(second.key).state is PhotoState.READ


def test_cancel_keeps_the_photos_read_and_undo_restores_the_others(collection, qtbot, gate):
    under_way = [SLOW] * MAX_CALLS
    collection.add(pictures("a", *under_way, "c"))
    qtbot.waitUntil(lambda: gate.waiting == MAX_CALLS and any(entry.state is PhotoState.READ for entry in collection))
    collection.cancel()
    qtbot.waitUntil(lambda: not collection.busy)
    assert names(collection) == ["a"]
    gate.open()
    collection.undo_stack.undo()
    qtbot.waitUntil(lambda: not collection.busy)
    assert names(collection) == ["a", *under_way, "c"]
    assert {entry.state for entry in collection} == {PhotoState.READ}


def test_shutdown_does_not_wait_for_a_hanging_photo(collection, qtbot, gate):
    collection.add(pictures(SLOW))
    qtbot.waitUntil(lambda: gate.waiting == 1 and len(collection) == 1)
    collection.shutdown()
    assert collection._import._threads.wait(0)


def test_photos_are_read_again_for_a_data_set_of_another_shape(collection, workspace, session, qtbot, tmp_path):
    sources = [PathSource(str(make_photo(tmp_path / "a.png"))), *pictures("b")]
    add(qtbot, collection, sources)
    assert {entry.picture_shape for entry in collection} == {(8, 8)}
    keys = [entry.key for entry in collection]
    wider = make_dataset(side=12)
    workspace.set_dataset(wider)
    qtbot.waitUntil(lambda: {entry.picture_shape for entry in collection} == {(12, 12)})
    assert [entry.key for entry in collection] == keys
    train(qtbot, session, wider)
    qtbot.waitUntil(lambda: all_classified(collection))


def test_files_are_read_during_a_slow_download(collection, qtbot, monkeypatch):
    web = FakeWeb(monkeypatch, hold=True)
    collection.add([WebSource("https://example.org/cat.png"), *pictures("here")])
    qtbot.waitUntil(lambda: {e.name: e.state for e in collection}.get("here") is PhotoState.READ)
    assert collection.busy
    web.release()
    qtbot.waitUntil(lambda: not collection.busy)
    assert {entry.state for entry in collection} == {PhotoState.READ}


def of_the_web(count):
    return [WebSource(f"https://example.org/{number}.png") for number in range(count)]


def test_a_few_are_downloaded_at_a_time_and_all_in_the_end(collection, qtbot, monkeypatch):
    web, sources = FakeWeb(monkeypatch, hold=True), of_the_web(MAX_DOWNLOADS + 2)
    collection.add(sources)
    qtbot.waitUntil(lambda: len(web.requested) == MAX_DOWNLOADS)
    web.release()
    qtbot.waitUntil(lambda: not collection.busy)
    assert {entry.state for entry in collection} == {PhotoState.READ}
    assert sorted(web.requested) == [source.address for source in sources]


def test_a_cancelled_download_makes_room(collection, qtbot, monkeypatch):
    web = FakeWeb(monkeypatch, hold=True)
    collection.add(of_the_web(MAX_DOWNLOADS + 1))
    qtbot.waitUntil(lambda: len(web.requested) == MAX_DOWNLOADS)
    collection.remove([next(iter(collection)).key])
    qtbot.waitUntil(lambda: len(web.requested) == MAX_DOWNLOADS + 1)
    assert {entry.state for entry in collection} == {PhotoState.WAITING}


def test_photos_for_which_no_thread_can_be_started_say_so(collection, qtbot, monkeypatch, tmp_path):
    def refuse(*_):
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patch:
        patch.setattr(_thread, "start_new_thread", refuse)
        collection.add(pictures("a"))
        collection.add([PathSource(str(tmp_path))])
        qtbot.waitUntil(lambda: len(collection) == 2 and not collection.busy)
    assert {entry.state for entry in collection} == {PhotoState.FAILED}
    assert all("No more threads or processes can be started" in entry.error for entry in collection)
    collection.shutdown()


def test_a_photo_read_during_shutdown_is_dropped(collection, qtbot, gate):
    collection.add(pictures(SLOW))
    qtbot.waitUntil(lambda: gate.waiting == 1 and len(collection) == 1)
    gate.open()
    collection.shutdown()
    QCoreApplication.processEvents()
    assert [entry.state for entry in collection] == [PhotoState.WAITING]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("decode", "timeout", "reason"),
    [
        (child_tasks.crash_on_bad_photo, 60.0, "it crashes the library that reads it"),
        # Long enough for the other photos on a busy machine.
        (child_tasks.hang_on_bad_photo, 3.0, "it could not be read within 3 seconds"),
        (child_tasks.fill_memory_on_bad_photo, 60.0, "it needs more memory than the "),
    ],
)
def test_a_photo_that_crashes_hangs_or_fills_the_reader_fails_alone(
    collection, session, dataset, qtbot, monkeypatch, decode, timeout, reason
):
    monkeypatch.setattr("engine.images.reader._decode_bytes", decode)
    monkeypatch.setattr("engine.images.reader.TIMEOUT", timeout)
    monkeypatch.setattr("engine.system.reader_process.available_memory", lambda: 400_000_000)
    default_reader().call(child_tasks.echo, 1)  # its start is not timed
    train(qtbot, session, dataset)
    collection.add(pictures("a", "bad", "b", "c"))
    qtbot.waitUntil(lambda: not collection.busy)
    _, bad, *_ = collection
    assert [entry.state for entry in collection].count(PhotoState.READ) == 3
    assert reason in bad.error
    text = collection.index(1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert text.startswith("bad")
    assert reason in text
    qtbot.waitUntil(lambda: all_classified(collection))
    monkeypatch.undo()
    add(qtbot, collection, pictures("next"))
    assert list(collection)[-1].state is PhotoState.READ


@pytest.mark.slow
def test_cancel_ends_the_child_that_hangs(collection, qtbot, monkeypatch, tmp_path):
    flag = tmp_path / "started"
    monkeypatch.setattr("engine.images.reader._decode_bytes", child_tasks.hang_with_name)
    collection.add([BytesSource(str(flag), picture_bytes())])
    qtbot.waitUntil(flag.exists)
    before = set(default_reader().pids)
    collection.cancel()
    assert names(collection) == []
    assert not collection.busy
    collection.shutdown()
    assert not before <= set(default_reader().pids)


def actual(collection):
    return [entry.actual for entry in collection]


def keys_of(collection):
    return [entry.key for entry in collection]


def test_setting_the_actual_class_can_be_undone(collection, qtbot):
    add(qtbot, collection, pictures("a", "b", "c"))
    collection.set_actual(keys_of(collection)[:2], "cat")
    collection.set_actual(keys_of(collection)[1:], "non-cat")
    assert actual(collection) == ["cat", "non-cat", "non-cat"]
    assert collection.undo_stack.next_undo.text == "Label 2 photos"
    collection.undo_stack.undo()
    assert actual(collection) == ["cat", "cat", ""]
    collection.undo_stack.undo()
    assert actual(collection) == ["", "", ""]
    collection.undo_stack.redo()
    assert actual(collection) == ["cat", "cat", ""]


def test_a_removed_photo_comes_back_with_the_class_of_its_file_by_then(collection, qtbot, tmp_path):
    source = PathSource(str(make_photo(tmp_path / "a.png")))
    add(qtbot, collection, [source])
    collection.clear()
    collection.restore({source: "cat"})
    collection.undo_stack.undo()
    assert actual(collection) == ["cat", "cat"]


def test_photos_know_the_classes_of_the_network_or_of_the_data(collection, workspace, session, dataset, qtbot):
    add(qtbot, collection, pictures("a"))
    collection.set_actual(keys_of(collection), "dog")
    assert [entry.actual_label for entry in collection] == [None]
    workspace.set_dataset(make_dataset(classes=("dog", "cat")))
    assert [entry.actual_label for entry in collection] == [0]
    train(qtbot, session, dataset)
    assert [entry.classes for entry in collection] == [("non-cat", "cat")]
    add(qtbot, collection, pictures("b"))
    assert [entry.classes for entry in collection] == [("non-cat", "cat")] * 2
    session.reset()
    assert collection.classes == ("dog", "cat")


def test_photos_that_are_restored_cannot_be_undone_and_those_added_meanwhile_can(collection, qtbot, tmp_path):
    for name in ("restored.png", "added.png"):
        make_photo(tmp_path / name)
    restored, added = (PathSource(str(tmp_path / name)) for name in ("restored.png", "added.png"))
    collection.restore({restored: "cat"})
    collection.add([added])
    qtbot.waitUntil(lambda: len(collection) == 2 and not collection.busy)
    assert all(entry.state is PhotoState.READ for entry in collection)
    collection.undo_stack.undo()
    assert [(entry.name, entry.actual) for entry in collection] == [("restored.png", "cat")]
    assert collection.undo_stack.next_undo is None
    collection.clear()
    add(qtbot, collection, [restored])
    assert collection.undo_stack.next_undo.text == "Add 1 photo"


def test_photos_are_restored_in_their_order_each_once_also_those_that_are_gone(collection, qtbot, tmp_path):
    present, gone = PathSource(str(make_photo(tmp_path / "a.png"))), PathSource(str(tmp_path / "gone.png"))
    for _ in range(2):
        collection.restore({gone: "cat", present: ""})
    assert [(entry.source, entry.actual) for entry in collection] == [(gone, "cat"), (present, "")]
    assert collection.undo_stack.next_undo is None
    qtbot.waitUntil(lambda: not collection.busy)
    assert [bool(entry.error) for entry in collection] == [True, False]


@pytest.fixture
def few_with_pixels(monkeypatch):
    """Two photos removed last keep their pixels."""
    monkeypatch.setattr(collection_module, "_MAX_REMOVED_WITH_PIXELS", 2)


def remove(collection, name):
    collection.remove([entry.key for entry in collection if entry.name == name])


def states(collection):
    return {entry.name: entry.state for entry in collection}


def test_recently_removed_photos_are_restored_with_their_pixels(few_with_pixels, collection, qtbot, tmp_path):
    add(qtbot, collection, [PathSource(str(make_photo(tmp_path / f"{name}.png"))) for name in "ab"])
    before = {entry.name: entry.photo for entry in collection}
    for name in ("a.png", "b.png"):
        remove(collection, name)
        (tmp_path / name).unlink()
    collection.undo_stack.undo()
    collection.undo_stack.undo()
    assert not collection.busy
    assert {entry.name: entry.photo for entry in collection} == before


def test_photos_removed_earlier_are_read_again(few_with_pixels, collection, qtbot, tmp_path):
    path = PathSource(str(make_photo(tmp_path / "a.png", "blue")))
    add(qtbot, collection, [path, *(BytesSource(name, picture_bytes()) for name in "bcd")])
    before = {entry.name: entry.view.tobytes() for entry in collection}
    for name in ("a.png", "b", "c", "d"):
        remove(collection, name)
    for _ in range(4):
        collection.undo_stack.undo()
    assert states(collection)["d"] is PhotoState.READ
    assert states(collection)["a.png"] is PhotoState.WAITING
    qtbot.waitUntil(lambda: not collection.busy)
    assert [entry.name for entry in collection] == ["a.png", "b", "c", "d"]
    assert {entry.name: entry.view.tobytes() for entry in collection} == before
