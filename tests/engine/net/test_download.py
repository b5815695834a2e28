"""One file that is known beforehand: over secure lines only, through the system's proxy, whole or not at all."""

import errno
import gzip
import hashlib
import io
import os

import pytest
import requests
from requests.adapters import HTTPAdapter

from engine.data.sources import course
from engine.errors import DownloadError
from engine.net.download import download
from engine.net.http import MAX_REDIRECTS
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


def fetch(url, path, loopback=True):
    sha256 = hashlib.sha256(CONTENT).hexdigest()
    download(url, path, sha256=sha256, size=len(CONTENT), advance=lambda count: None, loopback=loopback)


def kept_beside(path):
    return sorted(found.name for found in path.parent.glob("*")) if path.parent.exists() else []


# --- over secure lines only


@pytest.mark.parametrize("url", ["http://example.org/", "ftp://127.0.0.1/", "file:///tmp/", "http://127.0.0.1.org/"])
def test_an_address_that_is_not_secure_is_refused(path, url):
    with pytest.raises(DownloadError, match="not a secure address"):
        fetch(url, path)


def test_this_computer_is_asked_in_the_clear_only_where_that_is_allowed(path):
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


class SendsOnToPlainHttp(HTTPAdapter):
    """Stands for a server that is asked over HTTPS and sends on to plain HTTP on this computer."""

    def send(self, request, **_):
        response = requests.Response()
        response.status_code, response.url, response.request = 302, request.url, request
        response.headers["location"] = "http://127.0.0.1:9/cats.h5"
        response.raw = io.BytesIO()
        return response


def test_no_redirect_leads_from_https_to_plain_http(path, monkeypatch):
    monkeypatch.setattr("requests.sessions.HTTPAdapter", SendsOnToPlainHttp)
    with pytest.raises(DownloadError, match="sends on to an address that is not secure; nothing was kept"):
        fetch("https://example.org/cats.h5", path, loopback=False)
    assert kept_beside(path) == []


def test_redirects_are_counted(path):
    with run_server(redirect_through("/round")) as server, pytest.raises(DownloadError, match="round in a circle"):
        fetch(f"{server.url}cats.h5", path)
    assert len(server.requested) == 1 + MAX_REDIRECTS


def test_a_redirect_to_no_address_at_all_is_told(path):
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
        # Nobody is at this address: only the proxy can have given the file.
        fetch("http://127.0.0.1:9/cats.h5", path)
    assert proxy.requested == ["http://127.0.0.1:9/cats.h5"]
    assert path.read_bytes() == CONTENT


def test_of_a_secure_address_the_proxy_learns_the_host_alone(tmp_path, name_a_proxy):
    with run_server(send_the_file) as proxy:
        name_a_proxy(proxy.url)
        with pytest.raises(DownloadError, match=r"Could not reach raw\.githubusercontent\.com\. Check the network"):
            course.fetch(folder=tmp_path)
    assert proxy.requested == ["CONNECT raw.githubusercontent.com:443"]
    assert list(tmp_path.iterdir()) == []


def test_a_proxy_setting_that_cannot_be_used_is_named(path, name_a_proxy):
    name_a_proxy("http://me:s3cret@")
    with pytest.raises(
        DownloadError, match=r"HTTPS_PROXY.* gives no address of a proxy; .* again\. The built-in"
    ) as told:
        fetch("https://a.example/cats.h5", path)
    assert "s3cret" not in str(told.value)
    assert kept_beside(path) == []


# --- whole or not at all


def test_what_a_killed_download_has_left_is_swept_away_by_the_next(path):
    path.parent.mkdir()
    (path.parent / ".catgui-0123456789abcdef.part").write_bytes(b"half a fi")
    with run_server(send_the_file) as server:
        fetch(f"{server.url}cats.h5", path)
    assert kept_beside(path) == ["cats.h5"]


def test_a_full_disk_is_told_and_leaves_the_old_file(path, monkeypatch):
    def full(_descriptor):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    path.parent.mkdir()
    path.write_bytes(b"the old file")
    monkeypatch.setattr(os, "fsync", full)
    with (
        run_server(send_the_file) as server,
        pytest.raises(
            DownloadError, match=r"cats\.h5 could not be kept in .*kept: No space left on device\. Make room"
        ),
    ):
        fetch(f"{server.url}cats.h5", path)
    assert path.read_bytes() == b"the old file"
    assert kept_beside(path) == ["cats.h5"]


def test_a_file_that_unpacks_to_more_than_its_size_is_not_taken(path):
    def packed(handler, name):
        send(handler, gzip.compress(bytes(10_000_000)), headers=[("Content-Encoding", "gzip")])

    with run_server(packed) as server, pytest.raises(DownloadError, match=r"sends more than the file's 51\.2 kB"):
        fetch(f"{server.url}cats.h5", path)
    assert kept_beside(path) == []
