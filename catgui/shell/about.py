"""The About dialog, with the notice on the rights to the filters."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from catgui.services.versions import versions
from catgui.widgets.basic.text_dialogs import TextDialog
from engine.errors import ModelFileError
from engine.storage.user_dirs import filters_notice_path

_DETECTOR_ORIGIN = (
    "The cat detector and the pretrained filters were trained by Catgui's own engine on CIFAR-10 (60,000 pictures), "
    "22,441 photos of cats and dogs and 18,552 of other things, among them one for each of 890 classes of ImageNet. "
    "None of these pictures is in the program. 5% to 15% of the photos were kept aside, for the test."
)
_RIGHTS = "MIT license. For the filters there is more to know:"
PRIVACY = (
    "Nothing leaves this computer. Only what you ask for is fetched: the course photos, or a picture from an address."
)


def show_about(parent: QWidget) -> None:
    """Open the dialog; it does not block the window."""
    text = "A neural network in NumPy learns to tell cats from other things."
    note = f"{versions()}\n\n{PRIVACY}\n\n{_about_detector()}\n\n{_RIGHTS}"
    rights = filters_notice_path().read_text(encoding="utf-8")
    TextDialog("about_dialog", text, note, rights, parent).open()


def _about_detector() -> str:
    """A text on the origin and the record of the detector, if its file can be read."""
    from engine.vision.detection.detector import builtin_detector  # not loaded before it is used

    try:
        record = builtin_detector().record
    except ModelFileError:
        record = None  # "Your photos" says so
    return " ".join([_DETECTOR_ORIGIN, *([record.sentence()] if record else [])])
