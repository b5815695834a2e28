"""The record of the detector, read in the background when it is asked for."""

import pytest

from catgui.models.network.detector_record import DetectorRecordReader
from engine.errors import ModelFileError
from engine.vision.detection import detector


@pytest.fixture
def reader():
    reader = DetectorRecordReader()
    yield reader
    reader.shutdown()


def test_the_record_is_that_of_the_program_and_read_once(reader, qtbot):
    assert reader.record is None
    with qtbot.waitSignal(reader.changed):
        reader.read()
    assert reader.record == detector.builtin_detector().record
    reader.read()
    assert not reader._task.busy


def test_there_is_none_where_the_file_cannot_be_read(reader, qtbot, monkeypatch):
    def missing():
        raise ModelFileError("cat.npz", "there is no such file")

    monkeypatch.setattr(detector, "builtin_detector", missing)
    with qtbot.waitSignal(reader._task.failed):
        reader.read()
    assert reader.record is None
