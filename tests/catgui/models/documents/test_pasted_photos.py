"""Photos that are in no file of the user, in a folder: round trips, limits, damage."""

import os

import pytest

from catgui.domain.photo_entry import NEITHER
from catgui.inputs.sources import BytesSource
from catgui.models.documents import pasted_photos
from catgui.models.documents.pasted_photos import PastedPhoto, delete_others, read_pasted, write_pasted

TOM = PastedPhoto(BytesSource("picture", b"a png", ""), "cat")
CAR = PastedPhoto(BytesSource("picture", b"a car", ""), NEITHER)
REX = PastedPhoto(BytesSource("rex.jpg", b"a jpeg", "https://dogs.example/rex.jpg"))


def files(folder):
    return sorted(path.read_bytes() for path in (folder / "pasted").iterdir())


def test_photos_are_read_as_they_were_written(tmp_path):
    rows = write_pasted(tmp_path, [TOM, REX, TOM, CAR])
    assert read_pasted(tmp_path, rows) == ((TOM, REX, TOM, CAR), 0)
    assert files(tmp_path) == [b"a car", b"a jpeg", b"a png"]


def test_those_that_are_there_are_not_written_again_and_others_are_deleted(tmp_path):
    write_pasted(tmp_path, [TOM, REX])
    (path,) = (path for path in (tmp_path / "pasted").iterdir() if path.read_bytes() == TOM.source.data)
    before = path.stat().st_mtime_ns
    delete_others(tmp_path, write_pasted(tmp_path, [TOM]))
    assert files(tmp_path) == [TOM.source.data]
    assert path.stat().st_mtime_ns == before


def test_what_is_too_large_is_missing(tmp_path, monkeypatch):
    monkeypatch.setattr(pasted_photos, "_MAX_BYTES", 8)
    rows = write_pasted(tmp_path, [TOM, REX])
    assert read_pasted(tmp_path, rows) == ((TOM,), 1)


@pytest.mark.parametrize(
    "row",
    [
        7,
        ["../../photo", "picture", "", ""],
        ["0" * 64, "picture", ""],
        ["0" * 64, 7, "", ""],
        ["0" * 64, "picture", "", "\0"],
        ["/" * 64, "picture", "", ""],
    ],
)
def test_rows_that_are_no_photos_are_refused(tmp_path, row):
    with pytest.raises((ValueError, TypeError)):
        read_pasted(tmp_path, [row])


@pytest.mark.skipif(os.name != "posix", reason="other systems have no pipes in folders")
def test_a_pipe_in_the_place_of_a_photo_is_missing(tmp_path):
    rows = write_pasted(tmp_path, [TOM, REX])
    place = tmp_path / "pasted" / rows[0][0]
    place.unlink()
    os.mkfifo(place)
    assert read_pasted(tmp_path, rows) == ((REX,), 1)
