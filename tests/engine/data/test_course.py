"""The course photos are fetched once, whole or not at all; a server of our own on the loopback stands for the net."""

import errno
import hashlib
import os
import stat
import subprocess
import threading
from contextlib import contextmanager
from dataclasses import replace

import pytest

from engine.data import course as course_photos
from engine.data import download as net
from engine.data.course import RemoteFile, fetch, find, is_in_notebook_folder, needs_download
from engine.data.hdf5_pair import write_new_pair
from engine.errors import CancelledError, DownloadError
from engine.progress import Work
from engine.storage.user_dirs import NoHomeError
from tests import ROOT
from tests.support.http_server import run_server, send

CONTENTS = {"train.h5": bytes(range(256)) * 200, "test.h5": b"\x01\x02\x03" * 9000}
FILES = tuple(RemoteFile(name, hashlib.sha256(content).hexdigest(), len(content)) for name, content in CONTENTS.items())
# That of the program; the tests have another, where nothing is.
NOTEBOOK_FOLDER = course_photos.NOTEBOOK_FOLDER
TOTAL = sum(len(content) for content in CONTENTS.values())


def send_the_file(handler, name):
    send(handler, CONTENTS[name])


@pytest.fixture(autouse=True)
def no_proxy_for_the_loopback(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.delenv("CATGUI_DATA", raising=False)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "kept" / "here"


def kept_in(folder):
    return sorted(path.name for path in folder.glob("*")) if folder.exists() else []


# --- what goes well


def test_both_files_arrive_whole_and_progress_counts_every_byte_of_both(folder):
    reports = []
    with run_server(send_the_file) as server:
        paths = fetch(Work(lambda *report: reports.append(report)), base_url=server.url, folder=folder, files=FILES)

    assert [path.name for path in paths] == ["train.h5", "test.h5"]
    assert [path.read_bytes() for path in paths] == list(CONTENTS.values())
    assert kept_in(folder) == ["test.h5", "train.h5"]
    done = [count for count, _ in reports]
    assert done == sorted(done)
    assert (reports[0], reports[-1]) == ((0, TOTAL), (TOTAL, TOTAL))


def test_files_that_are_present_are_not_downloaded_again(folder):
    with run_server(send_the_file) as server:
        fetch(base_url=server.url, folder=folder, files=FILES)
    reports = []
    # The server is gone: any request would fail.
    fetch(Work(lambda *report: reports.append(report)), base_url=server.url, folder=folder, files=FILES)
    assert reports[-1] == (TOTAL, TOTAL)


def test_only_a_file_that_is_not_whole_is_fetched_again(folder):
    with run_server(send_the_file) as server:
        train, test = fetch(base_url=server.url, folder=folder, files=FILES)
        damaged = bytearray(test.read_bytes())
        damaged[5] ^= 1
        test.write_bytes(damaged)
        server.requested.clear()
        fetch(base_url=server.url, folder=folder, files=FILES)
    assert server.requested == ["/test.h5"]
    assert test.read_bytes() == CONTENTS["test.h5"]
    assert train.read_bytes() == CONTENTS["train.h5"]


# --- what goes wrong


def send_another_file(handler, name):
    send(handler, CONTENTS[name][::-1])


def send_nothing_of_that_name(handler, name):
    send(handler, b"404: Not Found", status=404)


def send_a_sign_in_page(handler, name):
    send(handler, b"<html>" * 10)


def send_half(handler, name):
    content = CONTENTS[name]
    send(handler, content[: len(content) // 2], length=len(content))


def send_half_and_say_so(handler, name):
    send(handler, CONTENTS[name][: len(CONTENTS[name]) // 2])


def send_too_much(handler, name):
    send(handler, CONTENTS[name] * 2)


def send_nothing(handler, name):
    """Close the connection without an answer."""


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        pytest.param(send_another_file, ["train.h5", "it has a wrong checksum"], id="another file"),
        pytest.param(send_nothing_of_that_name, ["train.h5", "404 Not Found"], id="not found"),
        pytest.param(send_a_sign_in_page, ["it has a wrong checksum"], id="a page to sign in at"),
        pytest.param(send_half, ["127.0.0.1 was cut after 25.6 kB", "try again"], id="cut connection"),
        pytest.param(send_half_and_say_so, ["it has a wrong checksum"], id="half a file"),
        pytest.param(send_too_much, ["127.0.0.1 sends more than 51.2 kB"], id="too much"),
        pytest.param(send_nothing, ["could not reach 127.0.0.1"], id="no answer"),
    ],
)
def test_a_failure_says_what_happened_and_keeps_nothing(folder, answer, words):
    with run_server(answer) as server, pytest.raises(DownloadError) as failure:
        fetch(base_url=server.url, folder=folder, files=FILES)
    for word in [*words, "train.h5 could not be downloaded: ", "built-in drawings need no download"]:
        assert word in str(failure.value)
    assert kept_in(folder) == []


def test_a_refused_connection_says_that_the_server_cannot_be_reached(folder):
    with run_server(send_the_file) as server:
        url = server.url
    with pytest.raises(DownloadError, match=r"could not reach 127\.0\.0\.1; check the internet connection") as failure:
        fetch(base_url=url, folder=folder, files=FILES)
    assert failure.value.__cause__ is not None
    assert kept_in(folder) == []


def test_after_a_failure_at_the_second_file_the_first_is_not_fetched_again(folder):
    def fail_at_the_second(handler, name):
        (send_the_file if name == "train.h5" else send_half)(handler, name)

    with run_server(fail_at_the_second) as server, pytest.raises(DownloadError):
        fetch(base_url=server.url, folder=folder, files=FILES)
    with run_server(send_the_file) as server:
        fetch(base_url=server.url, folder=folder, files=FILES)
    assert server.requested == ["/test.h5"]


def test_a_folder_that_cannot_be_created_is_an_error(tmp_path):
    (tmp_path / "file").touch()
    with (
        run_server(send_the_file) as server,
        pytest.raises(DownloadError, match=r"train\.h5 could not be saved: something else has this name"),
    ):
        fetch(base_url=server.url, folder=tmp_path / "file", files=FILES)


def test_a_full_disk_is_an_error_and_keeps_the_old_file(folder, monkeypatch):
    def full(_descriptor):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    write_contents(folder, train=b"the old file")
    monkeypatch.setattr(os, "fsync", full)
    with (
        run_server(send_the_file) as server,
        pytest.raises(DownloadError, match=r"here[/\\]train\.h5 could not be saved: the disk is full; make room"),
    ):
        fetch(base_url=server.url, folder=folder, files=FILES)
    assert (folder / "train.h5").read_bytes() == b"the old file"
    assert kept_in(folder) == ["test.h5", "train.h5"]


# --- cancelling


@pytest.mark.parametrize(
    "stop_after",
    [
        pytest.param(0, id="at once"),
        pytest.param(20_000, id="within the first file"),
        pytest.param(60_000, id="within the second file"),
    ],
)
def test_cancelling_leaves_nothing_behind(folder, stop_after):

    def cancel_when_that_much_is_here(done, total):
        if done >= stop_after:
            work.cancel()

    work = Work(cancel_when_that_much_is_here)
    with run_server(send_the_file) as server, pytest.raises(CancelledError):
        fetch(work, base_url=server.url, folder=folder, files=FILES)
    assert kept_in(folder) == []


def test_cancelling_keeps_a_file_that_was_here_before(folder):
    folder.mkdir(parents=True)
    (folder / "train.h5").write_bytes(CONTENTS["train.h5"])

    def cancel_within_the_second(done, total):
        if done > len(CONTENTS["train.h5"]):
            work.cancel()

    work = Work(cancel_within_the_second)
    with run_server(send_the_file) as server, pytest.raises(CancelledError):
        fetch(work, base_url=server.url, folder=folder, files=FILES)
    assert kept_in(folder) == ["train.h5"]


def say_nothing(handler):
    """Stands for a server that does not answer."""


def say_a_letter(handler):
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(CONTENTS["train.h5"])))
    handler.end_headers()
    handler.wfile.write(b"x")


@contextmanager
def holding_back(begin):
    """A server that begins its answers by `begin(handler)` and says nothing more before the block ends."""
    released = threading.Event()

    def answer(handler, name):
        begin(handler)
        released.wait(60)

    with run_server(answer) as server:
        try:
            yield server
        finally:
            released.set()
            for thread in threading.enumerate():
                if thread.name == net.THREAD_NAME:
                    thread.join(60)


@pytest.mark.parametrize("begin", [say_nothing, say_a_letter])
def test_cancelling_does_not_wait_for_a_server_that_holds_back(folder, begin):
    with holding_back(begin) as server:

        def cancel_when_it_is_asked(done, total):
            if server.requested:
                work.cancel()

        work = Work(cancel_when_it_is_asked)
        with pytest.raises(CancelledError):
            fetch(work, base_url=server.url, folder=folder, files=FILES)
        assert kept_in(folder) == []


# --- finding


def write_contents(folder, **changes):
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in CONTENTS.items():
        (folder / name).write_bytes(changes.get(name.removesuffix(".h5"), content))


@pytest.mark.parametrize("content", [b"short", CONTENTS["test.h5"][::-1]])
def test_a_file_in_the_users_folder_that_is_not_the_right_one_is_not_found(folder, content):
    write_contents(folder, test=content)
    assert find(folder=folder, files=FILES) is None


@pytest.mark.skipif(os.name == "nt" or (hasattr(os, "geteuid") and os.geteuid() == 0), reason="permissions do not bind")
def test_a_file_without_read_permission_is_not_found(folder):
    write_contents(folder)
    (folder / "test.h5").chmod(stat.S_IWUSR)
    assert find(folder=folder, files=FILES) is None


def test_the_folder_that_catgui_data_names_comes_first_and_is_taken_as_it_is(folder, tmp_path, monkeypatch):
    write_contents(folder)
    write_contents(tmp_path / "named", train=b"of my own")
    monkeypatch.setenv("CATGUI_DATA", str(tmp_path / "named"))
    assert find(folder=folder, files=FILES) == (tmp_path / "named" / "train.h5", tmp_path / "named" / "test.h5")


def test_without_photos_in_catgui_data_the_user_folder_is_searched(folder, tmp_path, monkeypatch):
    write_contents(folder)
    monkeypatch.setenv("CATGUI_DATA", str(tmp_path / "nothing here"))
    assert find(folder=folder, files=FILES) == (folder / "train.h5", folder / "test.h5")


def test_the_folder_beside_the_program_comes_next(folder, tmp_path, monkeypatch):
    monkeypatch.setattr(course_photos, "program_folder", lambda: tmp_path)
    write_contents(folder)
    beside = tmp_path / course_photos.FOLDER_BESIDE
    write_contents(beside)
    assert find(folder=folder, files=FILES) == (beside / "train.h5", beside / "test.h5")
    write_contents(tmp_path / "named")
    monkeypatch.setenv("CATGUI_DATA", str(tmp_path / "named"))
    assert find(folder=folder, files=FILES)[0].parent == tmp_path / "named"


def test_they_are_found_beside_the_program_as_the_command_data_saves_them(builtin_dataset, tmp_path, monkeypatch):
    monkeypatch.setattr(course_photos, "program_folder", lambda: tmp_path)
    beside = tmp_path / course_photos.FOLDER_BESIDE
    beside.mkdir()
    saved = write_new_pair(replace(builtin_dataset, name="course photos"), beside)

    assert find(folder=tmp_path) == saved


@pytest.mark.parametrize("place", ["here", "in the checkout"])
def test_they_are_found_where_the_notebook_has_them(folder, tmp_path, monkeypatch, place):
    here, checkout = tmp_path / "here", tmp_path / "checkout"
    here.mkdir()
    checkout.mkdir()
    monkeypatch.chdir(here)
    monkeypatch.setattr(course_photos, "NOTEBOOK_FOLDER", NOTEBOOK_FOLDER)
    monkeypatch.setattr(course_photos, "program_folder", lambda: checkout)
    assert not is_in_notebook_folder()
    notebook = (here if place == "here" else checkout) / "datasets"
    notebook.mkdir()
    for file in course_photos.COURSE_FILES:
        (notebook / file.name).write_bytes(b"as it is")

    assert is_in_notebook_folder()
    assert find(folder=folder) == tuple(notebook / file.name for file in course_photos.COURSE_FILES)
    assert not needs_download()


def test_git_ignores_them_there():
    if not (ROOT / ".git").exists():
        pytest.skip("this is no checkout")
    names = [f"datasets/{file.name}" for file in course_photos.COURSE_FILES]
    done = subprocess.run(["git", "check-ignore", *names], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.split() == names


def test_it_is_told_before_whether_they_are_to_be_downloaded(folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(course_photos, "program_folder", lambda: tmp_path)
    monkeypatch.setattr(course_photos, "data_folder", lambda: folder)
    assert needs_download()
    folder.mkdir(parents=True)
    for file in course_photos.COURSE_FILES:
        (folder / file.name).write_bytes(bytes(file.size))
    assert not needs_download()  # they are read once they are opened


def test_the_default_folder_is_the_users(folder, monkeypatch):
    monkeypatch.setattr(course_photos, "data_folder", lambda: folder)
    with run_server(send_the_file) as server:
        fetch(base_url=server.url, files=FILES)
    assert find(files=FILES) == (folder / "train.h5", folder / "test.h5")


def make(folder, *names):
    folder.mkdir()
    for name in names:
        (folder / name).write_bytes(CONTENTS[name])
    return folder


@pytest.mark.parametrize("there", [(), ("train.h5",), ("test.h5",)])
def test_a_named_folder_without_both_files_is_skipped(tmp_path, monkeypatch, there):
    monkeypatch.setenv(course_photos.FOLDER_VARIABLE, str(make(tmp_path / "named", *there)))
    own = make(tmp_path / "own", *CONTENTS)

    assert find(folder=own, files=FILES) == (own / "train.h5", own / "test.h5")


def test_without_a_home_only_the_named_folder_is_searched(no_home_folder, tmp_path, monkeypatch):
    monkeypatch.setenv(course_photos.FOLDER_VARIABLE, str(make(tmp_path / "named", *CONTENTS)))
    assert find(files=FILES) is not None
    monkeypatch.delenv(course_photos.FOLDER_VARIABLE)

    with pytest.raises(NoHomeError):
        find(files=FILES)
