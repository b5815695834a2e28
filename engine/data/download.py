"""Download over HTTP: bounded, cancellable, through the system's proxy, and without a password for any server.

Imported where a download begins: http.client and ssl are not needed before. An opener of urllib would read on, perhaps
for ever, after the download has been given up.
"""

from __future__ import annotations

import base64
import os
import ssl
import string
import sys
import threading
import time
from contextlib import ExitStack, suppress
from functools import partial
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection, IncompleteRead, InvalidURL
from io import BufferedReader, RawIOBase
from socket import SocketIO, socket
from types import SimpleNamespace
from typing import Any
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit
from urllib.request import getproxies, proxy_bypass

from engine.errors import DownloadError
from engine.progress import Work
from engine.system.memory import format_bytes
from engine.text import printable

THREAD_NAME = "download"
MAX_REDIRECTS = 5

_TIMEOUT_SECONDS = 10.0  # to connect, and for each read
_CHUNK_BYTES = 65536
_POLL_SECONDS = 0.05
# A server that sends less than this, averaged over the window, is given up.
_CHECK_CONNECTION = "check the internet connection"
_MIN_BYTES_PER_SECOND = 1000
_RATE_WINDOW_SECONDS = 60.0
_REDIRECTS = {301, 302, 303, 307, 308}
_USUAL_PORTS = {"http": 80, "https": 443}
# Where systems keep the certificates that they trust. The OpenSSL of a bundle knows the place of one system only.
# Windows has a store, which Python loads; there, any user could put files into these places.
_CERTIFICATES = (
    ()
    if sys.platform == "win32"
    else (
        "/etc/ssl/certs/ca-certificates.crt",  # Debian
        "/etc/pki/tls/certs/ca-bundle.crt",  # Fedora
        "/etc/ssl/ca-bundle.pem",  # openSUSE
        "/etc/ssl/cert.pem",  # macOS, Alpine
    )
)


class _FailedError(Exception):
    """The download failed. `str(error)` is the reason. Attributes: `remedy`, or empty; as those of DownloadError."""

    def __init__(self, reason: str, remedy: str = "", redirected_to: str = "") -> None:
        super().__init__(reason)
        self.remedy = remedy
        self.redirected_to = redirected_to


def fetch(url: str, work: Work, *, limit: int, advice: str, other_servers: bool = False) -> bytes:
    """The body at an http or https address, of at most `limit` bytes.

    It reports the bytes received, of `limit`, to `work` every 50 ms. Redirects are followed over connections no less
    secure; to another host or port only with `other_servers`. Raises CancelledError; and DownloadError, whose text is a
    clause that ends with `advice`.
    """
    work.report(0, limit)
    transfer, rate = _Transfer(url, limit, other_servers), _RateLimit(_host(url))
    transfer.start()
    try:
        while transfer.is_alive():
            transfer.join(_POLL_SECONDS)
            received = len(transfer.data)
            work.report(min(received, limit), limit)
            rate.check(received)
        if transfer.error is not None:
            raise transfer.error
    except _FailedError as failure:
        remedy = f"{failure.remedy}, or {advice}" if failure.remedy else advice
        raise DownloadError(f"{failure}; {remedy}", failure.redirected_to) from failure
    finally:
        transfer.stop()
    work.report(len(transfer.data), limit)
    return bytes(transfer.data)


class _RateLimit:
    """Raises _FailedError when a window of time passes with too few bytes."""

    def __init__(self, host: str) -> None:
        self._host = host
        self._start, self._count = time.monotonic(), 0

    def check(self, received: int) -> None:
        """Compare the number of bytes received so far with that at the start of the window."""
        seconds = time.monotonic() - self._start
        if seconds < _RATE_WINDOW_SECONDS:
            return
        if received - self._count < _MIN_BYTES_PER_SECOND * seconds:
            raise _FailedError(f"{self._host} sent less than {format_bytes(_MIN_BYTES_PER_SECOND)} a second")
        self._start, self._count = time.monotonic(), received


