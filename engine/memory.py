"""How much memory there is, asked before a large thing is accepted."""

from __future__ import annotations

import psutil


def available_memory() -> int:
    """Bytes that can be used now without swapping."""
    return int(psutil.virtual_memory().available)


def in_words(count: float) -> str:
    """`count` bytes as a person writes it: '3.1 GB' (decimal units)."""
    for unit in ("bytes", "kB", "MB", "GB", "TB"):
        if abs(count) < 1000 or unit == "TB":
            return f"{count:.0f} {unit}" if unit == "bytes" else f"{count:.1f} {unit}"
        count /= 1000
    raise AssertionError
