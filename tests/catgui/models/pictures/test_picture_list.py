"""A list of rows as given."""

import numpy as np
import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt

from catgui.domain.picture import ROW_ROLE, Picture, PictureRow
from catgui.models.pictures.picture_list import PictureListModel

PIXELS = np.zeros((8, 8, 3), np.uint8)
ROWS = (
    PictureRow(PIXELS, "Training picture 3", ("effect +2.00", "share 0"), "a sentence", 1, Picture("train", 3)),
    PictureRow(PIXELS, "tom.jpg", ("noise, +0.10", "share −12.25"), "another", None, None, is_noise=True),
)


def test_each_row_has_what_it_was_given(qapp):
    model = PictureListModel()
    assert model.rowCount() == 0
    model.show_rows(ROWS)
    assert [model.index(row).data(ROW_ROLE) for row in range(2)] == [*ROWS]
    assert model.index(0).data(Qt.ItemDataRole.AccessibleTextRole) == "a sentence"
    assert model.headerData(0, Qt.Orientation.Horizontal, ROW_ROLE) == ["effect +2.00", "share −12.25"]


@pytest.mark.parametrize("keeps_places", [True, False])
@pytest.mark.parametrize(("count", "change"), [(1, "rowsRemoved"), (2, None), (3, "rowsInserted")])
def test_a_view_keeps_its_place_in_other_rows_only_if_wanted(qapp, keeps_places, count, change):
    model, emitted = PictureListModel(), []
    model.show_rows(ROWS)
    kept = QPersistentModelIndex(model.index(0))
    for name in ("modelReset", "rowsRemoved", "rowsInserted"):
        getattr(model, name).connect(lambda *_, name=name: emitted.append(name))
    model.show_rows((ROWS[1], *ROWS)[:count], keeps_places=keeps_places)
    assert emitted == ([change] * bool(change) if keeps_places else ["modelReset"])
    assert model.rowCount() == count
    assert kept.isValid() == keeps_places
    assert not keeps_places or kept.data(ROW_ROLE).title == ROWS[1].title
