"""Files written in the background, one at a time, and actions deferred until then."""

import threading
from pathlib import Path

import pytest

from catgui.documents.save_commands import SaveQueue
from engine.errors import ExportError
from tests.support.patience import patience


class Gate:
    """A writer that waits for the test, and reports progress before and after."""

    def __init__(self, then=None):
        self.opened, self.began, self.thread, self._then = threading.Event(), threading.Event(), None, then

    def __call__(self, work):
        self.thread = threading.current_thread()
        work.report(1, 4)
        self.began.set()
        assert self.opened.wait(60)
        work.report(4, 4)
        if self._then is not None:
            self._then()


def refuse():
    raise ExportError("run.py", "the disk is full")


@pytest.fixture
def gate():
    return Gate()


@pytest.fixture
def saving(qtbot, gate):
    saving = SaveQueue()
    yield saving
    gate.opened.set()
    done(saving, qtbot)


def done(saving, qtbot):
    qtbot.waitUntil(lambda: saving.name is None)


def test_a_file_is_written_in_another_thread_and_named_meanwhile(saving, qtbot, gate):
    assert saving.name is None
    saving.save(Path("some") / "run\n.py", gate, list)
    assert saving.name == "run\ufffd.py"
    with qtbot.waitSignal(saving.progressed) as progress:
        pass
    assert progress.args == [1, 4]
    gate.opened.set()
    done(saving, qtbot)
    assert gate.thread is not threading.main_thread()


def test_files_are_written_in_order(saving, qtbot):
    gates, names = [Gate(), Gate()], []
    saving.changed.connect(lambda: names.append(saving.name))
    for number, gate in enumerate(gates):
        saving.save(Path(f"{number}.h5"), gate, list)
    assert gates[0].began.wait(patience())
    assert not gates[1].began.is_set()
    gates[0].opened.set()
    qtbot.waitUntil(gates[1].began.is_set)
    gates[1].opened.set()
    done(saving, qtbot)
    assert names == ["0.h5", "1.h5", None]


def test_a_write_error_is_emitted_with_the_callback_that_asks_again(saving, qtbot):
    gate, again = Gate(refuse), object()
    saving.save(Path("run.py"), gate, again)
    gate.opened.set()
    with qtbot.waitSignal(saving.failed) as failed:
        pass
    assert failed.args == ["run.py: the disk is full", again]


def test_a_cancelled_write_emits_no_error_and_the_next_file_is_written(saving, qtbot):
    written, errors = [], []
    gates = [Gate(lambda: written.append("first")), Gate(lambda: written.append("second"))]
    saving.failed.connect(lambda *args: errors.append(args))
    for number, gate in enumerate(gates):
        saving.save(Path(f"{number}.py"), gate, list)
    assert gates[0].began.wait(patience())
    saving.cancel()
    for gate in gates:
        gate.opened.set()
    done(saving, qtbot)
    assert (written, errors) == (["second"], [])


@pytest.mark.parametrize("is_cancelled", [False, True])
def test_a_deferred_action_is_called_when_all_is_written_or_cancelled(saving, qtbot, gate, is_cancelled):
    wanted = []
    saving.save(Path("run.py"), gate, list)
    assert not saving.proceed_or_defer(lambda: wanted.append(saving.name))
    assert not saving.proceed_or_defer(lambda: wanted.append(saving.name))
    assert saving.has_deferred_action
    assert wanted == []
    if is_cancelled:
        saving.cancel()
    gate.opened.set()
    qtbot.waitUntil(lambda: wanted == [None])
    assert not saving.has_deferred_action


def test_a_deferred_action_is_dropped_after_a_write_error(saving, qtbot):
    gate = Gate(refuse)
    saving.save(Path("run.py"), gate, list)
    assert not saving.proceed_or_defer(lambda: pytest.fail("it was done"))
    with qtbot.waitSignal(saving.failed):
        gate.opened.set()
    done(saving, qtbot)
    assert not saving.has_deferred_action


def test_on_finished_is_called_with_whether_the_file_was_written(saving, qtbot, gate):
    results = []
    gates = {"written": Gate(), "refused": Gate(refuse), "given up": gate}
    for name, one in gates.items():
        saving.save(Path(f"{name}.py"), one, list, lambda written, name=name: results.append((name, written)))
    gates["written"].opened.set()
    gates["refused"].opened.set()
    qtbot.waitUntil(gate.began.is_set)
    saving.cancel()
    gate.opened.set()
    done(saving, qtbot)
    assert results == [("written", True), ("refused", False), ("given up", False)]
