"""A font with lines as high as those of Segoe UI, the font of Windows, made of that of the tests.

Segoe UI has 2048 units, of which its lines take 2210 above and 514 below: 1.33 em, where those of the tests' DejaVu
Sans take 1.16. A character of English text takes 0.44 em on average, and in DejaVu Sans 0.49. So this font is as high
as Segoe UI, and wider. The names and figures are at the places that OpenType gives them in its tables.
"""

from __future__ import annotations

import struct

from PySide6.QtGui import QFontDatabase

from tests.support.surroundings import FONTS

FAMILY = "Taller Sans"
_MADE_OF = "DejaVu Sans"  # as long as the other name, since it is replaced in place
_ASCENT, _DESCENT = 2210, 514
_TABLES_AT, _ROW = 12, struct.Struct(">4sIII")


def add_taller_font() -> str:
    """The family of the font, which Qt now has, plain and bold."""
    for name in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"):
        assert QFontDatabase.addApplicationFontFromData(_taller((FONTS / name).read_bytes())) >= 0
    return FAMILY


def _taller(font: bytes) -> bytes:
    taller = bytearray(font)
    (tables,) = struct.unpack_from(">H", font, 4)
    for row in range(tables):
        tag, _checksum, begin, length = _ROW.unpack_from(font, _TABLES_AT + row * _ROW.size)
        if tag == b"hhea":
            struct.pack_into(">hhh", taller, begin + 4, _ASCENT, -_DESCENT, 0)
        elif tag == b"OS/2":
            struct.pack_into(">hhhHH", taller, begin + 68, _ASCENT, -_DESCENT, 0, _ASCENT, _DESCENT)
        elif tag == b"name":
            names = font[begin : begin + length]
            for encoding in ("utf-16-be", "latin-1"):
                names = names.replace(_MADE_OF.encode(encoding), FAMILY.encode(encoding))
            taller[begin : begin + length] = names
    return bytes(taller)
