"""Downloads of pictures, from a server of the test's own on the loopback."""

import os
import threading

import pytest

from catgui.domain.photo_entry import PhotoKey
from catgui.models.photos import picture_downloads
from catgui.models.photos.picture_downloads import MAX_DOWNLOADS, MAX_REDIRECTS, PictureDownload, PictureDownloads
from tests.support.http_server import redirect_through, run_server, send


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch):
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)


@pytest.fixture
def download(qtbot):
    """Download an address; gives the bytes, or fails the test."""

    def run(address):
        download = PictureDownload(address)
        with qtbot.waitSignal(download.finished):
            download.start()
        assert not download.error, download.error
        return bytes(download.data)

    return run


@pytest.fixture
def refusal(qtbot):
    """Download an address; gives the error."""

    def run(address):
        download = PictureDownload(address)
        with qtbot.waitSignal(download.finished):
            download.start()
        return download.error

    return run


def picture(handler, name):
    send(handler, b"picture")


def test_follows_a_redirect_on_the_same_host(download):
    def answer(handler, name):
        if name == "cat.png":
            send(handler, b"<html>", status=302, headers=[("Location", "/real.png")])
        else:
            send(handler, b"picture")

    with run_server(answer) as server:
        assert download(f"{server.url}cat.png") == b"picture"
        assert server.requested == ["/cat.png", "/real.png"]


def test_does_not_read_the_body_of_a_redirect(download):
    released = threading.Event()

    def answer(handler, name):
        if name == "cat.png":
            send(handler, b"", status=302, length=1_000_000, headers=[("Location", "/real.png")])
            released.wait(60)
        else:
            send(handler, b"picture")

    with run_server(answer) as server:
        assert download(f"{server.url}cat.png") == b"picture"
        released.set()


def test_does_not_follow_a_redirect_to_another_host(refusal):
    with run_server(redirect_through("http://localhost:1/cat.png")) as server:
        assert "redirects to localhost:1, which you have not agreed to" in refusal(f"{server.url}cat.png")
        assert server.requested == ["/cat.png"]


def test_does_not_follow_a_redirect_to_another_port(refusal):
    with (
        run_server(picture) as other,
        run_server(redirect_through(f"http://me:secret@127.0.0.1:{other.server_port}/cat.png")) as server,
    ):
        error = refusal(f"{server.url}cat.png")
        assert f"redirects to 127.0.0.1:{other.server_port}, which you have not agreed to" in error
        assert "secret" not in error
        assert (server.requested, other.requested) == (["/cat.png"], [])


def test_follows_a_redirect_to_the_secure_port_of_the_same_host(qtbot, monkeypatch):
    download = PictureDownload("http://a.example/cat.png")
    sent = []
    monkeypatch.setattr(download, "_send", lambda: sent.append(download._url.toString()))
    download._redirect(picture_downloads.QUrl("https://a.example/cat.png"))
    assert sent == ["https://a.example/cat.png"]
    download.cancel()


@pytest.mark.parametrize("target", ["ftp://127.0.0.1/cat.png", "file://127.0.0.1/etc/passwd"])
def test_does_not_follow_a_redirect_to_another_scheme(refusal, target):
    with run_server(redirect_through(target)) as server:
        assert "redirects to an address that is not secure" in refusal(f"{server.url}cat.png")


def test_does_not_follow_a_redirect_from_https_to_http(qtbot):
    download = PictureDownload("https://a.example/cat.png")
    with qtbot.waitSignal(download.finished):
        download._redirect(picture_downloads.QUrl("http://a.example/cat.png"))
    assert "redirects to an address that is not secure" in download.error


def test_a_redirect_cycle_ends(refusal):
    with run_server(lambda handler, name: send(handler, b"", status=302, headers=[("Location", f"/{name}")])) as server:
        assert f"redirects more than {MAX_REDIRECTS} times" in refusal(f"{server.url}cat.png")
        assert len(server.requested) == MAX_REDIRECTS + 1


@pytest.mark.parametrize("status", [302, 401, 404, 500])
def test_another_answer_is_an_error_with_the_host_and_a_remedy(refusal, status):
    with run_server(lambda handler, name: send(handler, b"", status=status)) as server:
        error = refusal(f"{server.url}cat.png")
    assert f"127.0.0.1 does not give it (it answers {status}" in error
    assert "save the picture in the browser" in error


def test_a_picture_that_is_too_large_is_an_error(refusal, monkeypatch):
    monkeypatch.setattr(picture_downloads, "MAX_BYTES", 1000)
    with run_server(lambda handler, name: send(handler, b"x" * 1001)) as server:
        assert "larger than 1.0 kB" in refusal(f"{server.url}cat.png")


def test_a_connection_that_is_cut_is_an_error(refusal):
    with run_server(lambda handler, name: send(handler, b"half", length=8)) as server:
        assert "could not reach 127.0.0.1" in refusal(f"{server.url}cat.png")


