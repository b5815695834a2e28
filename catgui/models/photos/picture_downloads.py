"""Downloads of pictures from the web, after the user has agreed to each host."""

from __future__ import annotations

import os
from collections import deque
from urllib.parse import urlsplit

from PySide6.QtCore import QObject, QTimer, QUrl, Signal
from PySide6.QtNetwork import QNetworkAccessManager, QNetworkProxy, QNetworkReply, QNetworkRequest, QSslSocket

from catgui.domain.photo_entry import PhotoKey
from catgui.inputs.sources import anonymous, host_of
from engine.system.memory import format_bytes
from engine.text import printable

MAX_DOWNLOADS = 4  # at a time
MAX_BYTES = 50_000_000
MAX_REDIRECTS = 5

_TIMEOUT_MS = 10_000  # to connect, and without a byte
# A server that sends less than this, averaged over the window, is given up.
_MIN_BYTES_PER_SECOND = 1000
_RATE_WINDOW_MS = 60_000
_REDIRECTS = {301, 302, 303, 307, 308}
_ADVICE = "save the picture in the browser and drop the file here"
_STATUS = QNetworkRequest.Attribute.HttpStatusCodeAttribute
_REASON = QNetworkRequest.Attribute.HttpReasonPhraseAttribute
_PROXY_TYPES = {
    "http": QNetworkProxy.ProxyType.HttpProxy,
    "socks5": QNetworkProxy.ProxyType.Socks5Proxy,
    "socks5h": QNetworkProxy.ProxyType.Socks5Proxy,
}


class _RefusedError(Exception):
    """A download is refused; `str(error)` is the reason and the remedy."""


class PictureDownloads(QObject):
    """Downloads pictures, a few at a time; the others wait.

    Signals: `succeeded(object, object)`, key and bytes; `failed(object, str)`, key and reason; then perhaps
    `redirected(str)`, the address on another server that it was redirected to. None of them after `cancel`.
    """

    succeeded = Signal(object, object)
    failed = Signal(object, str)
    redirected = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: deque[tuple[PhotoKey, str]] = deque()
        self._running: dict[PhotoKey, PictureDownload] = {}

    def start(self, key: PhotoKey, address: str) -> None:
        """Download the picture at an http or https address."""
        self._waiting.append((key, address))
        self._start_next()

    def cancel(self, key: PhotoKey) -> None:
        """Stop a download."""
        self._waiting = deque(item for item in self._waiting if item[0] is not key)
        if key in self._running:
            self._running.pop(key).cancel()
        self._start_next()

    def _start_next(self) -> None:
        while self._waiting and len(self._running) < MAX_DOWNLOADS:
            key, address = self._waiting.popleft()
            download = self._running[key] = PictureDownload(address, self)
            download.finished.connect(self._on_finished)
            download.start()

    def _on_finished(self, download: PictureDownload) -> None:
        key = next(key for key, running in self._running.items() if running is download)
        del self._running[key]
        if download.error:
            self.failed.emit(key, download.error)
            if download.redirected_to:
                self.redirected.emit(download.redirected_to)
        else:
            self.succeeded.emit(key, bytes(download.data))
        self._start_next()


