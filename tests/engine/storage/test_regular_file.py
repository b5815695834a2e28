"""What may be opened: files, and nothing that takes their place."""

import os
import socket

import pytest

from engine.storage.regular_file import check_regular_file

posix = pytest.mark.skipif(os.name != "posix", reason="other systems have no pipes and devices in folders")


def test_a_file_and_nothing_pass(tmp_path):
    (tmp_path / "file").touch()
    check_regular_file(tmp_path / "file")
    check_regular_file(tmp_path / "nothing")
    check_regular_file(tmp_path / "file" / "nothing")


def test_a_folder_is_refused(tmp_path):
    with pytest.raises(FileExistsError, match="it is a link, pipe, device or folder; move it away") as caught:
        check_regular_file(tmp_path)
    assert caught.value.filename == str(tmp_path)


@posix
def test_pipes_sockets_devices_and_links_are_refused(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # a socket has a short name
    os.mkfifo("pipe")
    os.symlink("/dev/zero", "device")
    os.symlink("circle", "circle")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket")
        for name in ("pipe", "device", "socket", "circle"):
            with pytest.raises(FileExistsError):
                check_regular_file(tmp_path / name)
