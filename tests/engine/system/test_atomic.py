"""Atomic writes: the target, its permissions, errors, stale temporary files, and arrays."""

import errno
import os
import socket
import stat
import zipfile

import numpy as np
import pytest

from engine.errors import CancelledError
from engine.system import atomic
from engine.system.atomic import (
    atomic_write,
    check_regular_file,
    check_writable,
    describe_write_error,
    is_name_on_windows,
    remove_stale_temporaries,
    write_arrays,
    write_text,
)
from tests.support.system import POSIX
from tests.support.watched_work import WatchedWork

WINDOWS = pytest.mark.skipif(os.name != "nt", reason="other systems have no such rule")


ARRAYS = {"large": np.zeros((3, 100_000)), "text": np.array("some words"), "empty": np.empty((0, 3))}


def write(path, text="new"):
    with atomic_write(path) as temporary:
        temporary.write_text(text)


def permissions(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_the_new_file_replaces_the_old_one_at_the_end(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("old")
    with atomic_write(path) as temporary:
        temporary.write_text("new")
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("old")
    with pytest.raises(ZeroDivisionError), atomic_write(path) as temporary:
        temporary.write_text(f"half of {1 / 0}")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_the_file_is_flushed_before_it_is_moved_and_the_folder_after(tmp_path, monkeypatch):
    events = []
    fsync, replace = os.fsync, os.replace

    def record(descriptor):
        is_folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
        events.append("folder synced" if is_folder else f"file synced: {(tmp_path / 'a.txt').exists()}")
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", record)
    monkeypatch.setattr(os, "replace", lambda *paths: events.append("moved") or replace(*paths))
    write(tmp_path / "a.txt")
    assert events == ["file synced: False", "moved"] + ["folder synced"] * (os.name != "nt")


def test_a_text_has_the_same_bytes_on_all_systems(tmp_path):
    write_text(tmp_path / "a.txt", "é\n猫\r\n")
    assert (tmp_path / "a.txt").read_bytes() == b"\xc3\xa9\n\xe7\x8c\xab\r\n"


# --- files that are open elsewhere


@pytest.fixture
def refusals(monkeypatch):
    """How often the system still refuses to move a file, as Windows does while another program has it open."""
    left, replace = [], os.replace

    def refuse(source, target):
        if left:
            error = PermissionError(errno.EACCES, "Access is denied", str(source))
            error.winerror = left.pop()
            raise error
        replace(source, target)

    monkeypatch.setattr(os, "replace", refuse)
    monkeypatch.setattr(atomic, "_PAUSES", (0.0, 0.0))
    return left


def test_a_file_that_another_program_has_open_for_a_moment_is_replaced_then(tmp_path, refusals):
    (tmp_path / "a.txt").write_text("old")
    refusals[:] = [5, 32]
    write(tmp_path / "a.txt")
    assert [path.read_text() for path in tmp_path.iterdir()] == ["new"]


def test_a_file_that_another_program_keeps_open_stays_and_that_is_said(tmp_path, refusals):
    (tmp_path / "a.txt").write_text("old")
    refusals[:] = [32] * 3
    with pytest.raises(OSError, match="busy") as refusal:
        write(tmp_path / "a.txt")
    assert describe_write_error(refusal.value) == "another program has the file open; close it there"
    assert [path.read_text() for path in tmp_path.iterdir()] == ["old"]


# --- paths that cannot be written


def write_nothing(path):
    """Enter `atomic_write`, which must raise before its block."""
    with atomic_write(path):
        pytest.fail("the block was entered")


def test_checking_a_path_leaves_everything_as_it_is(tmp_path):
    (tmp_path / "old").write_text("old")
    check_writable(tmp_path / "old")
    check_writable(tmp_path / "new")
    assert [path.read_text() for path in tmp_path.iterdir()] == ["old"]
    with pytest.raises(IsADirectoryError):
        check_writable(tmp_path)
    with pytest.raises(FileNotFoundError):
        check_writable(tmp_path / "missing" / "a.txt")


@pytest.mark.parametrize(
    ("name", "kind", "reason"),
    [
        ("taken", IsADirectoryError, "a folder has this name"),
        pytest.param("n" * 300, OSError, "the name is too long", marks=POSIX),
        ("missing/a.txt", FileNotFoundError, "there is no such folder"),
        ("old/a.txt", NotADirectoryError, "a file has the name of the folder"),
        pytest.param("pipe", FileExistsError, "something else has this name", marks=POSIX),
        ("old", PermissionError, "writing is not allowed there"),
    ],
)
def test_a_path_that_cannot_be_written_is_refused_at_once(tmp_path, monkeypatch, name, kind, reason):
    (tmp_path / "taken").mkdir()
    (tmp_path / "old").write_text("old")
    if name == "pipe":
        os.mkfifo(tmp_path / "pipe")  # opening it would wait
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # permissions do not bind root
    before = sorted(tmp_path.iterdir())
    with pytest.raises(kind) as refusal:
        write_nothing(tmp_path / name)
    assert reason in describe_write_error(refusal.value)
    assert sorted(tmp_path.iterdir()) == before


@WINDOWS
@pytest.mark.parametrize("name", ["NUL", "con.npz", "cat:stream", "what?", "line\nbreak", "dot.", "space "])
def test_a_name_that_windows_does_not_take_is_refused_at_once(tmp_path, name):
    with pytest.raises(OSError, match="name") as refusal:
        write_nothing(tmp_path / name)
    assert describe_write_error(refusal.value).endswith("; choose another name")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "the disk is full; make room"),
        (errno.EROFS, "writing is not allowed there; choose another folder"),
        (errno.EIO, f"{os.strerror(errno.EIO)}; choose another place"),
    ],
)
@pytest.mark.parametrize("where", ["fsync", "replace"])
def test_a_failure_at_the_end_leaves_the_old_file_and_has_a_reason_in_words(
    tmp_path, monkeypatch, where, number, words
):
    def fail(*_):
        raise OSError(number, os.strerror(number))

    path = tmp_path / "a.txt"
    path.write_text("old")
    monkeypatch.setattr(os, where, fail)
    with pytest.raises(OSError, match=os.strerror(number)) as failure:
        write(path)
    assert words in describe_write_error(failure.value)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


