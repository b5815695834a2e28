"""The session in the profile: whole, without what is damaged, and kept aside."""

import json
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
CONTENTS = Contents(DataOrigin(("/data/pets",)), TrainingConfig((4,), iterations=30, seed=8), PHOTOS)


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
