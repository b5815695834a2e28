"""The picture mapper: only what is looked at is found, and the detector only where it has something to say."""

import pytest

from catgui.domain.maps import map_texts
from catgui.domain.maps.place_map import MapKind
from catgui.models.network.picture_mapper import PictureMapper
from catgui.models.workspace import Workspace
from engine.training.config import TrainingConfig
from tests.support.small_data import make_dataset


@pytest.fixture
def mapper(session):
    workspace = Workspace()
    mapper = PictureMapper(workspace, session)
    mapper.texts, mapper.kinds = [], []
    mapper.unavailable.connect(lambda kind, text: mapper.texts.append((kind, text)))
    mapper.found.connect(lambda kind, found: mapper.kinds.append(kind))
    yield mapper
    mapper.shutdown()
    workspace.shutdown()


def test_what_is_looked_at_is_found(mapper, dataset, session, qtbot):
    mapper.follow(MapKind.NETWORK)
    assert mapper.texts == [(MapKind.NETWORK, map_texts.NO_NETWORK)]
    mapper.picture.pick(dataset.test.pictures[0], "test picture 0")
    with qtbot.waitSignal(session.completed):
        session.start(dataset, TrainingConfig(hidden_layers=(4,), iterations=5))
    qtbot.waitUntil(lambda: MapKind.NETWORK in mapper.kinds)
    assert MapKind.DETECTOR not in mapper.kinds
    mapper.follow(MapKind.DETECTOR)
    qtbot.waitUntil(lambda: MapKind.DETECTOR in mapper.kinds)


def test_nothing_is_found_when_nothing_is_looked_at(mapper, dataset):
    mapper.follow(MapKind.DETECTOR)
    mapper.follow(None)
    mapper.picture.pick(dataset.test.pictures[0], "test picture 0")
    assert [kind for kind, _ in mapper.texts] == [MapKind.DETECTOR]


def test_the_detector_is_offered_only_for_data_of_cats(mapper, dataset, session, qtbot):
    assert mapper.offers_detector
    with qtbot.waitSignal(mapper.offered_changed) as changed:
        session.start(make_dataset(classes=("cat", "dog")), TrainingConfig(hidden_layers=(4,), iterations=5))
    assert changed.args == [False]
    assert not mapper.offers_detector
