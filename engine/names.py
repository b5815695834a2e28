"""File names as text that can be shown."""

from __future__ import annotations

import os
import re

# Control characters, line and paragraph separators, marks that reverse the reading direction (they can make
# "gpj.exe" read "exe.jpg"), and lone surrogates, which is how Python spells bytes that are not UTF-8.
_UNSHOWABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")

_NOT_IN_NAMES = re.compile(r"[^\w-]+")
# With four bytes a letter and a few letters around it, it is still a name that file systems take.
_LONGEST_NAME = 60


def displayable(path: str | os.PathLike[str]) -> str:
    """The path or name with each character that cannot be shown replaced by U+FFFD.

    The result is one line and encodes to UTF-8. Markup is left as it is: show it as plain text, never as rich text.
    """
    return _UNSHOWABLE.sub("\N{REPLACEMENT CHARACTER}", os.fspath(path))


def as_file_name(text: str) -> str:
    """`text` as a part of a file's name: letters, digits, dashes and underscores."""
    return _NOT_IN_NAMES.sub("_", text)[:_LONGEST_NAME]
