"""Where the course photos are looked for when a part of them is missing."""

from hashlib import sha256

import pytest

from engine.data.sources import course as course_photos
from engine.data.sources.course import RemoteFile, find, user_folder
from engine.storage.user_dirs import NoHomeError, data_folder

CONTENTS = {"train.h5": b"the train file", "test.h5": b"the test file"}
FILES = tuple(RemoteFile(name, sha256(content).hexdigest(), len(content)) for name, content in CONTENTS.items())


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


@pytest.mark.parametrize("there", [(), ("train.h5",), ("test.h5",)])
def test_a_user_folder_without_both_files_is_ignored(tmp_path, monkeypatch, there):
    monkeypatch.delenv(course_photos.FOLDER_VARIABLE, raising=False)

    assert find(folder=make(tmp_path / "own", *there), files=FILES) is None


def test_they_are_stored_in_the_users_data_folder():
    assert user_folder() == data_folder()


def test_without_a_home_only_the_named_folder_is_searched(no_home_folder, tmp_path, monkeypatch):
    monkeypatch.setenv(course_photos.FOLDER_VARIABLE, str(make(tmp_path / "named", *CONTENTS)))
    assert find(files=FILES) is not None
    monkeypatch.delenv(course_photos.FOLDER_VARIABLE)

    with pytest.raises(NoHomeError):
        find(files=FILES)
