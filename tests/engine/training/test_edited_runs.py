"""After an edit, only the products of new pictures are computed, and all are the same bit for bit."""

import numpy as np
import pytest

from engine.data.edited_dataset import EditedDataset
from engine.data.edits import ADDED, AddedPicture, PictureKey
from engine.nn.examples import Examples
from engine.training.config import TrainingConfig
from engine.training.run import TrainingRun
from tests.support.random_networks import random_pictures
from tests.support.small_data import make_dataset

CONFIG = TrainingConfig(hidden_layers=(4,), iterations=5)
DATASET = make_dataset()


def added(seed):
    return [AddedPicture(picture) for picture in random_pictures(2, side=8, seed=seed)]


def key(index, part="train"):
    return PictureKey(part, index)


def left_out_and_more(data):
    return data.leave_out([key(2), key(1, "test")]).relabel([key(3)], 1).add(added(1), 1, "test").move([key(9)], "test")


EDITS = {
    "relabel": (lambda data: data.relabel([key(3), key(1, "test")], 1), 0),
    "leave out": (lambda data: data.leave_out([key(3), key(1, "test")]), 0),
    "move": (lambda data: data.move([key(3)], "test").move([key(1, "test")], "train"), 2),
    "add": (lambda data: data.add(added(1), 1, "train"), 2),
    "take back": (lambda _: EditedDataset.of(DATASET), 3),
    "other pictures by the same names": (
        lambda data: data.leave_out([key(0, ADDED), key(1, ADDED)]).add(added(2), 1, "train"),
        2,
    ),
}


@pytest.fixture
def computed(monkeypatch):
    """The numbers of training pictures, and of others, whose products were computed."""
    calls, compute = [], Examples._compute_inner_products

    def count(self, other, *progress):
        calls.append((self.count, other.count))
        return compute(self, other, *progress)

    monkeypatch.setattr(Examples, "_compute_inner_products", count)
    return calls


def run_on(dataset, other=None):
    run = TrainingRun.create_sharing(other, dataset, CONFIG)
    return run, [step.cost for step in run]


@pytest.mark.parametrize(("edit", "new"), EDITS.values(), ids=EDITS)
def test_a_run_after_an_edit_is_the_same_and_computes_products_of_new_pictures_alone(computed, edit, new):
    before = left_out_and_more(EditedDataset.of(DATASET))
    first, _ = run_on(before.dataset)
    first.snapshot()
    after = edit(before).dataset
    expected, costs = run_on(after)
    probabilities = expected.snapshot().test.probabilities
    computed.clear()
    run, own_costs = run_on(after, first)
    assert own_costs == costs
    np.testing.assert_array_equal(run.snapshot().test.probabilities, probabilities)
    assert all(min(counts) <= new for counts in computed)
    assert bool(computed) == bool(new)


def test_a_relabel_shares_the_products_themselves(computed):
    first, _ = run_on(DATASET)
    first.snapshot()
    computed.clear()
    after = EditedDataset.of(DATASET).relabel([key(3)], 1).dataset
    run, _ = run_on(after, first)
    assert computed == []
    assert run._train.inner_products(run._test) is first._train.inner_products(first._test)


def test_the_pictures_before_are_not_kept(computed):
    first, _ = run_on(DATASET)
    run, _ = run_on(EditedDataset.of(DATASET).leave_out([key(3)]).dataset, first)
    assert run._examples._earlier is None


def test_a_run_that_was_replaced_before_it_made_its_features_hands_on_those_before(computed):
    first, _ = run_on(DATASET)
    first.snapshot()
    edited = EditedDataset.of(DATASET)
    replaced = TrainingRun.create_sharing(first, edited.relabel([key(3)], 1).dataset, CONFIG)
    computed.clear()
    run, _ = run_on(edited.relabel([key(3), key(4)], 1).dataset, replaced)
    run.snapshot()
    assert not computed
