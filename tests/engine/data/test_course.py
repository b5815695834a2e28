"""The course photos are fetched once, each file whole; a server of our own on the loopback stands for the net."""

import hashlib
import subprocess
from contextlib import ExitStack
from dataclasses import replace

import pytest

from engine.data import course as course_photos
from engine.data.course import RemoteFile, fetch, find, is_in_notebook_folder, needs_download
from engine.data.hdf5_pair import write_new_pair
from engine.errors import CancelledError, DownloadError
from engine.progress import Work
from engine.system import user_dirs
from engine.system.user_dirs import NoHomeError
from tests import ROOT
from tests.support.http_server import run_server, send
from tests.support.watched_work import WatchedWork

CONTENTS = {"train.h5": bytes(range(256)) * 200, "test.h5": b"\x01\x02\x03" * 9000}
FILES = tuple(RemoteFile(name, hashlib.sha256(content).hexdigest(), len(content)) for name, content in CONTENTS.items())
# Those of the program; the tests have another folder, where nothing is.
NOTEBOOK_FOLDER, COURSE_FILES = course_photos.NOTEBOOK_FOLDER, course_photos.COURSE_FILES
TOTAL = sum(len(content) for content in CONTENTS.values())


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """The user's folder on a computer without the photos, for two small files in their place."""
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.setenv(name, "127.0.0.1")
    monkeypatch.delenv("CATGUI_DATA", raising=False)
    monkeypatch.setattr(course_photos, "COURSE_FILES", FILES)
    folder = tmp_path / "kept" / "here"
    monkeypatch.setattr(course_photos, "data_folder", lambda: folder)
    monkeypatch.setattr(course_photos, "program_folder", lambda: tmp_path / "program")
    return folder


@pytest.fixture
def serve(monkeypatch):
    """Starts the server, which answers with the files unless told otherwise."""

    def serve(answer=lambda handler, name: send(handler, CONTENTS[name])):
        server = stack.enter_context(run_server(answer))
        monkeypatch.setattr(course_photos, "BASE_URL", server.url)
        return server

    with ExitStack() as stack:
        yield serve


def kept_in(folder):
    return {path.name: path.read_bytes() for path in folder.glob("*")}


def write_contents(folder, **changes):
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in CONTENTS.items():
        (folder / name).write_bytes(changes.get(name.removesuffix(".h5"), content))
    return folder / "train.h5", folder / "test.h5"


# --- fetching


def test_both_files_arrive_whole_and_progress_counts_every_byte_of_both(folder, serve):
    serve()

    paths = fetch(work := WatchedWork())

    assert paths == find() == (folder / "train.h5", folder / "test.h5")
    assert kept_in(folder) == CONTENTS
    assert work.reports == sorted(work.reports)
    assert (work.reports[0], work.reports[-1]) == ((0, TOTAL), (TOTAL, TOTAL))


def test_only_a_file_that_is_not_whole_is_fetched(folder, serve):
    write_contents(folder, test=CONTENTS["test.h5"][::-1])
    server = serve()
    fetch()
    fetch()
    assert server.requested == ["/test.h5"]
    assert kept_in(folder) == CONTENTS


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda handler, name: send(handler, CONTENTS[name][::-1]), "it has a wrong checksum"),
        (lambda handler, name: send(handler, b"<html>" * 10), "it has a wrong checksum"),
        (lambda handler, name: send(handler, b"404: Not Found", status=404), "127.0.0.1 answered 404 Not Found"),
        (lambda handler, name: send(handler, CONTENTS[name] * 2), "127.0.0.1 sends more than 51.2 kB"),
    ],
)
def test_a_failure_says_what_happened_and_keeps_nothing(folder, serve, answer, words):
    serve(answer)
    with pytest.raises(DownloadError, match=rf"^train\.h5 could not be downloaded: {words}.*; try again later\.$"):
        fetch()
    assert not folder.exists()


