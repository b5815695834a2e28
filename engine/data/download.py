"""Download over HTTP with urllib: bounded, cancellable, through the system's proxy, to no less secure address.

Imported where a download begins: urllib.request and ssl are not needed before.
"""

from __future__ import annotations

import os
import ssl
import sys
import threading
from http.client import HTTPException, HTTPResponse, IncompleteRead
from typing import IO
from urllib.error import HTTPError, URLError
from urllib.parse import urldefrag, urlsplit
from urllib.request import HTTPRedirectHandler, HTTPSHandler, Request, build_opener

from engine.errors import DownloadError
from engine.progress import Work
from engine.system.memory import format_bytes
from engine.text import printable

THREAD_NAME = "download"

TIMEOUT_SECONDS = 10.0  # to connect, and for each read
_CHUNK_BYTES = 65536
_POLL_SECONDS = 0.05
_CHECK_CONNECTION = "check the internet connection"
# Where systems keep the certificates that they trust. The OpenSSL of a bundle knows the place of one system only.
# Windows has a store, which Python loads; there, any user could put files into these places.
CERTIFICATES = (
    ()
    if sys.platform == "win32"
    else (
        "/etc/ssl/certs/ca-certificates.crt",  # Debian
        "/etc/pki/tls/certs/ca-bundle.crt",  # Fedora
        "/etc/ssl/ca-bundle.pem",  # openSUSE
        "/etc/ssl/cert.pem",  # macOS, Alpine
    )
)


def fetch(url: str, work: Work, *, limit: int, advice: str, other_servers: bool = False) -> bytes:
    """Download the body at an http or https address, of at most `limit` bytes.

    It reports the bytes received, of `limit`, to `work` every 50 ms. Redirects are followed over connections no less
    secure; to another host or port only with `other_servers`. Raises CancelledError, and DownloadError with the reason,
    followed by `advice`.
    """
    work.report(0, limit)
    transfer = _Transfer(url, limit, other_servers)
    transfer.start()
    try:
        while transfer.is_alive():
            transfer.join(_POLL_SECONDS)
            work.report(min(len(transfer.data), limit), limit)
    finally:
        transfer.stopped.set()
    if (error := transfer.error) is not None:
        raise DownloadError(f"{_describe(error, url, len(transfer.data))}{advice}") from error
    work.report(len(transfer.data), limit)
    work.check()  # who cancels as the last bytes are told keeps nothing of them
    return bytes(transfer.data)


class _Transfer(threading.Thread):
    """The requests of one download; a thread, so that a server that does not answer never delays a cancellation.

    Attributes: `data`, the bytes received so far; `error`, why it failed, or None; `stopped`, which ends it at its next
    read.
    """

    def __init__(self, url: str, limit: int, other_servers: bool) -> None:
        super().__init__(name=THREAD_NAME, daemon=True)
        self.data = bytearray()
        self.error: Exception | None = None
        self.stopped = threading.Event()
        self._url, self._limit = url, limit
        self._opener = build_opener(_Redirects(url, other_servers), HTTPSHandler(context=tls_context()))

    def run(self) -> None:
        """Set `data`, or `error`."""
        try:
            request = Request(urldefrag(self._url).url, headers={"User-Agent": "Catgui"})
            with self._opener.open(request, timeout=TIMEOUT_SECONDS) as response:
                self._read(response)
        except HTTPError as error:
            error.close()
            self.error = error
        except Exception as error:  # noqa: BLE001  raised again in the thread that waits
            self.error = error

    def _read(self, response: HTTPResponse) -> None:
        expected = response.length
        self._check_size(expected or 0)
        while not self.stopped.is_set() and (chunk := response.read1(_CHUNK_BYTES)):
            self.data += chunk
            self._check_size(len(self.data))
        if len(self.data) < (expected or 0):
            raise IncompleteRead(b"")

    def _check_size(self, size: int) -> None:
        if size > self._limit:
            raise DownloadError(f"{_host(self._url)} sends more than {format_bytes(self._limit)}")


class _Redirects(HTTPRedirectHandler):
    """Follows redirects over connections no less secure, on the same server unless there may be others."""

    def __init__(self, url: str, other_servers: bool) -> None:
        self._url, self._other_servers = url, other_servers

    def redirect_request(  # type: ignore[no-untyped-def]
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers, newurl: str
    ) -> Request | None:
        """The request that follows. Raises DownloadError."""
        fp.close()  # its body is not read: it may be endless
        host = _host(self._url)
        if urlsplit(newurl).scheme not in ("https", urlsplit(req.full_url).scheme):
            raise DownloadError(f"{host} redirects to an insecure address")
        if not self._other_servers and _server(newurl) != _server(self._url):
            raise DownloadError(f"{host} redirects to {_server(newurl)}, another server")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _describe(error: Exception, url: str, received: int) -> str:
    """The reason why a download failed after `received` bytes, and the beginning of the remedy."""
    host = _host(url)
    if isinstance(error, DownloadError):
        return f"{error}; "
    if isinstance(error, HTTPError):
        return f"{host} answered {printable(f'{error.code} {error.reason}')}; "
    reason = error.reason if isinstance(error, URLError) else error
    if isinstance(reason, ssl.SSLCertVerificationError):
        message = printable(reason.verify_message)
        return f"could not connect securely to {host} ({message}); name trusted certificates in SSL_CERT_FILE, or "
    if received:
        return f"the connection to {host} was cut after {format_bytes(received)}; {_CHECK_CONNECTION}, or "
    if isinstance(error, HTTPException) and not isinstance(error, OSError):
        return f"got no valid answer from {host}; "
    return f"could not reach {host}; {_CHECK_CONNECTION}, or "


def tls_context() -> ssl.SSLContext:
    """A context that trusts the certificates of the system."""
    context = ssl.create_default_context()
    places = ssl.get_default_verify_paths()
    if places.cafile is None and (places.capath is None or not os.listdir(places.capath)):
        for path in filter(os.path.isfile, CERTIFICATES):
            context.load_verify_locations(path)
            break
    return context


def _host(url: str) -> str:
    return printable(urlsplit(url).hostname or url)


def _server(url: str) -> str:
    """The host of `url`, with its port unless that is the usual one of its scheme."""
    parts = urlsplit(url)
    host, port = _host(url), parts.port
    shown = f"[{host}]" if ":" in host else host
    return shown if port in (None, {"http": 80, "https": 443}.get(parts.scheme)) else f"{shown}:{port}"
