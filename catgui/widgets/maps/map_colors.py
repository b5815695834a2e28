"""The colors of a map: those of the classes, the more opaque the larger the value, and none at zero."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QColor, QImage

from catgui.style.colors import ColorScheme
from engine.typing import FloatArray

# Through the largest value of a map at full strength, the picture is still visible.
_MOST_OPAQUE = 0.9


def color_map(values: FloatArray, largest: float, strength: float, colors: ColorScheme) -> QImage:
    """An image with a pixel for each of `values` (rows, columns), opaque by its share of `largest` and by `strength`.

    Values above 0 have the color of class 1, those below 0 that of class 0.
    """
    rows, columns = values.shape
    rgba = np.zeros((rows, columns, 4), np.uint8)
    for label, is_there in ((0, values < 0), (1, values > 0)):
        color = QColor(colors.classes[label])
        rgba[is_there, :3] = color.red(), color.green(), color.blue()
    opacity = np.abs(values) / largest if largest > 0 else np.zeros(values.shape)
    rgba[..., 3] = np.rint(255 * _MOST_OPAQUE * strength * opacity)
    # QImage does not keep the buffer alive: copy() makes it own its pixels.
    return QImage(rgba.data, columns, rows, 4 * columns, QImage.Format.Format_RGBA8888).copy()
