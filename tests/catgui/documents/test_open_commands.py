"""A network waits for the data that are opened with it."""

import pytest

from engine.errors import ModelFileError
from tests.support.sample_widgets import SHORT
from tests.support.small_data import make_dataset, save_network

pytestmark = pytest.mark.slow


@pytest.fixture
def network(window, qtbot, tmp_path):
    """The file of a network that was trained in the window."""
    qtbot.train(window.session, window.workspace.dataset, SHORT)
    save_network(window.document, tmp_path / "network.npz")
    return tmp_path / "network.npz"


def test_a_network_is_not_opened_after_data_that_could_not_be(window, qtbot, tmp_path, network):
    (tmp_path / "broken.h5").write_text("")
    with qtbot.waitSignal(window.workspace.not_opened):
        window.files.open_commands.open_paths([tmp_path / "broken.h5", network])
    qtbot.waitUntil(lambda: not window.workspace.loading)
    window.workspace.set_dataset(make_dataset())
    assert not window.files.open_commands._reading.busy


def test_the_user_is_reported_why_a_network_cannot_be_shown(window, qtbot, network, monkeypatch, user_errors):
    def refuse(path, *_):
        raise ModelFileError(path, "it needs more memory than is free")

    monkeypatch.setattr(window.document, "open", refuse)
    window.files.open_commands.open_model(network)
    qtbot.waitUntil(lambda: bool(user_errors))
    assert user_errors == [str(ModelFileError(network, "it needs more memory than is free"))]
