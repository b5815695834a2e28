"""The picture mapper: only what is looked at is found, and the detector only where it has something to say."""

import pytest
from PySide6.QtWidgets import QTabBar, QWidget

from catgui.domain import prediction_texts
from catgui.domain.map_texts import MapKind
from catgui.models.network.picture_mapper import PictureMapper
from catgui.models.photos.detections import PhotoDetections
from catgui.widgets.maps.map_tabs import MapTabs
from engine.training.config import TrainingConfig


@pytest.fixture
def detections(qapp):
    detections = PhotoDetections()
    yield detections
    detections.shutdown()


@pytest.fixture
def mapper(session, detections):
    mapper = PictureMapper(session, detections)
    mapper.texts, mapper.kinds = [], []
    mapper.unavailable.connect(lambda kind, text: mapper.texts.append((kind, text)))
    mapper.found.connect(lambda kind, found: mapper.kinds.append(kind))
    yield mapper
    mapper.shutdown()


@pytest.mark.slow
def test_what_is_looked_at_is_found(mapper, dataset, session, qtbot):
    mapper.follow(MapKind.NETWORK)
    assert mapper.texts == [(MapKind.NETWORK, prediction_texts.NO_NETWORK)]
    mapper.picture.pick(dataset.test.pictures[0], "Test picture 0")
    qtbot.train(session, dataset, TrainingConfig(hidden_layers=(4,), iterations=5))
    qtbot.waitUntil(lambda: MapKind.NETWORK in mapper.kinds)
    assert MapKind.DETECTOR not in mapper.kinds
    mapper.follow(MapKind.DETECTOR)
    qtbot.waitUntil(lambda: MapKind.DETECTOR in mapper.kinds)


def test_the_detector_is_offered_only_for_data_of_cats(mapper, detections, qtbot):
    assert mapper.offers_detector
    with qtbot.waitSignal(mapper.offered_changed) as changed:
        detections.set_classes(("cat", "dog"))
    assert changed.args == [False]
    assert not mapper.offers_detector


def test_the_detector_switched_off_in_view_has_no_tab(mapper, detections, qtbot):
    tabs = MapTabs("Picture", QWidget())
    qtbot.addWidget(tabs)
    tabs.chosen.connect(mapper.follow)
    mapper.show_in(tabs)
    tabs.choose(MapKind.DETECTOR)
    detections.set_enabled(False)
    assert tabs.kind is None
    bar = tabs.findChild(QTabBar, "map_tabs")
    assert [bar.isTabVisible(tab) for tab in range(bar.count())] == [True, True, False]
    detections.set_enabled(True)
    assert bar.isTabVisible(2)
