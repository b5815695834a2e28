"""Writing what the window shows, on disks on which that cannot be done."""

import numpy as np
import pytest

from catgui.documents.export import ExportError, write_atomically
from catgui.models.training.cost_history import CostHistory
from catgui.widgets.plots.cost_plot import CostPlot
from tests.support.failing_disks import HAS_LIMITS, disk_full_after, disk_full_on_fsync


@pytest.fixture
def write(qtbot):
    """What writes each kind of file that is exported."""
    costs = CostHistory(np.linspace(0.7, 0.1, 3000))
    plot = CostPlot(costs)
    qtbot.addWidget(plot)
    plot.resize(400, 300)
    return {
        "plot.png": lambda path: path.write_bytes(plot.png()),
        "plot.svg": lambda path: path.write_bytes(plot.svg()),
        "costs.csv": lambda path: path.write_text(costs.csv()),
        "verdicts.csv": lambda path: path.write_text("photo,label\n" * 5000),
    }


KINDS = ["plot.png", "plot.svg", "costs.csv", "verdicts.csv"]


@pytest.mark.skipif(not HAS_LIMITS, reason="Windows has no limit on the size of files")
@pytest.mark.parametrize("room", [0, 100, 3000])
@pytest.mark.parametrize("kind", KINDS)
def test_a_disk_that_fills_up_is_told_with_the_name_and_leaves_the_old_file(write, tmp_path, kind, room):
    path = tmp_path / kind
    path.write_text("old")
    with disk_full_after(room), pytest.raises(ExportError) as failure:
        write_atomically(path, write[kind])
    assert str(failure.value).startswith(f"{path}: it could not be written: ")
    assert "choose another place" in failure.value.reason
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("kind", KINDS)
def test_a_disk_that_is_full_at_the_end_is_told_too(write, tmp_path, kind, monkeypatch):
    disk_full_on_fsync(monkeypatch)
    with pytest.raises(ExportError, match=f"{kind}: it could not be written: the disk is full; make room"):
        write_atomically(tmp_path / kind, write[kind])
    assert list(tmp_path.iterdir()) == []
