"""How far training may run ahead."""

import threading

from catgui.workers.lead import MOST, Lead


def test_there_is_room_for_so_many_steps_and_again_for_those_given_back(qapp):
    lead, never = Lead(), threading.Event()
    for _ in range(MOST):
        lead.take(never)
    lead.give_back(3)
    for _ in range(3):
        lead.take(never)


def test_without_room_a_stop_ends_the_wait(qapp):
    lead, stop = Lead(), threading.Event()
    for _ in range(MOST):
        lead.take(stop)
    stop.set()
    lead.take(stop)
