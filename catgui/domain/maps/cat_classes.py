"""Whether the cat detector has something to say of data, by the names of their classes."""

from __future__ import annotations

_CATS = ("cat", "cats")


def is_about_cats(classes: tuple[str, str] | None) -> bool:
    """Whether class 1 is "cat"; also without data, for which None stands."""
    return classes is None or classes[1].strip().casefold() in _CATS
