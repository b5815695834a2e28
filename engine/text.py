"""Printable text, text as part of a file name, numbers as text, and sentences about values."""

from __future__ import annotations

import math
import os
import re
import shlex
import string
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

# Control characters, line and paragraph separators, and lone surrogates, as which Python decodes bytes that are not
# UTF-8.
_NOT_IN_A_LINE = "\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff"
# Invisible format characters. Some turn the reading direction, so that "gpj.exe" reads "exe.jpg"; others make two names
# look the same. Only the flags of England, Scotland and Wales need some of them (the tags).
_INVISIBLE = (
    "\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f"
)
# The joiners, U+200C and U+200D, are invisible too. Persian, the scripts of India and composed emoji need them, so they
# stay beside such a letter; among letters of Latin, Greek, Cyrillic, Armenian or Hebrew (all before U+0600), and among
# spaces, marks and punctuation, they only make names look alike.
_NEEDS_NO_JOINER = "\x00-\u05ff\u2000-\u206f"
_UNPRINTABLE = re.compile(
    f"[{_NOT_IN_A_LINE}{_INVISIBLE}]|(?<![^{_NEEDS_NO_JOINER}])[\u200c\u200d](?![^{_NEEDS_NO_JOINER}])"
)

NOT_A_NUMBER = "NaN"

# Decimals from this one on are written without an exponent.
LOWEST_PLAIN = 1e-6

# Costs below show too little of themselves in four decimals, and from the second one on they need none.
_LEAST_WITH_DECIMALS, _LEAST_WITHOUT_DECIMALS = 0.001, 1e5

_NOT_IN_NAMES = re.compile(r"[^\w-]+")
# Even at four bytes a letter, with a few letters around it, file systems accept the name.
_MAX_NAME_LENGTH = 60


def printable(path: str | os.PathLike[str]) -> str:
    """The path or name with unprintable characters replaced by U+FFFD.

    The result is one line and encodes to UTF-8. It may contain markup: show it as plain text, never as rich text.
    """
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", os.fspath(path))


def as_arguments(texts: Iterable[str]) -> str:
    """`texts` as arguments of a command, quoted for a terminal of this system."""
    if os.name != "nt":
        return shlex.join(texts)
    import subprocess  # slow to import, and not needed elsewhere

    return subprocess.list2cmdline(texts)


def as_file_name(text: str) -> str:
    """`text` as part of a file name: letters, digits, dashes and underscores."""
    return _NOT_IN_NAMES.sub("_", text)[:_MAX_NAME_LENGTH]


def counted(count: int, one: str, many: str) -> str:
    """`count` with the word that fits it: counted(1, "picture", "pictures") is "1 picture", of 2,000 "2,000 pictures".

    Both words come from the caller: no rule of one language makes a plural of a singular.
    """
    return f"{count:,} {one if count == 1 else many}"


def listed(names: Sequence[str], most: int) -> str:
    """The first `most` names, and how many more there are: "a.png, b.png and 4 more"."""
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most:,} more"


def format_ratio(ratio: float | None) -> str:
    """A ratio as "95.0%", or a dash if it is not defined."""
    return "–" if ratio is None else f"{ratio:.1%}"


def format_cost(cost: float) -> str:
    """A cost with four decimals, "0.0665"; a tiny one with two digits, "0.00012", and a huge one with six."""
    if 0 < cost < _LEAST_WITH_DECIMALS:
        return format_decimal(float(f"{cost:.2g}"))
    return f"{cost:.6g}" if _LEAST_WITHOUT_DECIMALS <= cost < math.inf else f"{cost:.4f}"


def format_interval(interval: tuple[float, float], decimals: int = 1) -> str:
    """The ends of an interval of ratios: "67.0–88.8%"."""
    return "–".join(f"{100 * end:.{decimals}f}" for end in interval) + "%"


def format_decimal(value: float) -> str:
    """A decimal in up to six digits, a small one without an exponent: "0.00005" instead of "5e-05"."""
    text = f"{value:g}"
    # Six digits of LOWEST_PLAIN end at the 11th decimal.
    return f"{float(text):.11f}".rstrip("0") if abs(value) >= LOWEST_PLAIN and "e-" in text else text


def format_probability(probability: float) -> str:
    """A probability as a whole percentage: "95%"; ">99%" and "<1%" at the ends.

    It is never "100%" or "0%": a sigmoid reaches neither, and 1 - 1e-17 is 1 as a float only. NaN, the output of a
    diverged network, is NOT_A_NUMBER.
    """
    if math.isnan(probability):
        return NOT_A_NUMBER
    percent = math.floor(100.0 * probability + 0.5)
    if percent > 99:
        return ">99%"
    return f"{percent}%" if percent else "<1%"


def format_confidence(confidence: float) -> str:
    """The probability of the predicted class: "94%"; "20%, by the threshold" where the other class is more likely."""
    text = format_probability(confidence)
    return f"{text}, by the threshold" if confidence < 0.5 else text


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence about values, in English; the web page says it in other languages.

    Attributes: `text`, with its values as `{name}`, a number that is text as `{name:number}`, and a count with the word
    that fits it as `{name:one|many}`; `values`, of which a str is written as it is, but for such numbers.
    """

    text: str
    values: Mapping[str, str | int | Sentence] = field(default_factory=dict)

    def __str__(self) -> str:
        return _SentenceFormatter().vformat(self.text, (), self.values)


class _SentenceFormatter(string.Formatter):
    """The values of a sentence in English notation."""

    def format_field(self, value: Any, format_spec: str) -> str:
        if "|" in format_spec:
            return counted(value, *format_spec.split("|"))
        return f"{value:,}" if isinstance(value, int) else str(value)


def threshold_sentence(threshold: float, class_name: str) -> Sentence:
    """What the threshold of class 1 does: "Above 85% the prediction is cat."."""
    values = {"threshold": f"{threshold * 100:.3g}%", "name": printable(class_name)}
    return Sentence("Above {threshold:number} the prediction is {name}.", values)
