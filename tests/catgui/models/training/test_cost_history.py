"""The costs of a run: growing arrays, read as views."""

import threading

import numpy as np
import pytest

from catgui.models.training.cost_history import CostHistory


@pytest.fixture
def costs():
    costs = CostHistory()
    costs.set_test(0, 0.9)
    for iteration, cost in enumerate([0.7, 0.6, 0.5]):
        costs.append_train(iteration, cost)
    costs.set_test(3, 0.8)
    return costs


def test_views_are_read_only_and_stay_as_they_are_while_the_history_grows(costs):
    before = costs.train
    assert [list(axis) for axis in costs.test] == [[0, 3], [0.9, 0.8]]
    assert np.shares_memory(before, costs.train)
    for array in (before, *costs.test):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1.0
    for iteration in range(3, 5000):
        costs.append_train(iteration, float(iteration))
    assert list(before) == list(costs.train[:3]) == [0.7, 0.6, 0.5]
    assert list(costs.train[3:]) == list(range(3, 5000))
    with pytest.raises(ValueError, match="expected the cost of iteration 5000, not 7"):
        costs.append_train(7, 0.4)


def test_trimmed_arrays_have_no_room_and_grow_again(costs):
    before = costs.train
    costs.trim()

    assert costs.train.base.size == 3
    costs.append_train(3, 0.4)
    costs.set_test(4, 0.7)
    assert list(costs.train) == [0.7, 0.6, 0.5, 0.4]
    assert [list(axis) for axis in costs.test] == [[0, 3, 4], [0.9, 0.8, 0.7]]
    assert list(before) == [0.7, 0.6, 0.5]


def test_the_first_iterations_end_with_the_test_cost_after_them():
    whole = CostHistory([0.7, 0.6, 0.5], range(4), [0.9, 0.8, 0.75, 0.72])
    for iterations in range(4):
        first = whole.first(iterations)
        assert list(first.train) == [0.7, 0.6, 0.5][:iterations]
        assert list(first.test[0]) == list(range(iterations + 1))
        assert first.is_complete
        first.append_train(iterations, 9.0)
    assert list(whole.train) == [0.7, 0.6, 0.5]


def test_test_costs_come_in_any_order_until_none_is_missing(costs):
    assert costs.missing_test.tolist() == [1, 2]
    for iterations, cost in [(2, 0.6), (1, float("nan"))]:
        assert not costs.is_complete
        costs.set_test(iterations, cost)
    assert costs.is_complete
    assert costs.missing_test.tolist() == []
    iterations, test = costs.test
    assert iterations.tolist() == [0, 1, 2, 3]
    np.testing.assert_array_equal(test, [0.9, np.nan, 0.6, 0.8])


def test_test_costs_are_missing_also_where_there_is_no_room_yet():
    costs = CostHistory(np.ones(5000), [0], [0.7])
    assert costs.missing_test.tolist() == list(range(1, 5001))
    assert CostHistory().missing_test.tolist() == [0]


def test_a_history_that_is_completed_behind_the_run_and_goes_on_loses_nothing():
    count = 20_000
    costs = CostHistory(np.ones(count), [], [])

    def complete():
        for k in range(count):
            costs.set_test(k, float(k))

    writer = threading.Thread(target=complete)
    writer.start()
    for k in range(count, 2 * count):
        costs.append_train(k, 1.0)
        costs.set_test(k, float(k))
    writer.join()
    assert costs.test[1].tolist() == list(range(2 * count))
    assert costs.missing_test.tolist() == [2 * count]


def test_one_thread_appends_while_another_reads():
    costs, count = CostHistory(), 20_000

    def write():
        for k in range(count):
            costs.append_train(k, float(k))
            costs.set_test(k, float(k))

    writer = threading.Thread(target=write)
    writer.start()
    while writer.is_alive():
        iterations, test = costs.test
        assert len(iterations) == len(test)
        train = costs.train
        assert np.array_equal(train, np.arange(len(train)))
    writer.join()
    assert len(costs) == count


def test_test_costs_that_came_in_another_order_are_by_iteration():
    history = CostHistory([0.7] * 8, [0, 4], [0.6, 0.5])
    for iterations in (8, 1, 2):
        history.set_test(iterations, iterations / 10)
    history.trim()
    np.testing.assert_array_equal(history.test, [[0, 1, 2, 4, 8], [0.6, 0.1, 0.2, 0.5, 0.8]])
    assert history.test_count == 5
    with pytest.raises(ValueError, match="read-only"):
        history.test[1][0] = 0.0
