"""Addresses as sources of photos."""

import base64
import os
from urllib.parse import quote

import pytest
from PySide6.QtCore import QUrl

from catgui.inputs.sources import BytesSource, PathSource, WebSource, source_at
from tests.support.picture_files import picture_bytes


@pytest.mark.parametrize("name", ["my cat.jpg", "\N{REPLACEMENT CHARACTER}.jpg"])
def test_a_file_address_is_a_path_written_as_the_system_does(tmp_path, name):
    path = tmp_path / name
    assert source_at(QUrl.fromLocalFile(str(path)).toString()) == PathSource(str(path))


@pytest.mark.skipif(os.name != "posix", reason="other systems have no such names")
@pytest.mark.parametrize("name", [b"caf\xe9 1.png", "\ufffd.png".encode(), b"\xff\xef\xbf\xbd.png"])
def test_a_name_that_is_not_utf8_leads_to_its_file(tmp_path, name):
    path = tmp_path / os.fsdecode(name)
    path.touch()
    source = source_at(f"file://{quote(os.fsencode(path))}")
    assert source == PathSource(str(path))
    assert os.path.exists(source.path)
    source.name.encode()


def test_a_web_address_is_named_by_its_last_part_and_by_its_host():
    source = source_at("https://example.org/animals/my%20cat.jpg?size=large")
    assert source == WebSource("https://example.org/animals/my%20cat.jpg?size=large")
    assert (source.name, source.host) == ("my cat.jpg", "example.org")
    assert source_at("http://example.org").name == "example.org"


def test_the_host_is_the_server_whatever_precedes_it():
    assert source_at("https://example.org@evil.example/cat.jpg").host == "evil.example"


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("http://example.org:80/cat.jpg", "example.org"),
        ("https://example.org:443/cat.jpg", "example.org"),
        ("https://Example.org:80/cat.jpg", "example.org:80"),
        ("http://[::1]:8080/cat.jpg", "[::1]:8080"),
    ],
)
def test_the_host_has_its_port_unless_that_is_the_usual_one(address, host):
    assert source_at(address).host == host


@pytest.mark.parametrize("user", ["me:secret", "secret", "me:se%40cret", ":secret"])
def test_a_password_in_an_address_is_shown_and_kept_nowhere(user):
    source = source_at(f"https://{user}@example.org/cat.jpg?size=1")
    assert source == WebSource("https://example.org/cat.jpg?size=1")
    assert "cret" not in f"{source.name} {source.place} {source.host} {source!r}"


def test_a_host_that_looks_like_another_is_shown_in_ascii():
    assert source_at("https://ex\u0430mple.org/cat.jpg").host == "xn--exmple-4nf.org"


@pytest.mark.parametrize("padding", ["", "=", "\n"])
def test_a_data_url_has_the_bytes_of_the_picture(padding):
    data = picture_bytes()
    text = base64.b64encode(data).decode().rstrip("=") + padding
    source = source_at(f"data:image/png;base64,{text}")
    assert isinstance(source, BytesSource)
    assert source.data == data


def test_a_data_address_without_base64_is_read_too():
    assert source_at("data:text/plain,hello%20cat").data == b"hello cat"


def test_a_damaged_data_url_is_empty():
    assert source_at("data:image/png;base64,A").data == b""


@pytest.mark.parametrize(
    "address", ["ftp://example.org/cat.jpg", "javascript:alert(1)", "https://", "http://[/cat", "cat.jpg", ""]
)
def test_other_addresses_are_no_source(address):
    assert source_at(address) is None


def test_a_folder_is_named_without_what_stands_after_it():
    assert PathSource("/home/me/holidays/").name == "holidays"
