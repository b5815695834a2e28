"""What may be opened: files, and nothing that takes their place."""

import os
import socket
import sqlite3

import pytest

from engine.storage.regular_file import check_regular_file
from engine.storage.sqlite_version import connect_to_file

posix = pytest.mark.skipif(os.name != "posix", reason="other systems have no pipes and devices in folders")


def test_a_file_a_link_to_one_and_nothing_pass(tmp_path):
    (tmp_path / "file").touch()
    check_regular_file(tmp_path / "file")
    check_regular_file(tmp_path / "nothing")
    check_regular_file(tmp_path / "file" / "nothing")
    if os.name == "posix":
        (tmp_path / "link").symlink_to("file")
        (tmp_path / "circle").symlink_to("circle")
        check_regular_file(tmp_path / "link")
        check_regular_file(tmp_path / "circle")


def test_a_folder_is_refused(tmp_path):
    with pytest.raises(FileExistsError, match="it is a pipe, a device or a folder; move it away") as caught:
        check_regular_file(tmp_path)
    assert caught.value.filename == str(tmp_path)


@posix
def test_pipes_sockets_and_devices_are_refused(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # a socket has a short name
    os.mkfifo("pipe")
    os.symlink("/dev/zero", "device")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket")
        for name in ("pipe", "device", "socket"):
            with pytest.raises(FileExistsError):
                check_regular_file(tmp_path / name)


@posix
@pytest.mark.parametrize("suffix", ["", "-journal", "-wal", "-shm"])
def test_a_database_is_not_opened_with_a_pipe_in_its_place_or_beside_it(tmp_path, suffix):
    path = tmp_path / "runs.sqlite"
    connect_to_file(path, timeout=1).close()
    if not suffix:
        path.unlink(missing_ok=True)
    os.mkfifo(f"{path}{suffix}")
    with pytest.raises(FileExistsError):
        connect_to_file(path, timeout=1)


def test_a_database_is_opened(tmp_path):
    connection = connect_to_file(tmp_path / "runs.sqlite", timeout=1)
    assert isinstance(connection, sqlite3.Connection)
    connection.close()
