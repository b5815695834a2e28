"""The photo reader without a thread: run() in the test's own."""

import os
import threading

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage

from catgui.domain.photo_entry import PhotoKey
from catgui.inputs.sources import BytesSource, ImageSource, PathSource, WebSource
from catgui.workers import photo_reader, photo_search
from catgui.workers.parallel import MAX_THREADS
from catgui.workers.photo_reader import PREVIEW_SIDE, PhotoReader, PhotoRequest
from engine.errors import CancelledError
from engine.images.photo import Framing
from tests.support.photo_gate import SLOW
from tests.support.picture_files import make_photo, picture_bytes

SHAPE = (8, 8)


class Listener:
    """Writes down what a reader says, in order."""

    def __init__(self, reader):
        self.said = []
        reader.found.connect(lambda requests: self.said.append(("found", requests)))
        reader.read.connect(lambda read_result: self.said.append(("read", read_result)))
        reader.progressed.connect(lambda done, total: self.said.append(("progressed", (done, total))))
        reader.unread.connect(lambda keys: self.said.append(("given_up", keys)))
        reader.finished.connect(lambda: self.said.append(("finished", None)))

    def of(self, kind):
        return [what for said, what in self.said if said == kind]


def requests(*sources):
    return [PhotoRequest(PhotoKey(), source) for source in sources]


def heard(reader):
    listener = Listener(reader)
    reader.run()
    return listener


def in_order(wanted, readings):
    """The readings in the order in which they were asked for; which is done first is a matter of chance."""
    places = [request.key for request in wanted]
    return sorted(readings, key=lambda read_result: places.index(read_result.key))


def test_reads_each_photo_for_the_shape_and_finishes_last(qapp, tmp_path):
    wanted = requests(PathSource(str(make_photo(tmp_path / "a.png"))), BytesSource("b", picture_bytes("blue")))
    listener = heard(PhotoReader(wanted, SHAPE))
    first, second = in_order(wanted, listener.of("read"))
    assert [first.key, second.key] == [request.key for request in wanted]
    assert first.photo.views[Framing.WHOLE].shape == (8, 8, 3)
    assert tuple(second.photo.views[Framing.CENTER][0, 0]) == (0, 0, 255)
    assert listener.of("found") == []
    assert listener.of("progressed") == [(0, 2), (1, 2)]
    assert listener.said[-1] == ("finished", None)


def test_what_cannot_be_read_says_why_and_the_others_are_read(qapp, tmp_path):
    (tmp_path / "notes.jpg").write_text("hello")
    sources = [PathSource(str(tmp_path / name)) for name in ("notes.jpg", "missing.jpg")]
    wanted = requests(*sources, BytesSource("c", picture_bytes()))
    readings = in_order(wanted, heard(PhotoReader(wanted, SHAPE)).of("read"))
    assert [read_result.error for read_result in readings] == [
        "this is text, not a picture",
        "there is no such file; it may have been moved or deleted",
        "",
    ]
    assert readings[2].photo is not None


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
def test_a_pipe_is_refused_and_not_waited_for(qapp, tmp_path):
    os.mkfifo(tmp_path / "pipe.jpg")
    listener = heard(PhotoReader(requests(PathSource(str(tmp_path))), SHAPE, search=True))
    assert "pipe or a device" in listener.of("read")[0].error


def test_an_error_that_nobody_foresaw_is_told_too(qapp, monkeypatch):
    def fail(*_):
        raise ZeroDivisionError("out of cheese")

    monkeypatch.setattr("engine.images.reader.read_photo_bytes", fail)
    listener = heard(PhotoReader(requests(BytesSource("a", b"x")), SHAPE))
    assert "out of cheese" in listener.of("read")[0].error
    assert listener.said[-1] == ("finished", None)


def test_folders_are_searched_and_the_photos_keep_their_order(qapp, tmp_path):
    (tmp_path / "folder").mkdir()
    for name in ("z.png", "folder/a.png", "folder/b.png"):
        make_photo(tmp_path / name)
    wanted = requests(*(PathSource(str(tmp_path / name)) for name in ("folder", "z.png")))
    listener = heard(PhotoReader(wanted, SHAPE, search=True))
    (found,) = listener.of("found")
    assert [request.source.name for request in found] == ["a.png", "b.png", "z.png"]
    assert {read_result.key for read_result in listener.of("read")} == {request.key for request in found}


def test_a_folder_without_photos_says_so(qapp, tmp_path):
    (read_result,) = heard(PhotoReader(requests(PathSource(str(tmp_path))), SHAPE, search=True)).of("read")
    assert "no photos in this folder" in read_result.error


def test_a_folder_with_too_many_photos_is_taken_in_part_and_says_so(qapp, tmp_path, monkeypatch):
    monkeypatch.setattr(photo_reader, "MAX_PHOTOS", 3)
    for number in range(5):
        make_photo(tmp_path / f"{number}.png")
    listener = heard(PhotoReader(requests(PathSource(str(tmp_path))), SHAPE, search=True))
    readings = in_order(listener.of("found")[0], listener.of("read"))
    assert [read_result.source.name for read_result in readings] == ["0.png", "1.png", "2.png", tmp_path.name]
    assert "only its first 3 photos were taken" in readings[-1].error


def test_a_folder_with_too_many_files_keeps_the_photos_found_and_says_so(qapp, tmp_path, monkeypatch):
    monkeypatch.setattr(photo_search, "MAX_ENTRIES", 2)
    (tmp_path / "inner").mkdir()
    for name in ("a.png", "inner/b.png"):
        make_photo(tmp_path / name)
    listener = heard(PhotoReader(requests(PathSource(str(tmp_path))), SHAPE, search=True))
    readings = in_order(listener.of("found")[0], listener.of("read"))
    assert [read_result.source.name for read_result in readings] == ["a.png", tmp_path.name]
    assert "only its first 2 files were looked through" in readings[-1].error


