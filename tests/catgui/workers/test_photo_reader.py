"""The functions that find and read photos, in the test's own thread."""

import os

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage

from catgui.domain.photo_entry import PhotoKey
from catgui.inputs.sources import BytesSource, ImageSource, PathSource, WebSource
from catgui.workers.photo_reader import PhotoRequest, find_requests, read_request
from engine.data import download
from engine.errors import CancelledError, DownloadError, EngineError
from engine.images.photo import Framing
from engine.progress import UNOBSERVED, Work
from tests.support.picture_files import make_photo, picture_bytes
from tests.support.watched_work import WatchedWork

SHAPE = (8, 8)


def read(source, shape=SHAPE):
    return read_request(PhotoRequest(PhotoKey(), source), shape, UNOBSERVED)


def find(*paths):
    requests = find_requests([PathSource(str(path)) for path in paths], UNOBSERVED)
    return [(request.source.name, request.error) for request in requests]


def test_reads_files_and_bytes_for_the_shape(tmp_path):
    request = PhotoRequest(PhotoKey(), PathSource(str(make_photo(tmp_path / "a.png"))))
    result = read_request(request, SHAPE, UNOBSERVED)
    assert (result.key, result.source, result.picture_shape) == (request.key, request.source, SHAPE)
    assert result.photo.views[Framing.WHOLE].shape == (8, 8, 3)
    assert tuple(read(BytesSource("b", picture_bytes("blue"))).photo.views[Framing.CENTER][0, 0]) == (0, 0, 255)


@pytest.fixture
def answer_download(monkeypatch):
    """Has a download give bytes, or fail with an error; returns the arguments of each."""
    asked = []

    def answer(with_):
        def fetch(*arguments, **options):
            asked.append((arguments, options))
            if isinstance(with_, Exception):
                raise with_
            return with_

        monkeypatch.setattr(download, "fetch", fetch)
        return asked

    return answer


def test_a_picture_of_the_web_is_downloaded_once_from_one_server_and_bounded(answer_download):
    asked = answer_download(picture_bytes("blue"))
    source = WebSource("https://a.example/a%20cat.png")
    result = read(source)
    assert tuple(result.photo.views[Framing.WHOLE][0, 0]) == (0, 0, 255)
    assert (result.source.name, result.source.place) == (source.name, source.place)
    assert isinstance(result.source, BytesSource)
    [(arguments, options)] = asked
    assert arguments == (source.address, UNOBSERVED)
    assert (options["limit"], options.get("other_servers", False)) == (50_000_000, False)
    assert options["advice"] == "save the picture in the browser and drop the file here"


def test_a_failed_download_is_an_error(answer_download):
    answer_download(DownloadError("a.example redirects"))
    result = read(WebSource("https://a.example/"))
    assert (result.photo, result.error) == (None, "a.example redirects")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_refuses_a_pipe_without_waiting_for_it(tmp_path):
    os.mkfifo(tmp_path / "pipe.jpg")
    assert "pipe or device" in read(PathSource(str(tmp_path / "pipe.jpg"))).error


@pytest.mark.parametrize("error", [ZeroDivisionError("out of cheese"), EngineError("out of cheese")])
def test_gives_the_text_of_any_other_error(monkeypatch, error):
    def fail(*_):
        raise error

    monkeypatch.setattr("engine.images.reader.read_photo_bytes", fail)
    assert "out of cheese" in read(BytesSource("a", b"x")).error


def test_raises_when_cancelled():
    work = Work()
    work.cancel()
    with pytest.raises(CancelledError):
        read_request(PhotoRequest(PhotoKey(), BytesSource("a", picture_bytes())), SHAPE, work)
    with pytest.raises(CancelledError):
        find_requests([BytesSource("a", b"")], work)


def test_lists_a_folder_without_photos_with_the_problem(tmp_path):
    ((name, error),) = find(tmp_path)
    assert name == tmp_path.name
    assert "it holds no photos" in error


def test_reports_the_photos_found_in_all_folders(tmp_path):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        make_photo(tmp_path / folder / "1.png")
    sources = [PathSource(str(tmp_path / folder)) for folder in ("a", "b")]
    find_requests(sources, work := WatchedWork())
    assert [count for count, _ in work.reports] == [0, 1]


def test_keeps_an_image_in_memory_as_bytes_that_can_be_read_again(qapp):
    image = QImage(30, 20, QImage.Format.Format_RGB32)
    image.fill(QColor("lime"))
    result = read(ImageSource("pasted", image))
    assert result.photo.size == (30, 20)
    assert np.all(result.photo.views[Framing.WHOLE] == (0, 255, 0))
    assert read(result.source, (4, 4)).photo.views[Framing.WHOLE].shape == (4, 4, 3)
