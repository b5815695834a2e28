"""What tests do with training sessions."""


def step(session, dataset, config):
    """Take one step of the run of `session` if it can be resumed, else of a new one; pause."""
    if session.can_resume:
        session.resume(limit=1)
    else:
        session.start(dataset, config, limit=1)
