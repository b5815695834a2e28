"""What tests do with training sessions."""

from contextlib import contextmanager

from catgui.models.training.session import RunState


def step(session, dataset, config):
    """Take one step of the run of `session` if it can be resumed, else of a new one; pause."""
    if session.can_resume:
        session.resume(limit=1)
    else:
        session.start(dataset, config, limit=1)


@contextmanager
def wait_for_state(qtbot, session, state=RunState.IDLE):
    """Wait at the end of the block until the session has come to `state` in it."""
    with qtbot.waitSignal(session.changed, check_params_cb=lambda: session.state is state):
        yield
