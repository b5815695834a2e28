"""Which photos are shown, by their predictions and actual classes."""

from __future__ import annotations

from enum import Enum

from catgui.domain.photo_entry import PhotoEntry, PhotoState


class PhotoFilter(Enum):
    """A condition on photos."""

    ALL = "all"
    PREDICTED_0 = "predicted 0"
    PREDICTED_1 = "predicted 1"
    UNREADABLE = "unreadable"
    UNANSWERED = "unanswered"
    WRONG = "wrong"
    TRUE_NEGATIVE = "0 predicted 0"
    FALSE_POSITIVE = "0 predicted 1"
    FALSE_NEGATIVE = "1 predicted 0"
    TRUE_POSITIVE = "1 predicted 1"
    OTHER_DATA = "other data"
    DETECTED_0 = "detected 0"
    DETECTED_1 = "detected 1"
    DETECTED_UNSURE = "detected unsure"
    DETECTOR_WRONG = "detector wrong"
    DISAGREEMENT = "disagreement"

    @classmethod
    def predicted(cls, label: int) -> PhotoFilter:
        """The filter of photos that are predicted to be of class `label`."""
        return (cls.PREDICTED_0, cls.PREDICTED_1)[label]

    @classmethod
    def detected(cls, label: int) -> PhotoFilter:
        """The filter of photos that the detector predicts to be of class `label`."""
        return (cls.DETECTED_0, cls.DETECTED_1)[label]

    @property
    def needs_detector(self) -> bool:
        """Whether the filter accepts no photo without the detector."""
        return self in _OF_DETECTOR

    @classmethod
    def of_cell(cls, actual: int, predicted: int) -> PhotoFilter:
        """The filter of photos in a cell of the confusion matrix."""
        cells = (cls.TRUE_NEGATIVE, cls.FALSE_POSITIVE), (cls.FALSE_NEGATIVE, cls.TRUE_POSITIVE)
        return cells[actual][predicted]

    def accepts(self, entry: PhotoEntry) -> bool:
        """Whether a photo fulfils the condition."""
        return self in filters_of(entry)


_OF_DETECTOR = (
    PhotoFilter.DETECTED_0,
    PhotoFilter.DETECTED_1,
    PhotoFilter.DETECTED_UNSURE,
    PhotoFilter.DETECTOR_WRONG,
    PhotoFilter.DISAGREEMENT,
)


def filters_of(entry: PhotoEntry) -> list[PhotoFilter]:
    """The filters that accept a photo."""
    filters = [PhotoFilter.ALL]
    if entry.state is PhotoState.FAILED:
        return [*filters, PhotoFilter.UNREADABLE]
    if not entry.actual:
        filters.append(PhotoFilter.UNANSWERED)
    elif entry.is_of_other_data:
        filters.append(PhotoFilter.OTHER_DATA)
    if entry.verdict is not None:
        filters.append(PhotoFilter.predicted(entry.verdict.label))
        actual = entry.counted_label
        if actual is not None:
            filters.append(PhotoFilter.of_cell(actual, entry.verdict.label))
            if actual != entry.verdict.label:
                filters.append(PhotoFilter.WRONG)
    return filters + _detector_filters_of(entry)


def _detector_filters_of(entry: PhotoEntry) -> list[PhotoFilter]:
    if entry.detected is None:
        return []
    if entry.detected.is_unsure:
        return [PhotoFilter.DETECTED_UNSURE]
    filters = [PhotoFilter.detected(entry.detected.label)]
    if entry.is_detected_correctly is False:
        filters.append(PhotoFilter.DETECTOR_WRONG)
    if entry.disagrees:
        filters.append(PhotoFilter.DISAGREEMENT)
    return filters
