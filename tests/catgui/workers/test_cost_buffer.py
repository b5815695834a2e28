"""What crosses from the training thread to the window's."""

import threading

from catgui.workers.cost_buffer import CostBuffer


def test_costs_are_taken_once_and_in_their_order():
    inbox = CostBuffer()
    inbox.add_train_cost(0, 0.7)
    inbox.add_train_cost(1, 0.6)
    inbox.add_test_cost(1, 0.8)
    assert inbox.drain() == ([(0, 0.7), (1, 0.6)], [(1, 0.8)])
    assert inbox.drain() == ([], [])


def test_nothing_is_lost_while_one_thread_puts_and_another_takes():
    inbox, count = CostBuffer(), 20_000
    writer = threading.Thread(target=lambda: [inbox.add_train_cost(k, float(k)) for k in range(count)])
    taken = []
    writer.start()
    while writer.is_alive():
        taken += inbox.drain()[0]
    taken += inbox.drain()[0]
    assert taken == [(k, float(k)) for k in range(count)]
