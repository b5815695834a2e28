"""The session in the profile: whole, without what is damaged, and kept aside."""

import json
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from catgui.inputs.sources import BytesSource, PathSource
from catgui.models.documents import session_table as table
from catgui.models.documents.session_table import Contents, SessionPhoto
from catgui.profile.store import ProfileStore
from engine.data.dataset import DataOrigin
from engine.training.config import TrainingConfig

PHOTOS = (
    SessionPhoto(PathSource("/photos/tom\udcff.png"), "cat"),
    SessionPhoto(BytesSource("pasted", b"a picture", "https://example.org/a.png"), ""),
    SessionPhoto(BytesSource("pasted again", b"a picture"), "non-cat"),
)
CONTENTS = Contents(DataOrigin(("/data/pets",)), TrainingConfig((4,), iterations=30, seed=8), PHOTOS, ("ab" * 20,) * 3)


@pytest.fixture
def store(tmp_path):
    return ProfileStore(tmp_path / "profile.sqlite")


@pytest.fixture
def left(store):
    """The profile with a session, but for its network."""
    store.write(partial(table.write_contents, contents=CONTENTS))
    store.write(partial(table.write_network, data=None, path=Path("/networks/cats\udcff.npz")))
    return store


def spoil(store, **changes):
    """Change fields of the contents; None removes one."""

    def change(connection):
        (text,) = connection.execute("SELECT value FROM session WHERE name = 'contents'").fetchone()
        connection.execute(
            "UPDATE session SET value = ? WHERE name = 'contents'", (json.dumps(json.loads(text) | changes),)
        )

    store.write(change)


def pictures(store):
    return store.read(lambda connection: connection.execute("SELECT count(*) FROM pictures").fetchone()[0])


def test_a_session_comes_back_as_it_was(left):
    session = left.read(table.read_last).decode()
    assert session.contents == CONTENTS
    assert session.network_path == Path("/networks/cats\udcff.npz")
    assert (session.network, session.faults) == (None, ())
    assert session.saved_at > 1e9
    assert pictures(left) == 1, "a picture is stored once"


@pytest.mark.parametrize("corners", [None, 5, [1, 2, 3], ["ab", "cd", "ef"]])
def test_damaged_corners_are_none(left, corners):
    spoil(left, corners=corners)
    session = left.read(table.read_last).decode()
    assert session.contents == replace(CONTENTS, corners=())
    assert session.faults == ()


def test_there_is_none_in_a_new_profile(store):
    assert store.write(table.begin_restore).decode() is None
    store.write(partial(table.set_aside, reason="no reason"))
    assert store.read(table.find_aside) is None


def test_the_pictures_of_photos_that_were_removed_go(left):
    left.write(partial(table.write_contents, contents=Contents(photos=PHOTOS[:1])))
    assert pictures(left) == 0


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"photos": [["/a\0b", ""], ["a", "b", "c"], 5, ["0" * 64, "x", "", ""]]}, "4 of its photos are damaged"),
        ({"photos": 5}, "1 of its photos are damaged"),
        ({"config": {"iterations": 1e999}}, "its settings are damaged"),
        (
            {"config": {"hidden_layers": [4], "warmup": 3}, "program": "0.9"},
            "from Catgui 0.9, with the option “warmup”",
        ),
        ({"data": {"location": 5}}, "which data were open cannot be read"),
        ({"saved_at": "yesterday"}, "damaged"),
    ],
)
def test_damage_costs_what_is_damaged(left, changes, fault):
    spoil(left, **changes)
    session = left.read(table.read_last).decode()
    assert fault in "; ".join(session.faults)
    for name in ("data", "config", "photos"):
        if name not in changes and "saved_at" not in changes:
            assert getattr(session.contents, name) == getattr(CONTENTS, name)


def test_a_damaged_network_is_told(left):
    left.write(partial(table.write_network, data=b"no network", path=None))
    session = left.read(table.read_last).decode()
    assert session.faults == ("its network cannot be opened: it is damaged",)
    assert session.contents == CONTENTS


