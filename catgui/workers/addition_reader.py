"""Reading pictures that are added to the data: the functions that run in a task thread.

Files are opened in the child process for untrusted files only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from catgui.inputs.sources import PathSource, Source
from catgui.workers.photo_reader import PhotoRequest, find_requests, read_source
from engine.data.edits import AddedPicture
from engine.data.image_folder_reader import read_pictures_to_add, short_name
from engine.errors import PhotoError
from engine.images.photo import Framing
from engine.progress import Work


def read_additions(
    sources: Sequence[Source], shape: tuple[int, int], framing: Framing, work: Work
) -> tuple[list[AddedPicture], list[str]]:
    """The pictures of `shape` at `sources`, which are no web addresses, and what is wrong with each of the others.

    Folders are searched. It reports pictures to `work`. Raises DatasetError if they do not fit into memory, and
    CancelledError.
    """
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
