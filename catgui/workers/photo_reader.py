"""Finding and reading photos, for their cards and for the data: functions that run in threads of their own.

Files are opened in the child process for untrusted files only.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage, QImageWriter

from catgui.domain.photo_entry import PhotoKey
from catgui.inputs.sources import BytesSource, ImageSource, PathSource, Source, WebSource
from engine.data.edits import AddedPicture
from engine.errors import CancelledError, EngineError, PhotoError
from engine.images import reader
from engine.images.photo import Framing, Photo
from engine.progress import Work
from engine.training.config import describe_error

_log = logging.getLogger(__name__)

ENLARGED_SIDE = 768  # pixels: sharp in a dialog on most screens

_MAX_DOWNLOAD = 50_000_000  # bytes


@dataclass(frozen=True, slots=True, eq=False)
class PhotoRequest:
    """A photo to read. Attributes: `error`, why it cannot be read, if that is known already."""

    key: PhotoKey
    source: Source
    error: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class ReadResult:
    """A photo for networks of `picture_shape`, or the reason why it could not be read.

    Attributes: `source`, where to read it again; a picture from the web is not downloaded twice. `digests`, of its
    views.
    """

    key: PhotoKey
    source: Source
    picture_shape: tuple[int, int]
    photo: Photo | None = None
    error: str = ""
    digests: Mapping[Framing, bytes] = field(default_factory=dict)


def find_requests(sources: Sequence[Source], work: Work) -> list[PhotoRequest]:
    """A request for each source, and for each photo in a folder; a folder with a problem comes last, as a request.

    It reports the number of photos found so far to `work`, of a total of 0. Raises CancelledError.
    """
    requests: list[PhotoRequest] = []
    for source in sources:
        work.check()
        if not (isinstance(source, PathSource) and os.path.isdir(source.path)):
            requests.append(PhotoRequest(PhotoKey(), source))
            continue
        found = reader.find_photos(source.path, Work(partial(_report_sum, work, len(requests)), within=work))
        requests += [PhotoRequest(PhotoKey(), PathSource(path)) for path in found.paths]
        if found.problem:
            requests.append(PhotoRequest(PhotoKey(), source, found.problem))
    return requests


def _report_sum(work: Work, before: int, count: int, total: int) -> None:
    work.report(before + count, total)


def read_request(request: PhotoRequest, picture_shape: tuple[int, int], work: Work) -> ReadResult:
    """The photo of a request, perhaps of the web, or the reason why it could not be read. Raises CancelledError."""
    from engine.data.duplicates import picture_digests  # not needed before there is a photo

    source, error, photo, digests = request.source, "", None, {}
    try:
        source = _download(source, work) if isinstance(source, WebSource) else _readable(source)
        photo = read_source(source, picture_shape, work)
        digests = dict(zip(photo.views, picture_digests(photo.views.values()), strict=True))
    except CancelledError:
        raise
    except PhotoError as refusal:
        error = refusal.reason
    except EngineError as failure:
        error = str(failure)
    except Exception as unforeseen:  # noqa: BLE001  the other photos are read, and the card shows the reason
        _log.exception("A photo could not be read")
        error = describe_error(unforeseen)
    return ReadResult(request.key, source, picture_shape, photo, error, digests)


def _download(source: WebSource, work: Work) -> BytesSource:
    """The picture at a web address; no other server is asked. Raises DownloadError and CancelledError."""
    from engine.data import download  # slow to import, and not needed before

    advice = "save the picture in the browser and drop the file here"
    return BytesSource(
        source.name, download.fetch(source.address, work, limit=_MAX_DOWNLOAD, advice=advice), source.place
    )


def read_enlarged(source: Source, size: tuple[int, int], work: Work) -> NDArray[np.uint8]:
    """The photo at a source that was read before, (height, width, 3). Raises PhotoError and CancelledError.

    `size` is that of the original, (width, height); the longer side becomes ENLARGED_SIDE at most.
    """
    scale = min(1.0, ENLARGED_SIDE / max(size))
    width, height = (max(1, round(side * scale)) for side in size)
    # As the view of a network with pictures of this shape.
    return read_source(source, (height, width), work).views[Framing.WHOLE]


def read_source(source: Source, picture_shape: tuple[int, int], work: Work) -> Photo:
    """The photo at a source that is no web address. Raises PhotoError and CancelledError."""
    source = _readable(source)
    assert not isinstance(source, (ImageSource, WebSource))
    if isinstance(source, PathSource):
        return reader.read_photo(source.path, picture_shape, work)
    return reader.read_photo_bytes(source.data, source.name, picture_shape, work)


def _readable(source: Source) -> Source:
    """`source`; an image in memory as the bytes of a PNG file."""
    return BytesSource(source.name, _encode_png(source.image)) if isinstance(source, ImageSource) else source


def _encode_png(image: QImage) -> bytes:
    """The image as PNG, which keeps transparency."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(buffer.data().data())


def read_additions(
    sources: Sequence[Source], shape: tuple[int, int], framing: Framing, work: Work
) -> tuple[list[AddedPicture], list[str]]:
    """The pictures of `shape` at `sources`, which are no web addresses, and what is wrong with each of the others.

    Folders are searched. It reports pictures to `work`. Raises DatasetError if they do not fit into memory, and
    CancelledError.
    """
    from engine.data.image_folder_reader import read_pictures_to_add, short_name  # not needed before

    requests = find_requests(sources, Work(lambda count, _total: work.report(0, count), within=work))
    files = [Path(it.source.path) for it in requests if isinstance(it.source, PathSource) and not it.error]
    read, unreadable = read_pictures_to_add(files, shape, framing, work)
    faults = [f"{it.source.name}: {it.error}" for it in requests if it.error]
    faults += [f"{short_name(Path(fault.path))}: {fault.reason}" for fault in unreadable]
    for found in _read_others(requests, shape, framing, work):
        if isinstance(found, AddedPicture):
            read.append(found)
        else:
            faults.append(found)
    return read, faults


def _read_others(
    requests: Sequence[PhotoRequest], shape: tuple[int, int], framing: Framing, work: Work
) -> Iterator[AddedPicture | str]:
    """Each picture that is in no file, or what is wrong with it."""
    for request in requests:
        if isinstance(request.source, PathSource):
            continue
        work.check()
        try:
            view = read_source(request.source, shape, work).views[framing]
        except PhotoError as error:
            yield f"{request.source.name}: {error.reason}"
        else:
            yield AddedPicture(np.ascontiguousarray(view), request.source.name)