@pytest.mark.parametrize("address", ["http://127.0.0.1:1/cat.png", "http://127.0.0.1:99999/cat.png"])
def test_an_address_without_a_server_is_an_error(refusal, address):
    assert "could not reach" in refusal(address)


def test_without_tls_the_error_says_what_is_missing(refusal, monkeypatch):
    monkeypatch.setattr(picture_downloads.QSslSocket, "supportsSsl", lambda: False)
    assert "need OpenSSL 3" in refusal("https://a.example/cat.png")


def test_a_certificate_that_cannot_be_verified_is_an_error(refusal):
    # The server speaks plain HTTP where TLS is expected.
    with run_server(picture) as server:
        error = refusal(server.url.replace("http:", "https:"))
    assert "could not connect securely to 127.0.0.1" in error or "could not reach 127.0.0.1" in error


@pytest.mark.parametrize("user", ["", "me:s3cret@"])
def test_sends_no_password_and_no_cookie_and_asks_for_plain_bytes(download, user):
    headers = []

    def answer(handler, name):
        headers.append({key.lower(): value for key, value in handler.headers.items()})
        redirect = [("Location", "/b"), ("Set-Cookie", "a=b")]
        send(handler, b"x", status=302 if name == "a" else 200, headers=redirect)

    with run_server(answer) as server:
        address = server.url.replace("//", f"//{user}")
        assert download(f"{address}a") == b"x"
    assert len(headers) == 2
    assert not any({"authorization", "cookie"} & set(sent) for sent in headers)
    assert {sent["accept-encoding"] for sent in headers} == {"identity"}


def test_uses_the_proxy_of_the_environment(download, monkeypatch):
    with run_server(picture) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)
        assert download("http://a.example/cat.png") == b"picture"
        assert proxy.requested == ["http://a.example/cat.png"]


@pytest.mark.parametrize(
    "value", ["::s3cret proxy::", "http://me:s3cret@", "http://s3cret:99999", "socks4://me:s3cret@127.0.0.1:9"]
)
def test_a_proxy_that_cannot_be_used_is_named_without_its_password(refusal, monkeypatch, value):
    monkeypatch.setenv("HTTPS_PROXY", value)
    error = refusal("https://a.example/")
    assert error.startswith("HTTPS_PROXY names no proxy that can be used; set an HTTP or SOCKS5 proxy there")
    assert "s3cret" not in error


def test_a_silent_server_is_given_up(refusal, monkeypatch):
    monkeypatch.setattr(picture_downloads, "_TIMEOUT_MS", 50)
    released = threading.Event()
    with run_server(lambda handler, name: released.wait(60)) as server:
        assert "could not reach 127.0.0.1" in refusal(f"{server.url}cat.png")
        released.set()


def test_a_server_that_is_too_slow_is_given_up(refusal, monkeypatch):
    monkeypatch.setattr(picture_downloads, "_RATE_WINDOW_MS", 50)
    released = threading.Event()
    with run_server(lambda handler, name: released.wait(60)) as server:
        assert "127.0.0.1 sent less than 1.0 kB a second for 0 seconds; save the picture" in refusal(server.url)
        released.set()


@pytest.fixture
def downloads(qapp):
    return PictureDownloads()


def test_a_few_are_downloaded_at_a_time_and_all_in_the_end(downloads, qtbot):
    released, keys, received = threading.Event(), [PhotoKey() for _ in range(MAX_DOWNLOADS + 2)], {}
    downloads.succeeded.connect(received.__setitem__)

    def answer(handler, name):
        released.wait(60)
        send(handler, name.encode())

    with run_server(answer) as server:
        for number, key in enumerate(keys):
            downloads.start(key, f"{server.url}{number}")
        qtbot.waitUntil(lambda: len(server.requested) == MAX_DOWNLOADS)
        released.set()
        qtbot.waitUntil(lambda: len(received) == len(keys))
    assert [received[key] for key in keys] == [str(number).encode() for number in range(len(keys))]


def test_a_cancelled_download_makes_room_and_says_nothing(downloads, qtbot):
    released, keys, received = threading.Event(), [PhotoKey() for _ in range(MAX_DOWNLOADS + 2)], []
    downloads.succeeded.connect(lambda key, data: received.append(key))
    downloads.failed.connect(lambda key, reason: received.append(reason))

    def answer(handler, name):
        if name != str(MAX_DOWNLOADS + 1):
            released.wait(60)
        send(handler, b"x")

    with run_server(answer) as server:
        for number, key in enumerate(keys):
            downloads.start(key, f"{server.url}{number}")
        qtbot.waitUntil(lambda: len(server.requested) == MAX_DOWNLOADS)
        for key in keys[:-1]:
            downloads.cancel(key)
        qtbot.waitUntil(lambda: bool(received))
        released.set()
    assert received == [keys[-1]]