def test_a_session_that_ended_two_starts_is_kept_aside_whole(left):
    for _ in range(2):
        assert left.write(table.begin_restore).decode().contents == CONTENTS
    assert left.write(table.begin_restore).decode() is None
    aside = left.read(table.find_aside)
    assert aside.reason == "Catgui ended twice while it reopened it"
    left.write(partial(table.write_contents, contents=Contents()))
    assert left.read(table.read_aside).decode().contents == CONTENTS
    left.write(table.delete_aside)
    assert left.read(table.find_aside) is None
    assert left.read(table.read_last).decode().contents == Contents()
    assert pictures(left) == 0


def test_a_start_that_comes_to_its_end_does_not_count(left):
    for _ in range(5):
        assert left.write(table.begin_restore).decode() is not None
        left.write(table.end_restore)


def test_of_several_sessions_kept_aside_the_last_comes_first(left):
    for reason in ("first", "second"):
        left.write(partial(table.write_contents, contents=CONTENTS))
        left.write(partial(table.set_aside, reason=reason))
    assert left.read(table.find_aside).reason == "second"
    left.write(table.delete_aside)
    assert left.read(table.find_aside).reason == "first"
    assert left.read(table.read_aside).decode().contents == CONTENTS


def test_starts_that_ended_after_the_session_was_shown_are_no_fault_of_it_but_for_many(left):
    for _ in range(5):
        assert left.write(table.begin_restore).decode().contents == CONTENTS
        left.write(table.note_shown)
    assert left.write(table.begin_restore).decode() is None
    assert left.read(table.find_aside).reason == "Catgui ended five times soon after it had reopened it"
    left.write(table.note_shown)
    assert left.read(table.read_last).values == {}, "there is no session to note it of"


@pytest.mark.parametrize("slot", ["first", b"0", 0.5, -1, 2**63 - 1, None])
def test_a_session_with_a_damaged_number_is_kept_aside_and_hinders_no_other(left, slot):
    left.write(lambda connection: connection.execute("UPDATE session SET slot = ?", (slot,)))
    assert left.write(table.begin_restore).decode() is None
    assert left.read(table.find_aside).reason == "its number in the profile was damaged"
    left.write(partial(table.write_contents, contents=Contents()))
    left.write(partial(table.set_aside, reason="another"))
    left.write(table.delete_aside)
    assert left.read(table.read_aside).decode().contents == CONTENTS


@pytest.mark.parametrize("value", ["a text", 5])
def test_a_network_that_is_no_file_is_told(left, value):
    left.write(partial(table.write_network, data=value, path=None))
    assert left.read(table.read_last).decode().faults == ("its network cannot be opened: it is damaged",)


def test_the_file_of_a_network_that_cannot_be_read_is_told(left):
    left.write(lambda connection: connection.execute("UPDATE session SET value = 5 WHERE name = 'network_path'"))
    assert left.read(table.read_last).decode().faults == ("which file has its network cannot be read",)


@pytest.mark.parametrize("time", [float("inf"), float("nan"), -1, 1e300, 10**400])
def test_a_session_of_an_impossible_time_has_none(left, time):
    left.write(partial(table.set_aside, reason="a" * 10_000_000))
    spoil(left, saved_at=time)
    aside = left.read(table.find_aside)
    assert (aside.saved_at, aside.reason) == (0, "a" * 100)
    assert left.read(table.read_aside).decode().saved_at == 0


def test_a_session_kept_aside_without_a_reason_is_offered(left):
    left.write(partial(table.set_aside, reason="a reason"))
    left.write(lambda connection: connection.execute("UPDATE session SET value = NULL WHERE name = 'reason'"))
    assert left.read(table.find_aside).reason == "why cannot be read"


def test_a_changed_photo_costs_the_rows_that_change(store, monkeypatch):
    photos = tuple(SessionPhoto(BytesSource(f"{number}", bytes([number]))) for number in range(200))
    store.write(partial(table.write_contents, contents=Contents(photos=photos)))
    monkeypatch.setattr("hashlib.sha256", None)  # computed once for each photo

    def count_changes(connection):
        before = connection.total_changes
        table.write_contents(connection, Contents(photos=photos[1:]))
        return connection.total_changes - before

    assert store.write(count_changes) == 3, "a use, a picture, and the contents"
