"""References to data sets: name, fingerprint, place and edits."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace

from engine.data.dataset import DataOrigin, Dataset
from engine.data.edited_dataset import EditedDataset
from engine.data.edits import DatasetEdits


@dataclass(frozen=True, slots=True)
class DataReference:
    """A data set by its name, its contents, its place and what was edited since it was opened there.

    Attributes: `name`, for the user; `fingerprint`, or '' if unknown; `origin`, or None if unknown; `edits`, or None if
    there are none.
    """

    name: str
    fingerprint: str = ""
    origin: DataOrigin | None = None
    edits: DatasetEdits | None = None

    @classmethod
    def to(cls, dataset: Dataset) -> DataReference:
        """The reference to `dataset`; slow the first time, since it reads all pictures."""
        return cls(dataset.name, dataset.fingerprint, dataset.origin, dataset.edits)

    def is_of(self, dataset: Dataset) -> bool:
        """Whether `dataset` has its name, place and edits; the contents are not compared, which may be slow."""
        is_there = self.origin.may_be(dataset.origin) if self.origin else dataset.origin is None
        # The words in which a name tells of edits may be those of another version.
        is_named = self.name == dataset.name or (self.edits is not None and self.origin is not None)
        return is_there and is_named and self.edits == dataset.edits

    def without_paths(self) -> DataReference:
        """The same with mere names in place of the paths of its files or folders."""
        return replace(self, origin=None if self.origin is None else self.origin.names_only())

    def restore(self, opened: Dataset) -> Dataset:
        """The data set, made of the one `opened` at its place; `opened` itself if it is not made of that.

        The edits may come from a file that anybody wrote: what counts is the fingerprint of the result, if it is known.
        """
        if self.edits is None:
            return opened
        # Edits of another data set name pictures that this one does not have, or add pictures of another size.
        with suppress(LookupError, ValueError):
            edited = EditedDataset(EditedDataset.of(opened).original, self.edits).dataset
            if self.fingerprint in ("", edited.fingerprint):
                return edited
        return opened
