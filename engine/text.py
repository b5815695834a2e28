"""File names as text that can be shown."""

from __future__ import annotations

import os
import re

# Control characters, line and paragraph separators, and lone surrogates, which is how Python spells bytes that are not
# UTF-8.
_NOT_IN_A_LINE = "\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff"
# Format characters that are not seen. Some turn the reading direction, so that "gpj.exe" reads "exe.jpg"; the others
# make two names look the same. Of the flags only those of England, Scotland and Wales need some of them (the tags).
_UNSEEN = (
    "\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f"
)
# The joiners, U+200C and U+200D, are not seen either. Persian, the scripts of India and composed emoji are not readable
# without them, so beside such a letter they stay; among letters of Latin, Greek, Cyrillic, Armenian or Hebrew (all
# before U+0600), and among spaces, marks and punctuation, they only disguise.
_NEEDS_NO_JOINER = "\x00-\u05ff\u2000-\u206f"
_UNSHOWABLE = re.compile(
    f"[{_NOT_IN_A_LINE}{_UNSEEN}]|(?<![^{_NEEDS_NO_JOINER}])[\u200c\u200d](?![^{_NEEDS_NO_JOINER}])"
)

_NOT_IN_NAMES = re.compile(r"[^\w-]+")
# With four bytes a letter and a few letters around it, it is still a name that file systems take.
_LONGEST_NAME = 60


def printable(path: str | os.PathLike[str]) -> str:
    """The path or name with each character that cannot be shown replaced by U+FFFD.

    The result is one line and encodes to UTF-8. Markup is left as it is: show it as plain text, never as rich text.
    """
    return _UNSHOWABLE.sub("\N{REPLACEMENT CHARACTER}", os.fspath(path))


def as_file_name(text: str) -> str:
    """`text` as a part of a file's name: letters, digits, dashes and underscores."""
    return _NOT_IN_NAMES.sub("_", text)[:_LONGEST_NAME]
