"""Downloads over HTTPS only, through the system's proxy, without passwords, whole or not at all."""

import errno
import gc
import gzip
import hashlib
import os
import ssl
import threading
import warnings
from urllib.error import URLError

import pytest

from engine.data import course
from engine.data import download as net
from engine.data.download import MAX_REDIRECTS, download
from engine.errors import CancelledError, DownloadError
from tests.support.http_server import redirect_through, run_server, send

CONTENT = bytes(range(256)) * 200


def send_the_file(handler, name):
    send(handler, CONTENT)


@pytest.fixture(autouse=True)
def no_proxy_for_the_loopback(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "kept" / "cats.h5"


def fetch(url, path, loopback=True, advance=lambda count: None):
    sha256 = hashlib.sha256(CONTENT).hexdigest()
    download(url, path, sha256=sha256, size=len(CONTENT), advance=advance, advice="Draw one.", loopback=loopback)


def kept_beside(path):
    return sorted(found.name for found in path.parent.glob("*")) if path.parent.exists() else []


# --- over secure lines only


@pytest.mark.parametrize("url", ["http://example.org/", "ftp://127.0.0.1/", "file:///tmp/", "http://127.0.0.1.org/"])
def test_an_address_that_is_not_secure_is_refused(path, url):
    with pytest.raises(DownloadError, match="not a secure address"):
        fetch(url, path)


def test_plain_http_is_allowed_for_loopback_only(path):
    with run_server(send_the_file) as server, pytest.raises(DownloadError, match="not a secure address"):
        fetch(f"{server.url}cats.h5", path, loopback=False)
    assert server.requested == []


@pytest.mark.parametrize(
    "address",
    ["http://example.org/", "//example.org/", "ftp://127.0.0.1/", "file:///etc/passwd", "http://localhost.a/"],
)
@pytest.mark.parametrize("before", [[], ["/on", "/and/on"]])
def test_a_redirect_to_an_address_that_is_not_secure_is_refused(path, address, before):
    with (
        run_server(redirect_through(*before, address)) as server,
        pytest.raises(DownloadError, match="sends on to an address that is not secure; nothing was kept"),
    ):
        fetch(f"{server.url}cats.h5", path)
    assert len(server.requested) == 1 + len(before)
    assert kept_beside(path) == []


class Redirect:
    """The response of a server that redirects to plain HTTP on this computer."""

    status, headers = 302, {"Location": "http://127.0.0.1:9/cats.h5"}

    def open(self, url, timeout):
        return self

    def close(self):
        """Nothing is open."""


def test_no_redirect_leads_from_https_to_plain_http(path, monkeypatch):
    monkeypatch.setattr(net, "_opener", Redirect)
    with pytest.raises(DownloadError, match="sends on to an address that is not secure; nothing was kept"):
        fetch("https://example.org/cats.h5", path, loopback=False)
    assert kept_beside(path) == []


def test_redirects_are_counted(path):
    with run_server(redirect_through("/round")) as server, pytest.raises(DownloadError, match="round in a circle"):
        fetch(f"{server.url}cats.h5", path)
    assert len(server.requested) == 1 + MAX_REDIRECTS


def test_a_redirect_to_no_address_at_all_is_an_error(path):
    with (
        run_server(redirect_through("http://[/")) as server,
        pytest.raises(DownloadError, match=r"Could not reach 127\.0\.0\.1"),
    ):
        fetch(f"{server.url}cats.h5", path)


def test_a_redirect_to_a_secure_address_is_followed(path):
    def answer(handler, name):
        (send_the_file if name == "b.h5" else redirect_through("/b.h5"))(handler, name)

    with run_server(answer) as server:
        fetch(f"{server.url}a.h5", path)
    assert server.requested == ["/a.h5", "/b.h5"]
    assert path.read_bytes() == CONTENT


# --- through the system's proxy


@pytest.fixture
def name_a_proxy(monkeypatch):
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name)

    def name_it(address):
        for scheme in ("http", "https"):
            monkeypatch.setenv(f"{scheme}_proxy", address)
            monkeypatch.setenv(f"{scheme.upper()}_PROXY", address)

    return name_it


def test_the_proxy_is_asked_for_the_whole_address(path, name_a_proxy):
    with run_server(send_the_file) as proxy:
        name_a_proxy(proxy.url)
        # No server is at this address: only the proxy can have given the file.
        fetch("http://127.0.0.1:9/cats.h5", path)
    assert proxy.requested == ["http://127.0.0.1:9/cats.h5"]
    assert path.read_bytes() == CONTENT


def test_of_a_secure_address_the_proxy_learns_the_host_alone(tmp_path, name_a_proxy):
    with run_server(send_the_file) as proxy:
        name_a_proxy(proxy.url)
        with pytest.raises(DownloadError, match=r"Could not reach raw\.githubusercontent\.com; .* Check the network"):
            course.fetch(folder=tmp_path)
    assert proxy.requested == ["CONNECT raw.githubusercontent.com:443"]
    assert list(tmp_path.iterdir()) == []
    with warnings.catch_warnings():
        # Python 3.10 does not close its answer to a refused CONNECT.
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


