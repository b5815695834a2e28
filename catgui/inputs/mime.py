"""Sources of photos from dropped or pasted MIME data, among them the pictures that a page of HTML shows."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QImage

from catgui.inputs.sources import UNNAMED, BytesSource, ImageSource, PathSource, Source, local_path, source_at
from engine.images.photo import is_photo_name

# In order of preference. An encoded picture is preferred to a decoded image, which has lost its color profile.
_PICTURE_FORMATS = ("image/png", "image/jpeg", "image/webp", "image/avif", "image/gif", "image/tiff", "image/bmp")
_SCHEMES = ("file:", "data:", "http:", "https:")
# Limits for whole pages and long texts.
_MAX_ADDRESSES = 100
_MAX_HTML_LENGTH = 50_000_000


def has_photos(mime: QMimeData) -> bool:
    """Whether `extract_sources` returns any; cheap enough to call during a drag."""
    return bool(_paths(mime) or has_picture(mime) or _addresses(mime))


def has_picture(mime: QMimeData) -> bool:
    """Whether there is a picture itself in `mime`, not only its path or its address."""
    return mime.hasImage() or any(mime.hasFormat(kind) for kind in _PICTURE_FORMATS)


def local_paths(mime: QMimeData) -> list[Path]:
    """The local files and folders in `mime`."""
    return [Path(source.path) for source in _paths(mime)]


def extract_sources(mime: QMimeData) -> list[Source]:
    """The photos in `mime`: its local paths, else its picture, else its addresses.

    A picture dragged from a browser comes with its address and that of the page or link around it. The picture itself
    needs no download, and the HTML has the address of the picture, not of the link.
    """
    paths = _paths(mime)
    if paths:
        return list(paths)
    addresses = _addresses(mime)
    if has_picture(mime):
        return _picture_sources(mime, addresses)
    return [source for source in map(source_at, addresses) if source is not None]


def _paths(mime: QMimeData) -> list[PathSource]:
    return [PathSource(local_path(url)) for url in mime.urls() if url.isLocalFile()]


def _picture_sources(mime: QMimeData, addresses: list[str]) -> list[Source]:
    named = [source for source in map(source_at, addresses[:1]) if source is not None]
    name = named[0].name if named else UNNAMED
    for kind in _PICTURE_FORMATS:
        data = bytes(mime.data(kind).data()) if mime.hasFormat(kind) else b""
        if data:
            return [BytesSource(name, data)]
    # None if the format is listed but has no data.
    image = mime.imageData()
    empty = not isinstance(image, QImage) or image.isNull()
    return [BytesSource(name, b"") if empty else ImageSource(name, image)]


def _addresses(mime: QMimeData) -> list[str]:
    """Possible addresses of pictures: from the HTML, else the URLs, else the text."""
    in_html = _picture_addresses(mime.html()) if mime.hasHtml() else []
    found = in_html or [address for address in map(_encoded, mime.urls()) if _is_address(address)]
    if not found and mime.hasText():
        found = _addresses_in_text(mime.text())
    return found[:_MAX_ADDRESSES]


def _is_address(text: str) -> bool:
    return text[:8].lower().startswith(_SCHEMES)


def _addresses_in_text(text: str) -> list[str]:
    """The addresses or paths of a text with one per line; none if it has other lines."""
    found = []
    for line in text.splitlines():
        # Windows quotes copied paths.
        address = _address_of_line(line.strip().strip('"'))
        if address is not None:
            found.append(address)
        elif line.strip():
            return []
    return found


def _address_of_line(line: str) -> str | None:
    if _is_address(line) and " " not in line:
        return line
    return _encoded(QUrl.fromLocalFile(line)) if os.path.isabs(line) and is_photo_name(line) else None


def _encoded(url: QUrl) -> str:
    return bytes(url.toEncoded().data()).decode("ascii")


def _picture_addresses(html: str) -> list[str]:
    if "<img" not in html[:_MAX_HTML_LENGTH].lower():
        return []
    from catgui.inputs.html_images import image_sources  # not needed before the first page is dropped

    found = map(str.strip, image_sources(html[:_MAX_HTML_LENGTH]))
    return [address for address in found if _is_address(address)]
