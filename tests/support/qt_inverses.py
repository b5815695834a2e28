"""The inverses of what the program gives to Qt: the pixels of an image, and the text of a tooltip."""

import html

import numpy as np
from PySide6.QtGui import QImage


def from_qimage(image):
    """The pixels of an image of any format, (height, width, 3), RGB; a copy."""
    rgb = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(rgb.constBits(), dtype=np.uint8, count=rgb.sizeInBytes())
    return (
        rows.reshape(rgb.height(), rgb.bytesPerLine())[:, : 3 * rgb.width()]
        .reshape(rgb.height(), rgb.width(), 3)
        .copy()
    )


def unescape_tooltip(tip):
    """The text of which `escape_tooltip` made `tip`; any other tip is returned unchanged."""
    if not (tip.startswith("<qt>") and tip.endswith("</qt>")):
        return tip
    return html.unescape(tip[len("<qt>") : -len("</qt>")].replace("<br>", "\n").replace("&#8203;", ""))