# --- links and permissions


@POSIX
def test_a_link_is_kept_and_the_permissions_are_those_of_any_new_file(tmp_path):
    plain, target, link = tmp_path / "plain", tmp_path / "target", tmp_path / "link"
    plain.touch()
    link.symlink_to(target)
    write(link)
    assert link.is_symlink()
    assert target.read_text() == "new"
    assert permissions(target) == permissions(plain)


@POSIX
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o777])
def test_a_replaced_file_keeps_its_permissions_and_is_private_meanwhile(tmp_path, mode):
    path = tmp_path / "a.txt"
    path.touch()
    path.chmod(mode)
    with atomic_write(path) as temporary:
        assert permissions(temporary) == 0o600
    assert permissions(path) == mode


# --- stale temporary files

NAME = ".catgui-0123456789abcdef.part"


def test_old_temporary_files_are_removed_and_new_ones_are_not(tmp_path):
    remove_stale_temporaries(tmp_path / "missing")
    (tmp_path / NAME).touch()
    os.utime(tmp_path / NAME, (100, 100))
    with atomic_write(tmp_path / "a.txt") as temporary:
        remove_stale_temporaries(tmp_path)
        assert list(tmp_path.iterdir()) == [temporary]


@POSIX
def test_old_links_and_pipes_stay(tmp_path):
    (tmp_path / "target").write_text("mine")
    os.utime(tmp_path / "target", (100, 100))
    (tmp_path / NAME).symlink_to(tmp_path / "target")
    pipe = tmp_path / ".catgui-ffffffffffffffff.part"
    os.mkfifo(pipe)
    os.utime(pipe, (100, 100))
    remove_stale_temporaries(tmp_path)
    assert len(list(tmp_path.iterdir())) == 3


NOT_ON_WINDOWS = ["CON", "nul", "Aux.npz", "com1.tar.gz", "LPT\u00b2.txt", "NUL .npz", "conin$", "line\nbreak", "a:b"]
NOT_ON_WINDOWS += ["what?", "dot.", "space ", "n" * 256]
ON_WINDOWS = ["CONE", "COM", "COM10", "nul_", "x.NUL", "n" * 255, "é猫 x.npz", ".hidden", "a\udcffb", "a.b c"]


@pytest.mark.parametrize(("names", "are_taken"), [(NOT_ON_WINDOWS, False), (ON_WINDOWS, True)])
def test_windows_takes_names_that_are_no_devices_and_cut_off_nowhere(names, are_taken):
    assert [name for name in names if is_name_on_windows(name) is not are_taken] == []


def test_a_file_and_nothing_pass(tmp_path):
    (tmp_path / "file").touch()
    check_regular_file(tmp_path / "file")
    check_regular_file(tmp_path / "nothing")
    check_regular_file(tmp_path / "file" / "nothing")


@POSIX
def test_folders_pipes_sockets_devices_and_links_are_refused(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # a socket has a short name
    os.mkfifo("pipe")
    os.symlink("/dev/zero", "device")
    os.symlink("circle", "circle")
    os.mkdir("folder")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket")
        for name in ("pipe", "device", "socket", "circle", "folder"):
            with pytest.raises(FileExistsError, match="it is a link, pipe, device or folder; move it away"):
                check_regular_file(tmp_path / name)


def contents(archive):
    return [(entry.filename, entry.compress_type, archive.read(entry)) for entry in archive.infolist()]


@pytest.mark.parametrize("compressed", [False, True])
def test_an_archive_is_the_one_that_numpy_would_write(tmp_path, compressed):
    write_arrays(tmp_path / "ours.npz", ARRAYS, compressed=compressed)
    (np.savez_compressed if compressed else np.savez)(tmp_path / "numpys.npz", **ARRAYS)
    with np.load(tmp_path / "ours.npz") as read:
        for name, array in ARRAYS.items():
            np.testing.assert_array_equal(read[name], array)
    with zipfile.ZipFile(tmp_path / "ours.npz") as ours, zipfile.ZipFile(tmp_path / "numpys.npz") as numpys:
        assert contents(ours) == contents(numpys)


@pytest.mark.parametrize("at", [1, 3])
def test_an_exception_of_the_callback_stops_the_writing_and_closes_the_file(tmp_path, at):
    work = WatchedWork(cancelled_at=at)
    with pytest.raises(CancelledError):
        write_arrays(tmp_path / "ours.npz", ARRAYS, work)
    assert len(work.reports) == at
    (tmp_path / "ours.npz").unlink()
