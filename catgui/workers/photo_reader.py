"""Reads photos, several at a time, and hands each over as soon as it is read."""

from __future__ import annotations

import dataclasses
import logging
import os
import threading
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, Qt, Signal
from PySide6.QtGui import QImage, QImageWriter

from catgui.domain.photo_entry import PhotoKey
from catgui.inputs.sources import BytesSource, ImageSource, PathSource, Source, WebSource
from catgui.style.qimage import from_qimage, to_qimage
from catgui.workers.interruptible import CancelFlag, call_interruptibly
from catgui.workers.parallel import imap_unordered
from catgui.workers.photo_search import MAX_PHOTOS, find_photos
from catgui.workers.picture_fetch import fetch_picture
from engine.errors import CancelledError, PhotoError
from engine.images.photo import Photo

# Enough for a sharp card, and a thousand photos take less than a hundred megabytes.
PREVIEW_SIDE = 160

_REPORT_EVERY = 50

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class PhotoRequest:
    """A photo to be read, or a folder of them. `error` says why it need not be tried."""

    key: PhotoKey
    source: Source
    error: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class ReadResult:
    """What became of a request: a photo for networks of `picture_shape`, or the reason why there is none.

    `source` is where to read it again: what came from the web is not asked for twice.
    """

    key: PhotoKey
    source: Source
    picture_shape: tuple[int, int]
    photo: Photo | None = None
    error: str = ""


class _PhotoCancelFlag:
    """Set as soon as nobody wants a photo any more: all were stopped, or it was forgotten."""

    def __init__(self, key: PhotoKey, stop: threading.Event, skipped: Set[PhotoKey]) -> None:
        self._key, self._stop, self._skipped = key, stop, skipped

    def is_set(self) -> bool:
        return self._stop.is_set() or self._key in self._skipped


class PhotoReader(QObject):
    """Reads the photos of some requests; with `search`, first looks which photos their folders hold.

    They are begun in their order and handed over as they are done, all from the thread of `run`. One that takes for
    ever holds up neither the others nor the end.

    Signals: `found(object)`, a list of PhotoRequest, only with `search`; `read(object)`, a Reading, for each;
    `progressed(int, int)`, done and total, total 0 while searching; `unread(object)`, the keys not read when it was
    stopped; `finished()`, last of all.
    """

    found = Signal(object)
    read = Signal(object)
    progressed = Signal(int, int)
    unread = Signal(object)
    finished = Signal()

    def __init__(self, requests: Sequence[PhotoRequest], picture_shape: tuple[int, int], search: bool = False) -> None:
        super().__init__()
        self._requests = list(requests)
        self._picture_shape = picture_shape
        self._search = search
        self._stop = threading.Event()
        self._skipped: set[PhotoKey] = set()

    def stop(self) -> None:
        """Ask it to end and leave the photos it is at alone; called directly, from any thread."""
        self._stop.set()

    def skip(self, keys: Iterable[PhotoKey]) -> None:
        """Pass these photos over, they are no longer wanted; called directly, from any thread."""
        self._skipped.update(keys)

    def run(self) -> None:
        """Search and read; every way out ends in `finished`."""
        try:
            if self._search:
                self._requests = _expand_folders(self._requests, self._stop, self._report_search)
                self.found.emit(self._requests)
            self._read_all()
        except CancelledError:
            _log.info("Searching for photos was cancelled")
        finally:
            self.finished.emit()

    def _report_search(self, count: int) -> None:
        self.progressed.emit(count, 0)

    def _read_all(self) -> None:
        total, unread = len(self._requests), []
        self.progressed.emit(0, total)
        for done, (request, read_result) in enumerate(imap_unordered(self._read_request, self._requests), start=1):
            if read_result is not None:
                self.read.emit(read_result)
            elif request.key not in self._skipped:
                unread.append(request.key)
            if done < total and not unread:
                self.progressed.emit(done, total)
        if unread:
            self.unread.emit(unread)

    def _read_request(self, request: PhotoRequest) -> ReadResult | None:
        """What comes of one request; None if nobody wants it any more. Runs in a thread of its own."""
        cancelled = _PhotoCancelFlag(request.key, self._stop, self._skipped)
        if cancelled.is_set():
            return None
        source, error, photo = request.source, request.error, None
        try:
            if not error:
                source = _fetch_source(request.source, cancelled)
                photo = _with_small_preview(call_interruptibly(partial(_read, source, self._picture_shape), cancelled))
        except CancelledError:
            return None
        except PhotoError as refusal:
            error = refusal.reason
        except Exception as unforeseen:  # noqa: BLE001  the other photos must be read, and the user must hear of it
            _log.exception("A photo could not be read")
            error = f"something unexpected went wrong ({unforeseen}); the log has the details"
        return ReadResult(request.key, source, self._picture_shape, photo, error)


