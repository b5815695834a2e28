"""Fetching a picture, from a server of the test's own on the loopback."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from catgui.workers import picture_fetch
from catgui.workers.picture_fetch import fetch_picture
from engine.errors import CancelledError, PhotoError
from engine.net import streaming
from tests.support.abandoned import join_interrupted


class Server(ThreadingHTTPServer):
    # So that closing it waits for the answers under way.
    daemon_threads = False


@contextmanager
def run_server(answer):
    """A server that answers each request by `answer(handler)`; gives its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            answer(self)

        def log_message(self, *_):
            pass

    asked = []
    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", asked
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture(autouse=True)
def no_proxy_for_the_loopback(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")


def send(handler, status, body=b"", **headers):
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def fetched(address):
    return fetch_picture(address, threading.Event())


def test_gives_the_bytes():
    with run_server(lambda handler: send(handler, 200, b"picture")) as (address, _):
        assert fetched(f"{address}/cat.png") == b"picture"


def test_a_redirect_on_the_same_host_is_followed():
    def answer(handler):
        if handler.path == "/cat.png":
            send(handler, 302, Location="/real.png")
        else:
            send(handler, 200, b"picture")

    with run_server(answer) as (address, asked):
        assert fetched(f"{address}/cat.png") == b"picture"
        assert asked == ["/cat.png", "/real.png"]


def test_another_host_is_not_asked_for_only_the_first_was_agreed_to():
    def answer(handler):
        send(handler, 302, Location="http://localhost:1/cat.png")

    with (
        run_server(answer) as (address, _),
        pytest.raises(PhotoError, match="sends on to localhost, which was not asked"),
    ):
        fetched(f"{address}/cat.png")


def test_redirects_in_a_circle_end():
    with (
        run_server(lambda handler: send(handler, 302, Location=handler.path)) as (address, asked),
        pytest.raises(PhotoError, match="round in a circle"),
    ):
        fetched(f"{address}/cat.png")
    assert len(asked) == 6


@pytest.mark.parametrize("status", [404, 500])
def test_a_refusal_is_told_with_the_host_and_what_to_do(status):
    with run_server(lambda handler: send(handler, status)) as (address, _), pytest.raises(PhotoError) as refusal:
        fetched(f"{address}/cat.png")
    assert f"127.0.0.1 does not give it (it answers {status}" in refusal.value.reason
    assert "save the picture in the browser" in refusal.value.reason


def test_no_more_is_read_than_is_allowed(monkeypatch):
    monkeypatch.setattr(picture_fetch, "MAX_BYTES", 1000)
    with (
        run_server(lambda handler: send(handler, 200, b"x" * 1001)) as (address, _),
        pytest.raises(PhotoError, match=r"larger than 1\.0 kB"),
    ):
        fetched(f"{address}/cat.png")


@pytest.mark.parametrize("address", ["http://127.0.0.1:1/cat.png", "http://127.0.0.1:99999/cat.png"])
def test_nobody_there_is_told(address):
    with pytest.raises(PhotoError, match="could not reach"):
        fetched(address)


def test_a_proxy_setting_that_cannot_be_used_is_named(monkeypatch):
    monkeypatch.delenv("http_proxy", raising=False)
    monkeypatch.setenv("HTTP_PROXY", "http://me:s3cret@")
    with pytest.raises(PhotoError, match=r"HTTP_PROXY gives no address of a proxy; .*, or save") as refusal:
        fetched("http://a.example/cat.png")
    assert "s3cret" not in str(refusal.value)


def test_a_silent_server_is_given_up_at_once_when_cancelled():
    asked, released = threading.Event(), threading.Event()

    def silent(handler):
        asked.set()
        released.wait(60)
        send(handler, 200, b"too late")

    cancelled = threading.Event()

    def cancel_when_asked():
        asked.wait(60)
        cancelled.set()

    with run_server(silent) as (address, _):
        canceller = threading.Thread(target=cancel_when_asked)
        canceller.start()
        with pytest.raises(CancelledError):
            fetch_picture(f"{address}/cat.png", cancelled)
        canceller.join()
        released.set()
        join_interrupted()


def test_a_server_that_is_too_slow_is_told(monkeypatch):
    monkeypatch.setattr(streaming, "_RATE_WINDOW_SECONDS", 0.0)
    released = threading.Event()

    def hold_back(handler):
        released.wait(60)
        send(handler, 200, b"too late")

    with run_server(hold_back) as (address, _):
        with pytest.raises(PhotoError, match=r"127\.0\.0\.1 sent less than 1\.0 kB a second .*; save the picture"):
            fetched(f"{address}/cat.png")
        released.set()
        join_interrupted()
