"""What crosses from the training thread to the window's."""

import threading

from catgui.workers.cost_buffer import Inbox


def test_costs_are_taken_once_and_in_their_order():
    inbox = Inbox()
    inbox.put_train(0, 0.7)
    inbox.put_train(1, 0.6)
    inbox.put_test(1, 0.8)
    assert inbox.take() == ([(0, 0.7), (1, 0.6)], [(1, 0.8)])
    assert inbox.take() == ([], [])


def test_nothing_is_lost_while_one_thread_puts_and_another_takes():
    inbox, count = Inbox(), 20_000
    writer = threading.Thread(target=lambda: [inbox.put_train(k, float(k)) for k in range(count)])
    taken = []
    writer.start()
    while writer.is_alive():
        taken += inbox.take()[0]
    taken += inbox.take()[0]
    assert taken == [(k, float(k)) for k in range(count)]