def _expand_folders(
    requests: Sequence[PhotoRequest], stop: threading.Event, report: Callable[[int], None]
) -> list[PhotoRequest]:
    """The requests, with each folder replaced by the photos in it; raises CancelledError when stopped."""
    result: list[PhotoRequest] = []
    for request in requests:
        if stop.is_set():
            raise CancelledError
        source = request.source
        if isinstance(source, PathSource) and os.path.isdir(source.path):
            _add_photos_in(source, result, stop, report)
        else:
            result.append(request)
    return result


def _add_photos_in(
    folder: PathSource, result: list[PhotoRequest], stop: threading.Event, report: Callable[[int], None]
) -> None:
    """Add the photos in `folder` to `result`, and the folder itself with what was wrong with it."""
    before, problem = len(result), ""
    try:
        for path in find_photos(folder.path, stop):
            if len(result) - before == MAX_PHOTOS:
                problem = f"only its first {MAX_PHOTOS:,} photos were taken; drop the folders in it one by one"
                break
            result.append(PhotoRequest(PhotoKey(), PathSource(path)))
            if len(result) % _REPORT_EVERY == 0:
                report(len(result))
    except PhotoError as refusal:
        problem = refusal.reason
    if len(result) == before and not problem:
        problem = "there are no photos in this folder; choose another one"
    if problem:
        result.append(PhotoRequest(PhotoKey(), folder, problem))


def _fetch_source(source: Source, cancelled: CancelFlag) -> PathSource | BytesSource:
    """The same picture as a file or as the bytes of one."""
    if isinstance(source, WebSource):
        return BytesSource(source.name, fetch_picture(source.address, cancelled), source.place)
    if isinstance(source, ImageSource):
        return BytesSource(source.name, _encode_png(source.image))
    return source


def _read(source: PathSource | BytesSource, picture_shape: tuple[int, int]) -> Photo:
    from engine.images.reader import (  # Pillow comes with the first photo, not with the window
        read_photo,
        read_photo_bytes,
    )

    if isinstance(source, PathSource):
        return read_photo(source.path, picture_shape)
    return read_photo_bytes(source.data, source.name, picture_shape)


def _encode_png(image: QImage) -> bytes:
    """The image as the bytes of a PNG, which keeps what is transparent."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(buffer.data().data())


def _with_small_preview(photo: Photo) -> Photo:
    """The photo with a preview for a card."""
    height, width = photo.preview.shape[:2]
    if max(height, width) <= PREVIEW_SIDE:
        return photo
    smooth = Qt.TransformationMode.SmoothTransformation
    aspect = Qt.AspectRatioMode.KeepAspectRatio
    preview: NDArray[np.uint8] = from_qimage(
        to_qimage(photo.preview).scaled(PREVIEW_SIDE, PREVIEW_SIDE, aspect, smooth)
    )
    preview.setflags(write=False)
    return dataclasses.replace(photo, preview=preview)
