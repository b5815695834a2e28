"""Download of a known file over HTTPS: cancellable, checked, and atomic.

Imported where a download begins: urllib and ssl are not needed before.
"""

from __future__ import annotations

import hashlib
import ssl
import threading
import time
from collections.abc import Callable, Generator
from contextlib import closing
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from queue import Empty, SimpleQueue
from urllib.parse import urljoin, urlsplit
from urllib.request import HTTPHandler, HTTPSHandler, OpenerDirector, ProxyHandler, UnknownHandler

from engine.errors import DownloadError
from engine.storage.atomic import atomic_write, remove_stale_temporaries
from engine.system.memory import format_bytes
from engine.text import printable

THREAD_NAME = "download"
MAX_REDIRECTS = 5

_TIMEOUT_SECONDS = 10.0  # to connect, and for each read
_CHUNK_BYTES = 8192
_POLL_SECONDS = 0.05
# A server that sends less than this, averaged over the window, is given up.
_MIN_BYTES_PER_SECOND = 1000
_RATE_WINDOW_SECONDS = 60.0
_REDIRECTS = {301, 302, 303, 307, 308}
_LOOPBACK = {"127.0.0.1", "::1", "localhost"}


class _FailedError(Exception):
    """The download failed; `str(error)` is the beginning of a sentence for the user."""


def download(
    url: str, path: Path, *, sha256: str, size: int, advance: Callable[[int], None], advice: str, loopback: bool = False
) -> None:
    """Download `url` to `path`, atomically, once its size and SHA-256 are right.

    `advance(count)` is called with the number of bytes received, first with 0, and with 0 every 50 ms while nothing
    arrives; an exception that it raises cancels the download and leaves nothing behind. Redirects are followed to HTTPS
    addresses only, the system's proxies are used, and no password is sent to a server. `loopback` allows plain HTTP to
    this computer, for tests. Raises DownloadError, whose text ends with `advice`.
    """
    if not _is_secure(url, loopback):
        raise DownloadError(f"{url} is not a secure address. Use one that begins with https://.")
    advance(0)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        remove_stale_temporaries(path.parent)
        with (
            atomic_write(path) as temporary,
            temporary.open("wb") as output,
            closing(_verified(url, loopback, size, sha256)) as chunks,
        ):
            for chunk in chunks:
                output.write(chunk)
                advance(len(chunk))
    except _FailedError as error:
        raise DownloadError(f"{error}; nothing was kept. Check the network, or try again later. {advice}") from error
    except OSError as error:
        raise DownloadError(
            f"{path.name} could not be saved in {printable(path.parent)}: {error.strerror or error}. Make room there, "
            "or allow writing to it."
        ) from error


def _verified(url: str, loopback: bool, size: int, sha256: str) -> Generator[bytes, None, None]:
    """The chunks of the file. Raises _FailedError if it is another one."""
    host, digest, received = _host(url), hashlib.sha256(), 0
    with closing(_stream(url, loopback)) as chunks:
        for chunk in chunks:
            digest.update(chunk)
            received += len(chunk)
            if received > size:
                raise _FailedError(f"{host} sends more than the file's {format_bytes(size)}")
            yield chunk
    if received < size:
        raise _FailedError(f"The connection to {host} was cut after {format_bytes(received)} of {format_bytes(size)}")
    if digest.hexdigest() != sha256:
        raise _FailedError(f"{host} sent another file (its checksum is wrong) as {url.rpartition('/')[2]}")


def _stream(url: str, loopback: bool) -> Generator[bytes, None, None]:
    """The body at `url` in chunks; b"" whenever nothing arrives for 50 ms.

    It is read in a daemon thread, so that a server that does not answer never delays a cancellation.
    """
    queue: SimpleQueue[bytes | _FailedError | None] = SimpleQueue()
    abandoned, rate = threading.Event(), _RateLimit(_host(url))
    threading.Thread(target=_read, args=(url, loopback, queue.put, abandoned), daemon=True, name=THREAD_NAME).start()
    try:
        while True:
            try:
                chunk = queue.get(timeout=_POLL_SECONDS)
            except Empty:
                chunk = b""
            if chunk is None:
                return
            if isinstance(chunk, _FailedError):
                raise chunk
            yield chunk
            rate.add(len(chunk))
    finally:
        abandoned.set()


class _RateLimit:
    """Raises _FailedError when a window of time passes with too few bytes."""

    def __init__(self, host: str) -> None:
        self._host = host
        self._start, self._count = time.monotonic(), 0

    def add(self, count: int) -> None:
        self._count += count
        seconds = time.monotonic() - self._start
        if seconds < _RATE_WINDOW_SECONDS:
            return
        if self._count < _MIN_BYTES_PER_SECOND * seconds:
            raise _FailedError(
                f"{self._host} sent less than {format_bytes(_MIN_BYTES_PER_SECOND)} a second for "
                f"{_RATE_WINDOW_SECONDS:.0f} seconds"
            )
        self._start, self._count = time.monotonic(), 0


def _read(
    url: str, loopback: bool, put: Callable[[bytes | _FailedError | None], None], abandoned: threading.Event
) -> None:
    """Put the chunks of the body at `url`, then None; or the error that prevented it."""
    try:
        response = _open(url, loopback)
    except _FailedError as error:
        put(error)
        return
    try:
        with response:
            while not abandoned.is_set() and (chunk := response.read1(_CHUNK_BYTES)):
                put(chunk)
    except (OSError, HTTPException, ValueError):
        pass  # the connection was cut, which the number of bytes says as well
    put(None)


def _open(url: str, loopback: bool) -> HTTPResponse:
    """The response with the file, its body unread, after redirects. Raises _FailedError."""
    host, name = _host(url), url.rpartition("/")[2]
    try:
        response = _follow_redirects(url, loopback)
    except (OSError, HTTPException, ValueError) as error:
        reason = getattr(error, "reason", None)
        if isinstance(reason, ssl.SSLCertVerificationError):
            raise _FailedError(
                f"The certificate of {host} cannot be verified ({reason.verify_message}); a file of trusted "
                "certificates can be named in SSL_CERT_FILE"
            ) from error
        raise _FailedError(f"Could not reach {host}") from error
    if response.status != 200:
        response.close()
        status = printable(f"{response.status} {response.reason or ''}".strip())
        raise _FailedError(f"{host} does not give {name}: it answers {status!r}")
    return response


def _follow_redirects(url: str, loopback: bool) -> HTTPResponse:
    host, opener = _host(url), _opener()
    for _ in range(MAX_REDIRECTS + 1):
        response: HTTPResponse = opener.open(url, timeout=_TIMEOUT_SECONDS)
        if response.status not in _REDIRECTS:
            return response
        response.close()  # unread: it may be endless
        url = urljoin(url, response.headers.get("Location", ""))
        if not _is_secure(url, loopback):
            raise _FailedError(f"{host} sends on to an address that is not secure")
    raise _FailedError(f"{host} sends the request round in a circle")


def _opener() -> OpenerDirector:
    """An opener with the system's proxies and certificates, without redirects and passwords."""
    opener = OpenerDirector()
    opener.addheaders = [("User-Agent", "Catgui")]
    for handler in (
        ProxyHandler(),
        HTTPHandler(),
        HTTPSHandler(context=ssl.create_default_context()),
        UnknownHandler(),
    ):
        opener.add_handler(handler)
    return opener


def _is_secure(url: str, loopback: bool) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "https" or (loopback and parts.scheme == "http" and parts.hostname in _LOOPBACK)


def _host(url: str) -> str:
    return printable(urlsplit(url).hostname or url)