class _Transfer(threading.Thread):
    """The requests of one download; a thread, so that a server that does not answer never delays a cancellation.

    Attributes: `data`, the bytes received so far; `error`, why it failed, or None.
    """

    def __init__(self, url: str, limit: int, other_servers: bool) -> None:
        super().__init__(name=THREAD_NAME, daemon=True)
        self.data = bytearray()
        self.error: Exception | None = None
        self._url = url
        self._limit = limit
        self._other_servers = other_servers
        self._opened = ExitStack()
        self._stopped = threading.Event()

    def stop(self) -> None:
        """End it at its next read, which is after the timeout at the latest."""
        self._stopped.set()

    def run(self) -> None:
        """Set `data`, or `error`."""
        try:
            with self._opened:
                self._read(self._open())
        except (OSError, HTTPException, ValueError) as error:
            self.error = self._describe(error)
            self.error.__cause__ = error
        except Exception as error:  # noqa: BLE001  raised again in the thread that waits
            self.error = error

    def _describe(self, error: Exception) -> _FailedError:
        host = _host(self._url)
        # These three tell of the connection and of the address, the others of what came.
        if isinstance(error, HTTPException) and not isinstance(error, (OSError, IncompleteRead, InvalidURL)):
            return _FailedError(f"got no valid answer from {host}")
        if self.data:
            return _FailedError(
                f"the connection to {host} was cut after {format_bytes(len(self.data))}",
                _CHECK_CONNECTION,
            )
        if isinstance(error, ssl.SSLCertVerificationError):
            return _FailedError(
                f"could not connect securely to {host} ({printable(error.verify_message)})",
                "name trusted certificates in SSL_CERT_FILE",
            )
        return _FailedError(f"could not reach {host}", _CHECK_CONNECTION)

    def _open(self) -> HTTPResponse:
        """The response with the body, unread, after redirects."""
        url, host = self._url, _host(self._url)
        for _ in range(MAX_REDIRECTS + 1):
            response = self._request(url)
            if response.status == 200:
                return response
            self._opened.close()  # the body is unread: it may be endless
            location = response.headers.get("Location", "")
            if response.status not in _REDIRECTS or not location:
                status = printable(f"{response.status} {response.reason or ''}".strip())
                raise _FailedError(f"{host} answered {status}")
            url = self._redirect(url, location)
        raise _FailedError(f"{host} redirects too often")

    def _redirect(self, url: str, location: str) -> str:
        """The address to which `location` in the response from `url` leads."""
        # Headers are read as Latin-1.
        target = urljoin(url, quote(location, safe=string.punctuation, encoding="latin-1"))
        if urlsplit(target).scheme not in ("https", urlsplit(url).scheme):
            raise _FailedError(f"{_host(self._url)} redirects to an insecure address")
        if not self._other_servers and _server(target) != _server(self._url):
            raise _FailedError(
                f"{_host(self._url)} redirects to {_server(target)}, another server", redirected_to=target
            )
        return target

    def _request(self, url: str) -> HTTPResponse:
        parts = urlsplit(url)
        proxy = _find_proxy(parts)
        login = _login(proxy) if proxy is not None else {}
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        headers = {"User-Agent": "Catgui", "Accept-Encoding": "identity", "Connection": "close"}
        connection = _connection(parts, proxy)
        connection.response_class = partial(_response, self._stopped)  # type: ignore[assignment]
        self._opened.callback(connection.close)
        if proxy is not None and parts.scheme == "https":
            assert parts.hostname is not None
            connection.set_tunnel(parts.hostname, parts.port or 443, login)
        elif proxy is not None:
            target = f"http://{_server(url)}{target}"
            headers |= login
        connection.request("GET", target, headers=headers)
        response = connection.getresponse()
        self._opened.callback(response.close)
        return response

    def _read(self, response: HTTPResponse) -> None:
        length = response.length
        self._check_size(length or 0)
        while len(self.data) != length and (chunk := response.read1(_CHUNK_BYTES)):
            self.data += chunk
            self._check_size(len(self.data))
        if length is not None and len(self.data) < length:
            raise ConnectionError

    def _check_size(self, size: int) -> None:
        if size > self._limit:
            raise _FailedError(f"{_host(self._url)} sends more than {format_bytes(self._limit)}")


