"""The costs of a run as they grow, and as a file."""

import csv
import io

import pytest

from catgui.models.training.cost_history import CostHistory


@pytest.fixture
def costs():
    costs = CostHistory()
    costs.append_test(0, 0.9)
    for iteration, cost in enumerate([0.7, 0.6, 0.5]):
        costs.append_train(iteration, cost)
    costs.append_test(3, 0.8)
    return costs


def test_gives_both_curves(costs):
    assert list(costs.train) == [0.7, 0.6, 0.5]
    assert [list(axis) for axis in costs.test] == [[0, 3], [0.9, 0.8]]
    assert (len(costs), costs.train_at(-1)) == (3, 0.5)


def test_a_cost_out_of_order_is_refused(costs):
    with pytest.raises(ValueError, match="iteration 3 comes next, not that of 7"):
        costs.append_train(7, 0.4)


def test_clear_forgets_all(costs):
    costs.clear()
    assert len(costs) == 0
    assert len(costs.test[0]) == 0


def test_the_table_has_every_cost(costs):
    assert list(csv.reader(io.StringIO(costs.csv(), newline=""))) == [
        ["iteration", "train_cost", "test_cost"],
        ["0", "0.7", "0.9"],
        ["1", "0.6", ""],
        ["2", "0.5", ""],
        ["3", "", "0.8"],
    ]
