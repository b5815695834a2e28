"""The About dialog."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from catgui.help.detector_texts import DETECTOR_ORIGIN
from catgui.services.versions import versions
from catgui.widgets.basic.text_dialogs import MessageBox
from engine.errors import ModelFileError

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
    return " ".join([DETECTOR_ORIGIN, *([record.sentence()] if record else [])])
