"""References to data sets: name, fingerprint and place."""

from __future__ import annotations

from dataclasses import dataclass

from engine.data.dataset import Dataset
from engine.data.origin import DataOrigin


@dataclass(frozen=True, slots=True)
class DataReference:
    """A data set by its name, its contents and its place.

    Attributes: `name`, for the user; `fingerprint`, or '' if unknown; `origin`, or None if unknown.
    """

    name: str
    fingerprint: str = ""
    origin: DataOrigin | None = None

    @classmethod
    def to(cls, dataset: Dataset) -> DataReference:
        """The reference to `dataset`; slow the first time, since it reads all pictures."""
        return cls(dataset.name, dataset.fingerprint, dataset.origin)
