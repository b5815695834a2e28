"""The list model of the units of a layer."""

import numpy as np
import pytest
from PySide6.QtCore import Qt

from catgui.models.pictures.picture_list import PictureRole
from catgui.models.pictures.unit_list import UnitListModel
from engine.analysis.inspection import Inspection

ANSWERS = np.array([0, 1, 110, 209, 0])
ACTIVATIONS = np.array([0.0, 0.5, 0.0, 2.0, 0.25])


@pytest.fixture
def units():
    """A function that makes a model: some units are dead, and some are activated by the picked picture."""

    def make(activations=None):
        model = UnitListModel()
        weights = np.zeros((5, 2, 2, 3), np.uint8)
        model.show_inspection(
            Inspection(weights, None, [ANSWERS], [], 209, None if activations is None else [activations])
        )
        return model

    return make


def values(model, role):
    return [model.index(row).data(role) for row in range(model.rowCount())]


def test_a_dead_unit_has_a_cross_an_active_one_a_tick_and_an_inactive_one_nothing(units):
    assert values(units(), PictureRole.IS_CORRECT) == [False, None, None, None, False]
    assert values(units(ACTIVATIONS), PictureRole.IS_CORRECT) == [False, True, None, True, False]


def test_the_caption_has_the_active_counts(units):
    assert values(units(ACTIVATIONS), PictureRole.CAPTION_LINES) == [
        ("Unit 1", "inactive", "dead"),
        ("Unit 2", "active: 0.50", "active on 1 of 209"),
        ("Unit 3", "inactive", "active on 110 of 209"),
        ("Unit 4", "active: 2.00", "active on 209 of 209"),
        ("Unit 5", "active: 0.25", "dead"),
    ]
    assert [line for _, line, _ in values(units(), PictureRole.CAPTION_LINES)] == [""] * 5


def test_the_description_is_a_sentence(units):
    role = Qt.ItemDataRole.AccessibleTextRole
    assert values(units(), role)[2] == "Unit 3: active on 110 of 209 training pictures"
    assert values(units(ACTIVATIONS), role)[2:] == [
        "Unit 3: active on 110 of 209 training pictures; on the selected picture inactive",
        "Unit 4: active on 209 of 209 training pictures; on the selected picture active: 2.00",
        "Unit 5: dead, active on no training picture; on the selected picture active: 0.25",
    ]


def test_it_is_a_proper_model(units, qtmodeltester):
    qtmodeltester.check(units(ACTIVATIONS))
