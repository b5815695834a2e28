"""What the open data and the network shown say of the photos, as one value."""

from __future__ import annotations

from dataclasses import dataclass, replace

from catgui.domain.photo_entry import PhotoEntry, Verdict
from engine.analysis.evaluation import THRESHOLD
from engine.data.dataset import Dataset
from engine.data.duplicates import DuplicateFinder, KnownPictures
from engine.data.edits import TRAIN
from engine.saved_model.model import SavedRun
from engine.training.run import TrainingRun


def learned_pictures(
    run: TrainingRun | SavedRun, dataset: Dataset | None, finder: DuplicateFinder | None
) -> KnownPictures:
    """The pictures of the data that the network of `run` was trained on.

    `finder` knows the original of the open `dataset`; of a network that was trained on other data, only the pictures
    that were added to them are known.
    """
    edits = run.model.recipe.data.edits if isinstance(run, SavedRun) else run.dataset.edits
    is_open = dataset is not None and run.dataset is not None and run.dataset.original is dataset.original
    if is_open and finder is not None and not run.is_on_other_data:
        return finder.known_pictures(edits)
    return KnownPictures.of_added(edits)


@dataclass(frozen=True, slots=True)
class PhotoContext:
    """The surroundings of the photos.

    Attributes: `classes`, those of the network, or else of the open data, None without either; `threshold`, of class 1;
    `data`, the pictures of the open data, None without any; `learned`, those of the data that the network was trained
    on. Pictures are known by their pixels: it does not matter when, from where or in which session they were added.
    """

    classes: tuple[str, str] | None = None
    threshold: float = THRESHOLD
    data: KnownPictures | None = None
    learned: KnownPictures | None = None

    def complete(self, entry: PhotoEntry, actual: str, detected: Verdict | None) -> PhotoEntry:
        """The entry with all that follows from its surroundings, its actual class, and the detector's answer."""
        digest = entry.digests.get(entry.framing, b"") if entry.photo is not None else b""
        verdict, part = entry.verdict, "" if self.data is None else self.data.part_of(digest)
        if verdict is not None:
            is_trained_on = self.learned is not None and self.learned.part_of(digest) == TRAIN
            verdict = replace(verdict, threshold=self.threshold, is_trained_on=is_trained_on)
        before = (entry.classes, entry.verdict, entry.part, entry.actual, entry.detected)
        if before == (self.classes, verdict, part, actual, detected):
            return entry
        return replace(entry, classes=self.classes, verdict=verdict, part=part, actual=actual, detected=detected)
