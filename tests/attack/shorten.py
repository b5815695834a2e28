"""The shortest part of a sequence of steps that still fails, as far as a few trials find it."""

from __future__ import annotations

from collections.abc import Callable, Sequence


def shorten(steps: Sequence[str], fails: Callable[[list[str]], bool], trials: int = 60) -> list[str]:
    """A part of `steps` that fails: without halves, quarters and so on, as long as there are trials."""
    steps, size = list(steps), len(steps) // 2
    while size and trials > 0:
        begin = 0
        while begin < len(steps) and trials > 0:
            part = steps[:begin] + steps[begin + size :]
            trials -= 1
            if fails(part):
                steps = part
            else:
                begin += size
        size //= 2
    return steps
