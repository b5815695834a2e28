"""The About dialog."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from catgui.services.versions import versions
from catgui.widgets.basic.text_dialogs import MessageBox
from engine.errors import ModelFileError

_DETECTOR_ORIGIN = (
    "The cat detector and the pretrained filters were trained by Catgui's own engine, from scratch, on CIFAR-10 "
    "(60,000 pictures of 32x32; no license is stated), on 22,441 photos of cats and dogs and on 18,552 photos of other "
    "things, among them one for each of 890 classes of ImageNet, all from public repositories for research and "
    "teaching. None of these pictures is in the program, and 5% to 15% of each collection of photos were kept aside: "
    "nothing was learned from them or chosen by them."
)
PRIVACY = (
    "Nothing leaves this computer: photos and data stay here. Only what you ask for is fetched: the course photos, and "
    "a picture from an address after you have agreed."
)


def show_about(parent: QWidget) -> None:
    """Open the dialog; it does not block the window."""
    text = "Watch a neural network written from scratch in NumPy learn to tell cats from other things."
    note = f"{versions()}\n\n{PRIVACY}\n\n{_about_detector()}\n\nMIT license."
    box = MessageBox("about_box", "About Catgui", text, note, parent=parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()


def _about_detector() -> str:
    """Where the detector comes from, and how often it was right, if its file can be read."""
    from engine.vision.detection.detector import builtin_detector  # not loaded before it is used

    try:
        record = builtin_detector().record
    except ModelFileError:
        record = None  # "Your photos" says so
    return " ".join([_DETECTOR_ORIGIN, *([record.sentence()] if record else [])])
