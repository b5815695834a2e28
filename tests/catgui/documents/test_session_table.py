"""The session in the profile: what comes back of it, also if some of it is damaged."""

import json
import sqlite3

import numpy as np
import pytest

from catgui.documents.session_table import (
    Contents,
    SessionPhoto,
    begin_restore,
    mark_restored,
    write_contents,
    write_network,
)
from catgui.inputs.sources import BytesSource, PathSource
from catgui.profile.tables import create_tables
from engine.core import initialize_parameters_deep
from engine.data.dataset import DataOrigin
from engine.saved_model.file import model_bytes
from engine.training.config import TrainingConfig
from tests.support.models import plain_model

CONFIG = TrainingConfig((3,), iterations=4, seed=8)
PHOTOS = (
    SessionPhoto(PathSource("/photos/tom.png"), "cat"),
    SessionPhoto(BytesSource("pasted", b"bytes", "the clipboard")),
)
CONTENTS = Contents(DataOrigin("builtin"), CONFIG, PHOTOS, run=3)


@pytest.fixture
def profile():
    """The connection to a profile with a session."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    create_tables(connection)
    model = plain_model(
        initialize_parameters_deep(CONFIG.layer_dims(192)), ("dog", "cat"), (8, 8), CONFIG, np.full(4, 0.5)
    )
    write_contents(connection, CONTENTS)
    write_network(connection, model_bytes(model))
    yield connection
    connection.close()


def test_a_session_comes_back_as_it_was(profile):
    session, _ = begin_restore(profile)
    assert (session.contents, session.faults) == (CONTENTS, ())
    assert (session.network.config, session.network.classes) == (CONFIG, ("dog", "cat"))


def test_a_new_profile_has_none():
    connection = sqlite3.connect(":memory:", isolation_level=None)
    create_tables(connection)
    assert begin_restore(connection) == (None, False)
    connection.close()


def test_the_bytes_of_photos_that_were_removed_go(profile):
    write_contents(profile, Contents(photos=PHOTOS[:1]))
    assert profile.execute("SELECT count(*) FROM pictures").fetchone() == (0,)
    session, _ = begin_restore(profile)
    assert session.contents.photos == PHOTOS[:1]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"data": {"location": 5}}, "which data were open cannot be read"),
        ({"config": {"hidden_layers": [0]}}, "its settings are damaged"),
        ({"config": {**CONFIG.as_dict(), "warmup": 3}, "program": "9.4"}, "from Catgui 9.4, with the option “warmup”"),
        ({"photos": [["/a.png", "cat"], [5], ["0" * 64, "gone", "", ""]]}, "2 of its photos are damaged"),
        ({"photos": 5}, "1 of its photos are damaged"),
    ],
)
def test_what_is_damaged_is_named_and_the_rest_comes_back(profile, changes, fault):
    (text,) = profile.execute("SELECT value FROM session WHERE name = 'contents'").fetchone()
    changed = json.dumps({**json.loads(text), **changes})
    profile.execute("UPDATE session SET value = ? WHERE name = 'contents'", (changed,))
    session, _ = begin_restore(profile)
    (found,) = session.faults
    assert fault in found
    assert session.network is not None
    kept = session.contents.data, session.contents.config, session.contents.photos
    expected = CONTENTS.data, CONTENTS.config, CONTENTS.photos
    assert sum(now == before for now, before in zip(kept, expected, strict=True)) == 2


@pytest.mark.parametrize("network", [b"no model", "text", 5])
def test_a_damaged_network_is_named(profile, network):
    write_network(profile, network)
    session, _ = begin_restore(profile)
    assert session.contents == CONTENTS
    assert session.faults[0].startswith("its network cannot be opened: ")


def test_of_starts_that_end_before_the_session_is_shown_the_third_is_without_it(profile):
    for _ in range(2):
        session, has_ended_twice = begin_restore(profile)
        assert session is not None
        assert not has_ended_twice
    assert begin_restore(profile) == (None, True)
    mark_restored(profile)
    assert begin_restore(profile)[0] is not None
