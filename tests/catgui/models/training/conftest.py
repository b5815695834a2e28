"""Fixtures of the tests of a run that is at its end and played back."""

import pytest

from catgui.models.background_task import end_work
from catgui.models.training.playback import RunPlayback


@pytest.fixture
def playback(session):
    playback = RunPlayback(session)
    yield playback
    end_work(playback)


@pytest.fixture
def trained(session, dataset, qtbot, request):
    """The session with a run to its end, with the CONFIG of the module."""
    qtbot.train(session, dataset, request.module.CONFIG)
    return session
