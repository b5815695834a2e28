"""Downloads: bounded, through the system's proxy, and only from where they may come."""

import os
import ssl
import threading

import pytest

from engine.data import download as net
from engine.data.download import fetch
from engine.errors import CancelledError, DownloadError
from engine.progress import UNOBSERVED, Work
from tests.support.http_server import redirect_through, run_server, send

CONTENT = bytes(range(256)) * 200
SIZE = len(CONTENT)


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch):
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def no_threads_left():
    yield
    for thread in download_threads():
        thread.join(60)
        assert not thread.is_alive()


def download_threads():
    return [thread for thread in threading.enumerate() if thread.name == net.THREAD_NAME]


def download(url, work=UNOBSERVED, limit=SIZE, **options):
    return fetch(url, work, limit=limit, advice="draw one", **options)


def refusal(url, **options):
    with pytest.raises(DownloadError) as failure:
        download(url, **options)
    return str(failure.value)


def send_content(handler, name):
    send(handler, CONTENT)


# --- redirects


def from_a_to_b(handler, name):
    (send_content if name == "b" else redirect_through("/b"))(handler, name)


def test_a_redirect_on_the_same_server_is_followed():
    with run_server(from_a_to_b) as server:
        assert download(f"{server.url}a") == CONTENT
    assert server.requested == ["/a", "/b"]


@pytest.mark.parametrize(
    "address", ["ftp://127.0.0.1/cat.png", "file://127.0.0.1/etc/passwd", "data:image/png;base64,AAAA", "javascript:1"]
)
@pytest.mark.parametrize("other_servers", [False, True])
def test_a_redirect_to_another_kind_of_address_is_refused(address, other_servers):
    with run_server(redirect_through("/on", address)) as server:
        reason = refusal(f"{server.url}a", other_servers=other_servers)
    assert reason.startswith(("127.0.0.1 redirects to an insecure address; ", "127.0.0.1 answered 302 "))
    assert server.requested == ["/a", "/on"]


@pytest.mark.parametrize(
    ("target", "shown"),
    [
        ("http://localhost:1/cat.png", "localhost:1"),
        ("http://me:secret@127.0.0.1:1/cat.png", "127.0.0.1:1"),
        ("http://127.0.0.1\\@b.example/", "b.example"),
        ("https://[::1]/", "[::1]"),
    ],
)
def test_another_server_is_named_and_not_asked(target, shown):
    with run_server(redirect_through(target)) as server, pytest.raises(DownloadError) as failure:
        download(f"{server.url}a")
    assert str(failure.value) == f"127.0.0.1 redirects to {shown}, another server; draw one"
    assert server.requested == ["/a"]


def test_another_server_is_asked_where_that_is_allowed():
    with run_server(send_content) as other, run_server(redirect_through(f"{other.url}b")) as server:
        assert download(f"{server.url}a", other_servers=True) == CONTENT
    assert (server.requested, other.requested) == (["/a"], ["/b"])


# --- bounds


def begin(handler, *headers):
    handler.send_response(200)
    for header in headers:
        handler.send_header(*header)
    handler.end_headers()


def send_endless_body(handler, name):
    begin(handler)
    while True:
        handler.wfile.write(CONTENT)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (lambda handler, name: send(handler, b"", length=51_201), "127.0.0.1 sends more than 51.2 kB; draw one"),
        (send_endless_body, "127.0.0.1 sends more than 51.2 kB; draw one"),
        (lambda handler, name: send(handler, CONTENT, status=404), "127.0.0.1 answered 404 Not Found; draw one"),
        (
            lambda handler, name: handler.wfile.write(b"SSH-2.0-OpenSSH_9.2\r\n"),
            "got no valid answer from 127.0.0.1; draw one",
        ),
        (
            lambda handler, name: send(handler, CONTENT[:1000], length=8000),
            "the connection to 127.0.0.1 was cut after 1.0 kB; check the internet connection, or draw one",
        ),
    ],
)
def test_another_answer_is_an_error(answer, reason):
    with run_server(answer) as server:
        assert refusal(server.url) == reason


def test_an_address_without_a_server_is_an_error():
    reason = "could not reach 127.0.0.1; check the internet connection, or draw one"
    assert refusal("http://127.0.0.1:1/cat.png") == reason


def test_a_body_of_unknown_length_is_read_to_its_end():
    def answer(handler, name):
        begin(handler)
        handler.wfile.write(CONTENT)

    with run_server(answer) as server:
        assert download(server.url) == CONTENT


# --- time


@pytest.fixture(params=["nothing", "a letter"])
def silent(request):
    """The address of a server that sends nothing more until the test is over."""
    released = threading.Event()

    def answer(handler, name):
        if request.param == "a letter":
            begin(handler)
            handler.wfile.write(b"x")
        released.wait(60)

    with run_server(answer) as server:
        yield server.url
        released.set()


def test_cancelling_does_not_wait_for_the_server(silent):
    seen = []

    def cancel_at_last(*report):
        seen.append(report)
        if len(seen) == 3:
            work.cancel()

    work = Work(cancel_at_last)
    with pytest.raises(CancelledError):
        download(silent, work)
    assert seen[0] == (0, SIZE)


def test_a_silent_server_is_given_up(silent, monkeypatch):
    monkeypatch.setattr(net, "TIMEOUT_SECONDS", 0.05)
    assert "; check the internet connection, or draw one" in refusal(silent)


def test_progress_is_reported_while_it_goes_on():
    half, seen = threading.Event(), []

    def answer(handler, name):
        send(handler, CONTENT[:20_000], length=SIZE)
        half.wait(60)
        handler.wfile.write(CONTENT[20_000:])

    def look(done, total):
        seen.append((done, total))
        if done == 20_000:
            half.set()

    with run_server(answer) as server:
        assert download(server.url, Work(look)) == CONTENT
    assert seen == sorted(seen)
    assert {(0, SIZE), (20_000, SIZE), (SIZE, SIZE)} <= set(seen)


# --- certificates and proxies


def test_an_untrusted_certificate_is_named_as_the_reason(monkeypatch):
    def refuse(*_, **_options):
        error = ssl.SSLCertVerificationError()
        error.verify_message = "self-signed certificate"
        raise error

    monkeypatch.setattr("http.client.HTTPSConnection.connect", refuse)
    assert refusal("https://a.example/cat") == (
        "could not connect securely to a.example (self-signed certificate); name trusted certificates in "
        "SSL_CERT_FILE, or draw one"
    )


def test_the_certificates_of_another_system_are_found(tmp_path, monkeypatch):
    (tmp_path / "empty").mkdir()
    places = ssl.get_default_verify_paths()._replace(cafile=None, capath=str(tmp_path / "empty"))
    monkeypatch.setattr(ssl, "get_default_verify_paths", lambda: places)
    loaded = []
    monkeypatch.setattr(ssl.SSLContext, "load_verify_locations", lambda _, path=None, **store: loaded.append(path))
    first, second = tmp_path / "first.pem", tmp_path / "second.pem"
    monkeypatch.setattr(net, "CERTIFICATES", (str(tmp_path / "absent.pem"), str(first), str(second)))
    first.touch()
    second.touch()
    net.tls_context()
    assert [path for path in loaded if path] == [str(first)]  # Windows loads its store as well


def test_the_proxy_is_asked_for_the_whole_address(monkeypatch):
    with run_server(send_content) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)
        # No server is at this address: only the proxy can have given the file.
        assert download("http://127.0.0.1:9/cats.h5?a=b#c") == CONTENT
    assert proxy.requested == ["http://127.0.0.1:9/cats.h5?a=b"]
