"""Writing whole or not at all."""

import errno
import os
import stat

import pytest

from engine.storage.atomic import atomic_write, check_writable, describe_write_error

POSIX = pytest.mark.skipif(os.name == "nt", reason="Windows has other rights, links and devices")
NOT_ROOT = pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="permissions do not bind")


def write(path, text="new"):
    with atomic_write(path) as temporary:
        temporary.write_text(text)


def rights(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_the_new_file_takes_the_place_of_the_old(tmp_path):
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


def test_file_and_folder_are_on_the_disk_before_it_is_said_to_be_written(tmp_path, monkeypatch):
    happened = []
    fsync, replace = os.fsync, os.replace

    def seen(descriptor):
        is_folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
        happened.append("folder synced" if is_folder else f"file synced: {(tmp_path / 'a.txt').exists()}")
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", seen)
    monkeypatch.setattr(os, "replace", lambda *paths: happened.append("moved") or replace(*paths))
    write(tmp_path / "a.txt")
    assert happened == ["file synced: False", "moved"] + ["folder synced"] * (os.name != "nt")


# --- where nothing can be put in place


def never_entered(path):
    """Try to write to `path`; what is raised must be raised before there is anything to write to."""
    with atomic_write(path):
        pytest.fail("there is a file to write to")


def test_a_place_can_be_looked_at_first(tmp_path):
    (tmp_path / "old").write_text("old")
    check_writable(tmp_path / "old")
    check_writable(tmp_path / "new")
    assert [path.read_text() for path in tmp_path.iterdir()] == ["old"]
    with pytest.raises(IsADirectoryError):
        check_writable(tmp_path)
    with pytest.raises(FileNotFoundError):
        check_writable(tmp_path / "missing" / "a.txt")


def test_a_folder_in_its_place_is_told_at_once_and_nothing_is_left(tmp_path):
    (tmp_path / "taken").mkdir()
    with pytest.raises(IsADirectoryError, match="taken") as refusal:
        never_entered(tmp_path / "taken")
    assert "a folder has this name" in describe_write_error(refusal.value)
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


def test_a_name_that_is_too_long_is_told_at_once_and_nothing_is_left(tmp_path):
    with pytest.raises(OSError, match="too long") as refusal:
        never_entered(tmp_path / ("n" * 300))
    assert "the name is too long" in describe_write_error(refusal.value)
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_told(tmp_path):
    with pytest.raises(FileNotFoundError) as refusal:
        never_entered(tmp_path / "missing" / "a.txt")
    assert "there is no such folder" in describe_write_error(refusal.value)


def test_a_file_in_place_of_the_folder_is_told(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(NotADirectoryError) as refusal:
        never_entered(tmp_path / "file" / "a.txt")
    assert "in place of the folder" in describe_write_error(refusal.value)


@POSIX
def test_a_pipe_is_neither_waited_for_nor_replaced(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(FileExistsError) as refusal:
        never_entered(tmp_path / "pipe")
    assert "not a file has this name" in describe_write_error(refusal.value)
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)


@POSIX
@NOT_ROOT
def test_a_file_that_may_not_be_written_to_is_not_replaced(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("old")
    path.chmod(0o444)
    with pytest.raises(PermissionError) as refusal:
        never_entered(path)
    assert "writing is not allowed there" in describe_write_error(refusal.value)
    assert path.read_text() == "old"


@POSIX
@NOT_ROOT
def test_a_folder_that_may_not_be_written_to_is_told(tmp_path):
    tmp_path.chmod(0o555)
    with pytest.raises(PermissionError) as refusal:
        never_entered(tmp_path / "a.txt")
    tmp_path.chmod(0o755)
    assert "writing is not allowed there" in describe_write_error(refusal.value)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "the disk is full; make room"),
        (errno.EROFS, "writing is not allowed there; choose another folder"),
        (errno.EIO, f"{os.strerror(errno.EIO)}; choose another place"),
    ],
)
@pytest.mark.parametrize("where", ["fsync", "replace"])
def test_what_fails_at_the_end_leaves_the_old_file_and_is_told_in_words(tmp_path, monkeypatch, where, number, words):
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


def test_an_error_without_a_number_is_told_as_it_is():
    assert describe_write_error(OSError("out of paper")) == "out of paper; choose another place"


# --- links and rights


@POSIX
def test_rights_are_those_of_any_new_file_and_links_are_kept(tmp_path):
    plain, target, link = tmp_path / "plain", tmp_path / "target", tmp_path / "link"
    plain.touch()
    link.symlink_to(target)
    write(link)
    assert link.is_symlink()
    assert target.read_text() == "new"
    assert rights(target) == rights(plain)


@POSIX
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o777])
def test_a_file_that_is_replaced_keeps_its_rights(tmp_path, mode):
    path = tmp_path / "private"
    path.touch()
    path.chmod(mode)
    write(path)
    assert rights(path) == mode


@POSIX
def test_a_link_in_a_circle_is_an_error(tmp_path):
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises(OSError, match="symbolic links"):
        never_entered(tmp_path / "a")
