"""Sources of photos: a file or folder, bytes, an image in memory, a web address."""

from __future__ import annotations

import base64
import binascii
import os
from dataclasses import dataclass, field
from urllib.parse import unquote, unquote_to_bytes, urlsplit

from PySide6.QtCore import QDir, QUrl
from PySide6.QtGui import QImage

from engine.text import printable

UNNAMED = "picture"
_USUAL_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class PathSource:
    """A local file, or a folder of files."""

    path: str

    @property
    def name(self) -> str:
        """The name of the file or folder."""
        return printable(os.path.basename(os.path.normpath(self.path)) or self.path)

    @property
    def place(self) -> str:
        """The whole path, printable."""
        return printable(self.path)


@dataclass(frozen=True, slots=True)
class BytesSource:
    """The bytes of a picture file, such as a pasted one; `origin` is its web address, if any."""

    name: str
    data: bytes
    origin: str = ""
    _sha256: str = field(default="", init=False, repr=False, compare=False)

    @property
    def sha256(self) -> str:
        """The SHA-256 of the bytes, in hexadecimal; computed once."""
        if not self._sha256:
            import hashlib  # it loads OpenSSL, which is not needed at start-up

            object.__setattr__(self, "_sha256", hashlib.sha256(self.data).hexdigest())
        return self._sha256

    @property
    def place(self) -> str:
        """The web address, or else the name; printable."""
        return printable(self.origin or self.name)


@dataclass(frozen=True, slots=True, eq=False)
class ImageSource:
    """An image in memory, from the clipboard."""

    name: str
    image: QImage

    @property
    def place(self) -> str:
        """The name."""
        return self.name


@dataclass(frozen=True, slots=True)
class WebSource:
    """A picture at a web address (encoded, without a password); downloaded only if the user agrees."""

    address: str

    @property
    def name(self) -> str:
        """The last part of the address, or its host."""
        return printable(unquote(urlsplit(self.address).path.rpartition("/")[2]) or self.host)

    @property
    def place(self) -> str:
        """The address, printable."""
        return printable(self.address)

    @property
    def host(self) -> str:
        """The host in ASCII, so that no name can look like another, with its port unless that is the usual one."""
        return host_of(QUrl(self.address))


Source = PathSource | BytesSource | ImageSource | WebSource


def local_path(url: QUrl) -> str:
    """The local path of `url`, in the system's notation, with bytes that are not UTF-8 as surrogates; Qt loses them."""
    path = QDir.toNativeSeparators(url.toLocalFile())
    if os.name != "posix" or "\N{REPLACEMENT CHARACTER}" not in path:
        return path
    return os.fsdecode(unquote_to_bytes(url.path(QUrl.ComponentFormattingOption.FullyEncoded)))


def source_at(address: str) -> Source | None:
    """The source at a file, data, http or https address, else None."""
    scheme = address.partition(":")[0].lower()
    if scheme == "file":
        path = local_path(QUrl(address))
        return PathSource(path) if path else None
    if scheme == "data":
        return BytesSource(UNNAMED, _data_of(address))
    return _web_source(address) if scheme in ("http", "https") else None


def _web_source(address: str) -> WebSource | None:
    """The source at a web address; None if Qt and Python disagree about its host."""
    url = QUrl(_without_user(address))
    encoded, host = _encoded(url), url.host(QUrl.ComponentFormattingOption.FullyEncoded).lower()
    try:
        return WebSource(encoded) if host and urlsplit(encoded).hostname == host else None
    except ValueError:
        return None


def _without_user(address: str) -> str:
    """The web address without the user's name and password for its server, which is never sent them."""
    url = QUrl(address)
    if not url.userInfo():
        return address
    url.setUserInfo(None)  # type: ignore[arg-type]  # '' would leave an @
    return _encoded(url)


def host_of(url: QUrl) -> str:
    """The host of `url` in ASCII and lower case, with its port unless that is the usual one of its scheme."""
    host, port = url.host(QUrl.ComponentFormattingOption.FullyEncoded).lower(), url.port()
    shown = f"[{host}]" if ":" in host else host
    return shown if port in (-1, _USUAL_PORTS.get(url.scheme())) else f"{shown}:{port}"


def _encoded(url: QUrl) -> str:
    return bytes(url.toEncoded().data()).decode("ascii")


def _data_of(address: str) -> bytes:
    """The bytes of a data URL; empty if it is damaged, which the photo reader reports."""
    head, _, body = address.partition(",")
    data = unquote_to_bytes(body)
    if not head.lower().endswith(";base64"):
        return data
    try:
        # As in browsers, white space is ignored and padding is optional.
        compact = b"".join(data.split())
        return base64.b64decode(compact + b"=" * (-len(compact) % 4))
    except binascii.Error:
        return b""