def test_a_stop_is_heard_at_once(qapp):
    wanted = requests(*(BytesSource(str(number), picture_bytes()) for number in range(100)))
    reader = PhotoReader(wanted, SHAPE)
    reader.read.connect(lambda _: reader.stop())
    listener = heard(reader)
    read = [read_result.key for read_result in listener.of("read")]
    (unread,) = listener.of("given_up")
    assert 1 <= len(read) <= 1 + 2 * MAX_THREADS
    assert {*read, *unread} == {request.key for request in wanted}
    assert len(read) + len(unread) == 100
    assert [said for said, _ in listener.said[-2:]] == ["given_up", "finished"]


def test_a_slow_photo_does_not_keep_the_others_waiting(qapp, gate):
    wanted = requests(*(BytesSource(name, picture_bytes()) for name in (SLOW, "b", "c")))
    reader = PhotoReader(wanted, SHAPE)
    reader.read.connect(lambda read_result: gate.open() if read_result.key is wanted[2].key else None)
    assert [read_result.key for read_result in heard(reader).of("read")][-1] is wanted[0].key


def test_a_photo_that_takes_for_ever_is_given_up_when_it_is_stopped(qapp, gate):
    wanted = requests(*(BytesSource(name, picture_bytes()) for name in (SLOW, "b")))
    reader = PhotoReader(wanted, SHAPE)
    reader.read.connect(lambda _: reader.stop())
    listener = heard(reader)
    assert [read_result.key for read_result in listener.of("read")] == [wanted[1].key]
    assert listener.of("given_up") == [[wanted[0].key]]


def test_a_photo_that_takes_for_ever_is_left_alone_when_it_is_forgotten(qapp, gate):
    wanted = requests(*(BytesSource(name, picture_bytes()) for name in (SLOW, "b")))
    reader = PhotoReader(wanted, SHAPE)
    reader.read.connect(lambda _: reader.skip([wanted[0].key]))
    listener = heard(reader)
    assert [read_result.key for read_result in listener.of("read")] == [wanted[1].key]
    assert listener.of("given_up") == []


def test_all_is_said_from_the_thread_of_run(qapp):
    threads = []
    reader = PhotoReader(requests(*(BytesSource(str(number), picture_bytes()) for number in range(5))), SHAPE)
    reader.read.connect(lambda _: threads.append(threading.get_ident()))
    reader.run()
    assert threads == [threading.get_ident()] * 5


def test_stopped_before_it_has_searched_it_finds_nothing(qapp, tmp_path):
    make_photo(tmp_path / "a.png")
    reader = PhotoReader(requests(PathSource(str(tmp_path))), SHAPE, search=True)
    reader.stop()
    assert heard(reader).said == [("finished", None)]


def test_what_is_no_longer_wanted_is_passed_over(qapp):
    wanted = requests(BytesSource("a", picture_bytes()), BytesSource("b", picture_bytes()))
    reader = PhotoReader(wanted, SHAPE)
    reader.skip([wanted[0].key])
    assert [read_result.key for read_result in heard(reader).of("read")] == [wanted[1].key]


def test_what_was_no_longer_wanted_is_not_given_up(qapp):
    wanted = requests(BytesSource("a", picture_bytes()), BytesSource("b", picture_bytes()))
    reader = PhotoReader(wanted, SHAPE)
    reader.skip([wanted[0].key])
    reader.stop()
    assert heard(reader).of("given_up") == [[wanted[1].key]]


def test_an_image_in_memory_is_kept_as_bytes_that_can_be_read_again(qapp):
    image = QImage(30, 20, QImage.Format.Format_RGB32)
    image.fill(QColor("lime"))
    (read_result,) = heard(PhotoReader(requests(ImageSource("pasted", image)), SHAPE)).of("read")
    assert read_result.photo.size == (30, 20)
    assert np.all(read_result.photo.views[Framing.WHOLE] == (0, 255, 0))
    (again,) = heard(PhotoReader(requests(read_result.source), (4, 4))).of("read")
    assert again.photo.views[Framing.WHOLE].shape == (4, 4, 3)


def test_a_picture_from_the_web_is_fetched_once(qapp, monkeypatch):
    monkeypatch.setattr(photo_reader, "fetch_picture", lambda address, stop: picture_bytes("blue"))
    (read_result,) = heard(PhotoReader(requests(WebSource("https://example.org/cat.png")), SHAPE)).of("read")
    assert read_result.photo is not None
    assert read_result.source == BytesSource("cat.png", picture_bytes("blue"), "https://example.org/cat.png")


def test_a_fetch_that_is_cancelled_is_given_up(qapp, monkeypatch):
    wanted = requests(WebSource("https://example.org/cat.png"))
    reader = PhotoReader(wanted, SHAPE)

    def cancelled(address, stop):
        reader.stop()
        raise CancelledError

    monkeypatch.setattr(photo_reader, "fetch_picture", cancelled)
    listener = heard(reader)
    assert listener.of("read") == []
    assert listener.of("given_up") == [[wanted[0].key]]


def test_previews_are_small_and_keep_their_shape(qapp):
    (read_result,) = heard(PhotoReader(requests(BytesSource("a", picture_bytes(size=(1200, 600)))), SHAPE)).of("read")
    assert read_result.photo.preview.shape == (PREVIEW_SIDE // 2, PREVIEW_SIDE, 3)
    assert not read_result.photo.preview.flags.writeable
    assert read_result.photo.size == (1200, 600)
