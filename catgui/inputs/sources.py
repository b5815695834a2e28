"""Where a photo comes from: a file or a folder, bytes or an image without a file, an address in the web."""

from __future__ import annotations

import base64
import binascii
import os
from dataclasses import dataclass
from urllib.parse import unquote, unquote_to_bytes, urlsplit

from PySide6.QtCore import QUrl
from PySide6.QtGui import QImage

from engine.text import printable

UNNAMED = "picture"


@dataclass(frozen=True, slots=True)
class PathSource:
    """A file on this computer, or a folder of them."""

    path: str

    @property
    def name(self) -> str:
        """The name of the file or folder."""
        return printable(os.path.basename(os.path.normpath(self.path)) or self.path)

    @property
    def place(self) -> str:
        """The whole path, for people."""
        return printable(self.path)


@dataclass(frozen=True, slots=True)
class BytesSource:
    """The bytes of a picture file that is in no folder, such as one pasted; `origin` is where it was fetched."""

    name: str
    data: bytes
    origin: str = ""

    @property
    def place(self) -> str:
        """Where it comes from, or its name where it has no other place."""
        return self.origin or self.name


@dataclass(frozen=True, slots=True, eq=False)
class ImageSource:
    """An image in memory, as a clipboard gives it."""

    name: str
    image: QImage

    @property
    def place(self) -> str:
        """Its name: it has no other place."""
        return self.name


@dataclass(frozen=True, slots=True)
class WebSource:
    """A picture at an http or https address, encoded, which is not asked for before the user agrees."""

    address: str

    @property
    def name(self) -> str:
        """The last part of the address, or its host."""
        return printable(unquote(urlsplit(self.address).path.rpartition("/")[2]) or self.host)

    @property
    def place(self) -> str:
        """The address, for people."""
        return printable(self.address)

    @property
    def host(self) -> str:
        """Who would be asked, in ASCII: no name that only looks like another."""
        return urlsplit(self.address).hostname or ""


Source = PathSource | BytesSource | ImageSource | WebSource


def local_path(url: QUrl) -> str:
    """The path of a file of this computer; bytes in it that are not UTF-8, which Qt loses, as Python spells them."""
    path = url.toLocalFile()
    if "\N{REPLACEMENT CHARACTER}" not in path:
        return path
    return os.fsdecode(unquote_to_bytes(url.path(QUrl.ComponentFormattingOption.FullyEncoded)))


def source_at(address: str) -> Source | None:
    """The source at a file, data, http or https address, or None for any other."""
    scheme = address.partition(":")[0].lower()
    if scheme == "file":
        path = local_path(QUrl(address))
        return PathSource(path) if path else None
    if scheme == "data":
        return BytesSource(UNNAMED, _data_of(address))
    return _web_source(address) if scheme in ("http", "https") else None


def _web_source(address: str) -> WebSource | None:
    """The source at a web address; None unless Qt and Python agree on its host, which the user is asked about."""
    url = QUrl(address)
    source = WebSource(bytes(url.toEncoded().data()).decode("ascii"))
    host = url.host(QUrl.ComponentFormattingOption.FullyEncoded).lower()
    try:
        return source if host and source.host == host else None
    except ValueError:
        return None


def _data_of(address: str) -> bytes:
    """The bytes that a data address holds; none where they are damaged, which the photo reader then says."""
    head, _, body = address.partition(",")
    data = unquote_to_bytes(body)
    if not head.lower().endswith(";base64"):
        return data
    try:
        # As browsers do: white space inside is left out, and so may be the padding.
        compact = b"".join(data.split())
        return base64.b64decode(compact + b"=" * (-len(compact) % 4))
    except binascii.Error:
        return b""