@pytest.mark.parametrize("proxy", ["http://me:s3cret@", "socks5://me:s3cret@127.0.0.1:9", "::s3cret proxy::"])
def test_an_unusable_proxy_is_an_error_without_its_password(path, name_a_proxy, proxy):
    name_a_proxy(proxy)
    with pytest.raises(
        DownloadError, match=r"Could not reach a\.example; .* Check the network, .* Draw one\."
    ) as failure:
        fetch("https://a.example/cats.h5", path)
    assert "s3cret" not in str(failure.value)
    assert kept_beside(path) == []


# --- without passwords, with certificates


def test_no_password_of_netrc_is_sent(path, tmp_path, monkeypatch):
    netrc = tmp_path / "netrc"
    netrc.write_text("default login me password s3cret\n", encoding="utf-8")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    headers = []

    def answer(handler, name):
        headers.append({name.lower() for name in handler.headers})
        (send_the_file if name == "b.h5" else redirect_through("/b.h5"))(handler, name)

    with run_server(answer) as server:
        fetch(f"{server.url}a.h5", path)
    assert len(headers) == 2
    assert not any("authorization" in names for names in headers)


class Untrusted:
    """An opener that meets a certificate that no authority has signed."""

    def open(self, url, timeout):
        error = ssl.SSLCertVerificationError()
        error.verify_message = "self-signed certificate"
        raise URLError(error)


def test_an_untrusted_certificate_is_named_as_the_reason(path, monkeypatch):
    monkeypatch.setattr(net, "_opener", Untrusted)
    with pytest.raises(
        DownloadError, match=r"a\.example cannot be verified \(self-signed certificate\).*SSL_CERT_FILE"
    ):
        fetch("https://a.example/cats.h5", path)


# --- time limits


@pytest.fixture
def trickle():
    """A server that sends one byte and then nothing until the test is over."""
    released = threading.Event()

    def answer(handler, name):
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write(b"x")
        handler.wfile.flush()
        released.wait(60)

    with run_server(answer) as server:
        yield f"{server.url}cats.h5"
        released.set()
        for thread in threading.enumerate():
            if thread.name == net.THREAD_NAME:
                thread.join(60)


@pytest.mark.parametrize("times", [1, 2, 5])
def test_what_advance_raises_cancels_even_while_nothing_arrives(path, trickle, times):
    counts = []

    def advance(count):
        counts.append(count)
        if len(counts) == times:
            raise CancelledError

    with pytest.raises(CancelledError):
        fetch(trickle, path, advance=advance)
    assert counts[0] == 0
    assert len(counts) == times
    assert kept_beside(path) == []


@pytest.fixture
def set_clock(monkeypatch):
    """Sets the clock of the rate limit, in seconds."""
    now = [0.0]

    class Clock:
        monotonic = staticmethod(lambda: now[0])

    monkeypatch.setattr(net, "time", Clock)
    return lambda seconds: now.__setitem__(0, seconds)


def test_a_server_that_sends_too_little_in_a_minute_is_given_up(path, trickle, set_clock):
    received = []

    def advance(count):
        received.append(count)
        if sum(received):
            set_clock(60.1)

    with pytest.raises(DownloadError, match=r"sent less than 1\.0 kB a second for 60 seconds; nothing was kept"):
        fetch(trickle, path, advance=advance)
    assert kept_beside(path) == []


def test_the_rate_is_measured_anew_in_each_minute(set_clock):
    rate = net._RateLimit("a.example")
    for minute, count in enumerate((60_000, 61_000, 60_000), start=1):
        set_clock(60 * minute)
        rate.add(count)
    set_clock(240)
    with pytest.raises(net._FailedError, match=r"a\.example sent less"):
        rate.add(59_000)


# --- whole or not at all


def test_the_temporary_file_of_a_killed_download_is_removed_by_the_next(path):
    path.parent.mkdir()
    stale = path.parent / ".catgui-0123456789abcdef.part"
    stale.write_bytes(b"half a fi")
    os.utime(stale, (100, 100))
    with run_server(send_the_file) as server:
        fetch(f"{server.url}cats.h5", path)
    assert kept_beside(path) == ["cats.h5"]


def test_a_full_disk_is_an_error_and_keeps_the_old_file(path, monkeypatch):
    def full(_descriptor):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    path.parent.mkdir()
    path.write_bytes(b"the old file")
    monkeypatch.setattr(os, "fsync", full)
    with (
        run_server(send_the_file) as server,
        pytest.raises(
            DownloadError, match=r"cats\.h5 could not be saved in .*kept: No space left on device\. Make room"
        ),
    ):
        fetch(f"{server.url}cats.h5", path)
    assert path.read_bytes() == b"the old file"
    assert kept_beside(path) == ["cats.h5"]


def test_a_compressed_response_is_not_unpacked(path):
    def packed(handler, name):
        send(handler, gzip.compress(bytes(10_000_000)), headers=[("Content-Encoding", "gzip")])

    with run_server(packed) as server, pytest.raises(DownloadError, match="nothing was kept"):
        fetch(f"{server.url}cats.h5", path)
    assert kept_beside(path) == []
