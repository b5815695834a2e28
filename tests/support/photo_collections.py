"""What the tests of the photo collection and its verdicts do with one."""

from catgui.domain.photo_entry import PhotoState
from catgui.inputs.sources import BytesSource
from engine.training.config import TrainingConfig
from tests.support.picture_files import picture_bytes

CONFIG = TrainingConfig(hidden_layers=(4,), iterations=30)


def pictures(*names):
    return [BytesSource(name, picture_bytes(size=(30 + 10 * place, 40))) for place, name in enumerate(names)]


def add(qtbot, collection, sources, count=None):
    """Add photos and wait until they are read."""
    expected = len(collection) + (len(sources) if count is None else count)
    collection.add(sources)
    qtbot.waitUntil(lambda: len(collection) == expected and not collection.busy)


def train(qtbot, session, dataset, config=CONFIG):
    qtbot.train(session, dataset, config)


def all_classified(collection):
    return all(entry.verdict is not None for entry in collection if entry.state is PhotoState.READ)


def probabilities(collection):
    return [None if entry.verdict is None else entry.verdict.probability for entry in collection]
