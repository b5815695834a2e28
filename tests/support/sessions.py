"""What tests do with training sessions."""

from contextlib import contextmanager

from catgui.models.training.session import RunState


def step(session, dataset, config):
    """Take one step of the run of `session` if it can be resumed, else of a new one; pause."""
    if session.now.can_resume:
        session.resume(limit=1)
    else:
        session.start(dataset, config, limit=1)


def on_run(session, call):
    """Have `call()` called at each other run of the session."""
    session.changed.connect(lambda before, now: now.is_other_run(before) and call())


def on_network(session, call):
    """Have `call` called with each Snapshot that panels are to show, and with None."""
    session.changed.connect(lambda before, now: now.has_other_network(before) and call(now.snapshot))


def on_end(session, call):
    """Have `call()` called when a run of the session is complete."""
    session.changed.connect(lambda before, now: now.has_completed(before) and call())


@contextmanager
def wait_for_state(qtbot, session, state=RunState.IDLE):
    """Wait at the end of the block until the session has come to `state` in it."""
    with qtbot.waitSignal(session.changed, check_params_cb=lambda _, now: now.state is state):
        yield
