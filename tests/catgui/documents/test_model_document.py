"""The network as a document: saved, modified, opened."""

import numpy as np
import pytest

from catgui.documents.model_document import ModelDocument
from catgui.models.training.session import RunState
from engine.errors import ModelFileError
from engine.saved_model.file import load_model
from engine.training.config import TrainingConfig
from tests.support.small_data import make_dataset, save_network

QUICK = TrainingConfig(hidden_layers=(4,), iterations=30)


@pytest.fixture
def document(session):
    return ModelDocument(session)


def test_a_network_is_in_its_file_from_when_it_is_saved(document, session, dataset, qtbot, tmp_path):
    qtbot.train(session, dataset, QUICK)
    assert (document.path, document.is_in_file, document.modified) == (None, False, False)
    save_network(document, tmp_path / "cats.npz")
    assert (document.path, document.is_in_file, document.modified) == (tmp_path / "cats.npz", True, False)
    qtbot.train(session, dataset, QUICK)
    assert (document.path, document.is_in_file, document.modified) == (None, False, False)


def test_each_network_has_a_key_of_its_own(document, session, dataset, qtbot):
    assert document.network_key is None
    qtbot.train(session, dataset, QUICK)
    first, end = document.network_key, session.now.snapshot
    session.show(session.now.run.snapshot_at(10))
    earlier = document.network_key
    session.show(end)
    assert earlier != document.network_key == first
    session.set_threshold(0.3)
    assert document.network_key != first
    qtbot.train(session, dataset, QUICK)
    assert document.network_key != first


def test_another_iteration_of_a_saved_run_is_not_that_of_the_file(document, session, dataset, qtbot, tmp_path):
    qtbot.train(session, dataset, QUICK)
    save_network(document, tmp_path / "cats.npz")
    end = session.now.snapshot
    with qtbot.waitSignal(document.changed):
        session.show(session.now.run.snapshot_at(10))
    assert document.modified
    with qtbot.waitSignal(document.changed):
        session.show(end)
    assert not document.modified


def test_an_opened_network_predicts_the_same_as_when_it_was_saved(document, session, dataset, qtbot, tmp_path):
    qtbot.train(session, dataset, QUICK)
    before, costs = session.now.snapshot, session.now.costs.train
    save_network(document, tmp_path / "cats.npz")
    session.reset()
    document.open(tmp_path / "cats.npz", load_model(tmp_path / "cats.npz"), dataset)
    qtbot.waitUntil(lambda: session.now.state is not RunState.EVALUATING)
    assert np.allclose(session.now.snapshot.test.probabilities, before.test.probabilities, atol=1e-12)
    assert np.array_equal(session.now.costs.train, costs)
    assert session.now.state is RunState.IDLE
    assert session.now.run.config == QUICK
    assert not document.modified


@pytest.mark.parametrize("other", [make_dataset(side=16), make_dataset(classes=("dog", "wolf")), None])
def test_a_network_for_other_data_is_shown_without_them(document, session, dataset, qtbot, tmp_path, other):
    qtbot.train(session, dataset, QUICK)
    save_network(document, tmp_path / "cats.npz")
    model = load_model(tmp_path / "cats.npz")
    document.open(tmp_path / "cats.npz", model, other)
    assert session.now.snapshot is None
    assert session.now.run.dataset is None
    assert session.now.network.parameters["W1"] is model.parameters["W1"]
    assert (session.now.run.classes, session.now.run.picture_shape) == (dataset.classes, dataset.picture_shape)
    assert (document.path, document.modified, document.can_save) == (tmp_path / "cats.npz", False, True)
    session.set_dataset(dataset)
    qtbot.waitUntil(lambda: session.now.state is not RunState.EVALUATING)
    assert session.now.snapshot.test.classes == dataset.classes
    assert (document.path, document.modified) == (tmp_path / "cats.npz", False)


def test_a_network_larger_than_the_memory_is_refused_and_the_old_one_kept(
    document, session, dataset, qtbot, tmp_path, monkeypatch
):
    qtbot.train(session, dataset, QUICK)
    save_network(document, tmp_path / "cats.npz")
    snapshot, model = session.now.snapshot, load_model(tmp_path / "cats.npz")
    monkeypatch.setattr("engine.saved_model.model.available_memory", lambda: 1000)
    with pytest.raises(ModelFileError, match=r"it needs .* kB of memory, and 1\.0 kB is free"):
        document.open(tmp_path / "cats.npz", model, dataset)
    assert session.now.snapshot is snapshot
