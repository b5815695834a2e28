"""A window that has something in every panel."""

from catgui.inputs.sources import BytesSource
from engine.training.config import TrainingConfig
from tests.support.photo_files import picture_bytes

SHORT = TrainingConfig(hidden_layers=(4,), iterations=20)


def fill_panels(window, qtbot, photos=3):
    """Train the network of `window` a little, so that it gets some pictures wrong, and give it photos."""
    with qtbot.waitSignal(window.session.completed):
        window.session.start(window.workspace.dataset, SHORT)
    window.photos.add([BytesSource(f"photo {number}.png", picture_bytes()) for number in range(photos)])
    qtbot.waitUntil(lambda: window.photos.rowCount() == photos and not window.photos.busy)