class PictureDownload(QObject):
    """One download: only the host and port in the address are asked, and no cookie or password is sent to it.

    Attributes: `data`, the bytes received; `error`, why it failed, or empty; `redirected_to`, the address on another
    server where the picture is, which the user has not agreed to ask, or empty.
    Signals: `finished(object)`, itself, unless it was cancelled; it deletes itself then.
    """

    finished = Signal(object)

    def __init__(self, address: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.data = bytearray()
        self.error = self.redirected_to = ""
        self._url = QUrl(address)
        self._host = printable(urlsplit(address).hostname or address)
        self._redirects = 0
        self._in_window = 0  # bytes
        self._reply: QNetworkReply | None = None
        self._manager = QNetworkAccessManager(self)
        self._rate_timer = QTimer(self, interval=_RATE_WINDOW_MS)
        self._rate_timer.timeout.connect(self._check_rate)

    def start(self) -> None:
        """Begin, from the event loop."""
        self._rate_timer.start()
        QTimer.singleShot(0, self, self._send_first)

    def cancel(self) -> None:
        """Stop; `finished` is not emitted."""
        self._rate_timer.stop()
        self._drop_reply()
        self.deleteLater()

    def _finish(self, error: str = "") -> None:
        self.error = error
        self.cancel()
        self.finished.emit(self)

    def _send_first(self) -> None:
        try:
            self._manager.setProxy(_find_proxy(self._url))
        except _RefusedError as refusal:
            self._finish(f"{refusal}, or {_ADVICE}")
            return
        self._send()

    def _send(self) -> None:
        if self._url.scheme() == "https" and not QSslSocket.supportsSsl():
            self._finish(f"secure connections need OpenSSL 3, which was not found on this computer; {_ADVICE}")
            return
        self._reply = self._manager.get(_request(self._url))
        self._reply.metaDataChanged.connect(self._on_headers)
        self._reply.readyRead.connect(self._on_bytes)
        self._reply.finished.connect(self._on_finished)

    def _drop_reply(self) -> None:
        """Stop the current request; its body, which may be endless, is not read."""
        reply, self._reply = self._reply, None
        if reply is not None:
            reply.disconnect(self)
            reply.abort()
            reply.deleteLater()

    def _on_headers(self) -> None:
        reply = self._reply
        if reply is None or (status := reply.attribute(_STATUS)) in (None, 200):
            return
        location = reply.rawHeader("Location")
        if status in _REDIRECTS and not location.isEmpty():
            self._drop_reply()
            self._redirect(self._url.resolved(QUrl.fromEncoded(location)))
            return
        answer = printable(f"{status} {reply.attribute(_REASON) or ''}".strip())
        self._finish(f"{self._host} does not give it (it answers {answer}); {_ADVICE}")

    def _redirect(self, target: QUrl) -> None:
        """Follow a redirect to the same host and port over a connection no less secure."""
        self._redirects += 1
        scheme = target.scheme()
        if self._redirects > MAX_REDIRECTS:
            self._finish(f"{self._host} redirects more than {MAX_REDIRECTS} times; {_ADVICE}")
        elif target.host().lower() != self._url.host().lower():
            self._refuse_redirect(target)
        elif scheme != "https" and (scheme != "http" or self._url.scheme() == "https"):
            self._finish(f"{self._host} redirects to an address that is not secure; {_ADVICE}")
        elif host_of(target) != host_of(self._url):  # on another port may be another server
            self._refuse_redirect(target)
        else:
            self._url = target
            self._send()

    def _refuse_redirect(self, target: QUrl) -> None:
        if target.scheme() in ("https", self._url.scheme()):
            self.redirected_to = bytes(target.toEncoded().data()).decode("ascii")
        other = printable(host_of(target) or target.toDisplayString())
        self._finish(f"{self._host} redirects to {other}, which you have not agreed to; {_ADVICE}")

    def _on_bytes(self) -> None:
        if self._reply is None or self._reply.attribute(_STATUS) != 200:
            return
        received = self._reply.readAll().data()
        self._in_window += len(received)
        self.data += received
        if len(self.data) > MAX_BYTES:
            self._finish(f"it is larger than {format_bytes(MAX_BYTES)}, the most that is downloaded; {_ADVICE}")

    def _on_finished(self) -> None:
        self._on_headers()
        self._on_bytes()
        if self._reply is None:
            return
        if self._reply.error() is QNetworkReply.NetworkError.NoError:
            self._finish()
        elif self._reply.error() is QNetworkReply.NetworkError.SslHandshakeFailedError:
            reason = printable(self._reply.errorString())
            self._finish(f"could not connect securely to {self._host} ({reason}); {_ADVICE}")
        else:
            self._finish(f"could not reach {self._host}; check the network, or {_ADVICE}")

    def _check_rate(self) -> None:
        seconds = self._rate_timer.interval() / 1000
        if self._in_window < _MIN_BYTES_PER_SECOND * seconds:
            rate = format_bytes(_MIN_BYTES_PER_SECOND)
            self._finish(f"{self._host} sent less than {rate} a second for {seconds:.0f} seconds; {_ADVICE}")
        self._in_window = 0


def _request(url: QUrl) -> QNetworkRequest:
    request = QNetworkRequest(anonymous(url))
    request.setRawHeader(b"User-Agent", b"Catgui")
    request.setRawHeader(b"Accept-Encoding", b"identity")
    manual = QNetworkRequest.LoadControl.Manual
    for attribute in (
        QNetworkRequest.Attribute.CookieLoadControlAttribute,
        QNetworkRequest.Attribute.CookieSaveControlAttribute,
        QNetworkRequest.Attribute.AuthenticationReuseAttribute,
    ):
        request.setAttribute(attribute, manual.value)
    request.setAttribute(
        QNetworkRequest.Attribute.RedirectPolicyAttribute, QNetworkRequest.RedirectPolicy.ManualRedirectPolicy.value
    )
    request.setTransferTimeout(_TIMEOUT_MS)
    return request


def _find_proxy(url: QUrl) -> QNetworkProxy:
    """The proxy that the environment or the system names for `url`. Raises _RefusedError for an unusable one."""
    from urllib.request import getproxies, proxy_bypass  # not needed before the first download

    proxies = {} if proxy_bypass(url.host()) else getproxies()
    address = proxies.get(url.scheme()) or proxies.get("all")
    if not address:
        return QNetworkProxy(QNetworkProxy.ProxyType.NoProxy)
    proxy = QUrl(address if "://" in address else f"http://{address}", QUrl.ParsingMode.StrictMode)
    if not proxy.isValid() or not proxy.host() or proxy.scheme() not in _PROXY_TYPES:
        # Not quoted: there may be a password in it.
        names = sorted(
            name for name, value in os.environ.items() if name.lower().endswith("_proxy") and value == address
        )
        raise _RefusedError(
            f"{' and '.join(names) or 'the proxy setting of the system'} names no proxy that can be used; set an HTTP "
            "or SOCKS5 proxy there, such as http://proxy.example:8080, and start the program again"
        )
    port = proxy.port(1080 if proxy.scheme() != "http" else 80)
    full = QUrl.ComponentFormattingOption.FullyDecoded
    return QNetworkProxy(_PROXY_TYPES[proxy.scheme()], proxy.host(), port, proxy.userName(full), proxy.password(full))