def test_a_folder_that_cannot_be_created_is_an_error(folder, serve):
    folder.parent.mkdir()
    folder.touch()
    serve()
    with pytest.raises(DownloadError, match=r"train\.h5 could not be saved: something else has this name"):
        fetch()


@pytest.mark.parametrize(("stop_after", "kept"), [(0, []), (20_000, []), (60_000, ["train.h5"])])
def test_cancelling_keeps_whole_files_only(folder, serve, stop_after, kept):
    def cancel_when_that_much_is_here(done, total):
        if done >= stop_after:
            work.cancel()

    work = Work(cancel_when_that_much_is_here)
    serve()
    with pytest.raises(CancelledError):
        fetch(work)
    assert kept_in(folder) == {name: CONTENTS[name] for name in kept}


# --- finding


@pytest.mark.parametrize("content", [b"short", CONTENTS["test.h5"][::-1]])
def test_a_file_in_the_users_folder_that_is_not_the_right_one_is_not_found(folder, content):
    write_contents(folder, test=content)
    assert find() is None


def test_the_named_folder_comes_first_then_the_one_beside_the_program_then_the_users(folder, tmp_path, monkeypatch):
    named = tmp_path / "named"
    monkeypatch.setenv(course_photos.FOLDER_VARIABLE, str(named))
    own = write_contents(folder)
    assert find() == own
    beside = write_contents(tmp_path / "program" / course_photos.FOLDER_BESIDE, train=b"as it is")
    named.mkdir()
    (named / "train.h5").touch()
    assert find() == beside  # the named folder has one file only
    of_my_own = write_contents(named, test=b"of my own")
    assert find() == of_my_own


def test_photos_are_found_beside_the_program_as_the_command_data_saves_them(builtin_dataset, tmp_path):
    beside = tmp_path / "program" / course_photos.FOLDER_BESIDE
    beside.mkdir(parents=True)
    saved = write_new_pair(replace(builtin_dataset, name="course photos"), beside)
    assert find() == saved


@pytest.mark.parametrize("place", ["here", "in the checkout"])
def test_photos_are_found_where_the_notebook_has_them(tmp_path, monkeypatch, place):
    here, checkout = tmp_path / "here", tmp_path / "checkout"
    here.mkdir()
    checkout.mkdir()
    monkeypatch.chdir(here)
    monkeypatch.setattr(course_photos, "NOTEBOOK_FOLDER", NOTEBOOK_FOLDER)
    monkeypatch.setattr(course_photos, "program_folder", lambda: checkout)
    assert not is_in_notebook_folder()
    notebook = (here if place == "here" else checkout) / "datasets"
    notebook.mkdir()
    for file in FILES:
        (notebook / file.name).write_bytes(b"as it is")

    assert is_in_notebook_folder()
    assert find() == tuple(notebook / file.name for file in FILES)
    assert not needs_download()


def test_git_ignores_them_there():
    if not (ROOT / ".git").exists():
        pytest.skip("this is no checkout")
    names = [f"datasets/{file.name}" for file in COURSE_FILES]
    done = subprocess.run(["git", "check-ignore", *names], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.split() == names


def test_the_need_of_a_download_is_known_before(folder, monkeypatch):
    assert needs_download()
    write_contents(folder, train=bytes(len(CONTENTS["train.h5"])))
    assert not needs_download()  # they are read once they are opened


def test_without_a_home_only_the_named_folder_is_searched(no_home_folder, tmp_path, monkeypatch):
    monkeypatch.setattr(course_photos, "data_folder", user_dirs.data_folder)
    monkeypatch.setenv(course_photos.FOLDER_VARIABLE, str(tmp_path / "named"))
    write_contents(tmp_path / "named")
    assert find() is not None
    monkeypatch.delenv(course_photos.FOLDER_VARIABLE)

    with pytest.raises(NoHomeError):
        find()
    assert needs_download()
