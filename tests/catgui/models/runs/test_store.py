"""The file of runs."""

import sqlite3

from catgui.models.runs.store import RunStore


def test_little_of_the_file_is_kept_in_memory(tmp_path, monkeypatch):
    opened = []
    connect = sqlite3.connect

    def recording_connect(*args, **options):
        opened.append(connect(*args, **options))
        return opened[-1]

    monkeypatch.setattr(sqlite3, "connect", recording_connect)
    store = RunStore(tmp_path / "runs.sqlite")
    assert store.load() == []
    (size,) = opened[0].execute("PRAGMA cache_size").fetchone()
    assert -256 <= size < 0  # negative: in KiB, not in pages
    store.close()
