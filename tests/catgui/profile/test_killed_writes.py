"""What was written is there after the writer was killed at any moment, and nothing is left half done."""

import subprocess
import sys
import time
from random import Random

import pytest

from catgui.profile.backups import is_whole
from catgui.profile.store import ProfileStore
from tests import ROOT
from tests.catgui.profile.test_store import value_in

pytestmark = pytest.mark.slow

# Writes one number after the other, with much that belongs to it, and says each once it is written.
WRITER = """
import sys
from pathlib import Path
from catgui.profile.store import ProfileStore

store = ProfileStore(Path(sys.argv[1]))
number = int(sys.argv[2])

def write(connection):
    for key in range(50):
        connection.execute("INSERT OR REPLACE INTO session VALUES (?, ?)", (str(key), str(number) + "x" * 5000))

while True:
    store.write(write)
    if number % 10 == 0:
        store.back_up()
    print(number, flush=True)
    number += 1
"""


def test_a_writer_that_is_killed_leaves_what_it_has_said(tmp_path):
    random, last = Random(3), 0
    path = tmp_path / "catgui.sqlite"
    for _ in range(30):
        command = [sys.executable, "-c", WRITER, str(path), str(last + 1)]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as writer:
            assert int(writer.stdout.readline()) == last + 1
            time.sleep(random.uniform(0, 0.1))
            writer.kill()
            said = [last + 1, *(int(line) for line in writer.stdout if line.endswith("\n"))]
        store = ProfileStore(path)
        found = {int(value_in(store, str(key)).rstrip("x")) for key in range(50)}
        assert len(found) == 1, "a transaction is whole or not there"
        (last,) = found
        assert last >= said[-1]
        assert store.report == ""
    store.back_up()
    store.write(lambda connection: connection.execute("DELETE FROM session"))  # the journal of a killed writer goes
    assert {path.name for path in tmp_path.iterdir()} == {"catgui.sqlite", "backups"}
    assert all(is_whole(path) for path in (tmp_path / "backups").iterdir())
