"""The ranks of training pictures, and that a view keeps its place in them."""

import numpy as np
import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt

from catgui.domain.explanation import ExplainedPicture, PictureExplanation
from catgui.domain.picture import ROW_ROLE, Picture
from catgui.models.pictures.contribution_list import ContributionListModel
from engine.analysis.attribution import Explanation


def explanation_of(dataset, contributions, itself=()):
    contributions = np.pad(np.array(contributions, dtype=float), (0, dataset.train.count - len(contributions)))
    own = np.isin(np.arange(dataset.train.count), itself)
    explanation = Explanation(contributions, 0.0, 0.0, 0.0, float(contributions.sum()), 0.5, (0.0, 0.0), own, None)
    return PictureExplanation(ExplainedPicture(dataset.test.pictures[0], "Test picture 0", dataset), explanation)


def shown(model):
    return [model.index(row).data(ROW_ROLE).picture.index for row in range(model.rowCount())]


def texts(model, row):
    return model.index(row).data(Qt.ItemDataRole.AccessibleTextRole)


@pytest.fixture
def models(qapp):
    return ContributionListModel(0), ContributionListModel(1)


def test_each_class_has_its_contributions_strongest_first(models, dataset):
    for model in models:
        assert model.rowCount() == 0
        model.show_explanation(explanation_of(dataset, [0.5, -2, 0, 3, -4]))
    assert [shown(model) for model in models] == [[4, 1], [3, 0]]


def test_a_row_gives_its_picture_its_class_and_its_share(models, dataset):
    _, model = models
    model.show_explanation(explanation_of(dataset, [0.5, 0, 0, 1234.5], itself=[0]))
    first = model.index(0)
    assert first.data(ROW_ROLE).picture == Picture("train", 3)
    np.testing.assert_array_equal(first.data(ROW_ROLE).pixels, dataset.train.pictures[3])
    # Every third picture is a cat.
    assert first.data(ROW_ROLE).label == 1
    assert first.data(ROW_ROLE).lines == ("+1,234.50", "cat")
    assert texts(model, 0) == "Training picture 3: share +1,234.50. Actual: cat."
    assert model.index(1).data(ROW_ROLE).lines == ("+0.50", "itself, cat")
    assert texts(model, 1) == "Training picture 0, this picture itself: share +0.50. Actual: cat."
    assert first.data(Qt.ItemDataRole.EditRole) is None
    assert model.index(2).data(ROW_ROLE) is None


def test_a_name_with_markup_is_shown_as_it_stands(models, dataset):
    marked = type(dataset)(dataset.name, dataset.source, dataset.train, dataset.test, ("<b>dog</b>", "cat"))
    models[0].show_explanation(explanation_of(marked, [0, -1]))
    assert "&lt;b&gt;dog" in models[0].index(0).data(Qt.ItemDataRole.ToolTipRole)


def test_a_newer_explanation_fills_the_same_ranks(models, dataset, qtmodeltester):
    _, model = models
    qtmodeltester.check(model)
    for contributions in ([1, 2, 3], [3, 2, 1], [1], [], [5, 4, 3, 2, 1]):
        model.show_explanation(explanation_of(dataset, contributions))
        assert shown(model) == sorted(
            range(len(contributions)), key=lambda one, contributions=contributions: -contributions[one]
        )
        qtmodeltester.check(model)


def test_a_rank_that_stays_keeps_its_place(models, dataset):
    _, model = models
    model.show_explanation(explanation_of(dataset, [1, 2, 3]))
    kept = [QPersistentModelIndex(model.index(row)) for row in range(3)]
    model.show_explanation(explanation_of(dataset, [3, 2]))
    assert [index.isValid() for index in kept] == [True, True, False]
    assert kept[0].data(ROW_ROLE).picture.index == 0