class _StoppableReads(RawIOBase):
    """The reads of a socket, which fail once `stopped` is set."""

    def __init__(self, reads: SocketIO, stopped: threading.Event) -> None:
        super().__init__()
        self._reads = reads
        self._stopped = stopped

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        if self._stopped.is_set():
            raise ConnectionAbortedError
        return self._reads.readinto(buffer)

    def close(self) -> None:
        """Close the socket, if the connection is closed too."""
        self._reads.close()
        super().close()


def _response(stopped: threading.Event, connected: socket, **options: Any) -> HTTPResponse:
    """A response whose reads fail once `stopped` is set, also reads of endless headers."""
    reads = BufferedReader(_StoppableReads(connected.makefile("rb", buffering=0), stopped))
    return HTTPResponse(SimpleNamespace(makefile=lambda _: reads), **options)  # type: ignore[arg-type]


def _connection(parts: SplitResult, proxy: SplitResult | None) -> HTTPConnection:
    """A connection, not yet open, to the proxy, or else to the server of an address."""
    server = parts if proxy is None else proxy
    host, port = server.hostname or "", server.port
    if port is None:
        port = _USUAL_PORTS[parts.scheme] if proxy is None else 80
    if parts.scheme == "https":
        return HTTPSConnection(host, port, timeout=_TIMEOUT_SECONDS, context=_tls_context())
    return HTTPConnection(host, port, timeout=_TIMEOUT_SECONDS)


def _tls_context() -> ssl.SSLContext:
    """A context that trusts the certificates of the system."""
    context = ssl.create_default_context()
    places = ssl.get_default_verify_paths()
    if places.cafile is None and (places.capath is None or not os.listdir(places.capath)):
        for path in filter(os.path.isfile, _CERTIFICATES):
            context.load_verify_locations(path)
            break
    return context


def _find_proxy(parts: SplitResult) -> SplitResult | None:
    """The proxy that the environment or the system names for an address. Raises _FailedError for an unusable one."""
    proxies = {} if proxy_bypass(parts.netloc.rpartition("@")[2]) else getproxies()
    address = proxies.get(parts.scheme) or proxies.get("all")
    if not address:
        return None
    with suppress(ValueError):
        proxy = urlsplit(address if "://" in address else f"http://{address}")
        # One that is named with https is asked in plain HTTP too, as urllib does: most speak nothing else.
        if proxy.scheme in _USUAL_PORTS and proxy.hostname and proxy.port != 0:
            return proxy
    # Not quoted: there may be a password in it.
    names = sorted(name for name, value in os.environ.items() if name.lower().endswith("_proxy") and value == address)
    raise _FailedError(
        f"{' and '.join(names) or 'the system'} names no usable proxy",
        "set one such as http://proxy.example:8080, and restart the program",
    )


def _login(proxy: SplitResult) -> dict[str, str]:
    """The header with the name and the password for the proxy, if there are any."""
    if proxy.username is None:
        return {}
    pair = f"{unquote(proxy.username)}:{unquote(proxy.password or '')}"
    return {"Proxy-Authorization": f"Basic {base64.b64encode(pair.encode()).decode('ascii')}"}


def _host(url: str) -> str:
    return printable(urlsplit(url).hostname or url)


def _server(url: str) -> str:
    """The host of `url`, with its port unless that is the usual one of its scheme."""
    parts = urlsplit(url)
    host = printable(parts.hostname or "")
    shown = f"[{host}]" if ":" in host else host
    return shown if parts.port in (None, _USUAL_PORTS.get(parts.scheme)) else f"{shown}:{parts.port}"
