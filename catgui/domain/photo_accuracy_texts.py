"""How often the network and the detector are right on photos: to be expected, on test pictures, and on the user's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from catgui.domain.photo_filter import PhotoFilter
from catgui.domain.photo_tally import RATES_FROM, PhotoTally
from catgui.domain.photo_texts import DETECTOR, NETWORK, photos
from catgui.domain.prediction_texts import interval_text, is_default_threshold, threshold_text
from engine.analysis.evaluation import Evaluation
from engine.data.dataset import Dataset
from engine.data.sources import BUILTIN, COURSE
from engine.statistics import Score
from engine.text import format_ratio, printable
from engine.training.features import CONVOLUTION, FINE_TUNED, PIXELS, PRETRAINED

if TYPE_CHECKING:
    from engine.vision.detection.record import DetectorRecord

_ONLY_DRAWINGS = "Your network knows only drawings."
_EXPECTATIONS = {
    COURSE: "Expect your network to be right on about {of_ten} in ten ordinary photos.",
    BUILTIN: f"{_ONLY_DRAWINGS} For photos, open the course photos.",
}
# Balanced accuracies of networks trained on the course photos, on photos that none has seen: `tests.benchmarks sight`
# finds 0.56 on pixels, 0.59 with convolution and 0.81 on pretrained filters; with fine-tuned ones it is 0.88. On those
# of 0.2 it is 0.72. Everyday photos are harder, so that these figures are not rounded up.
_RIGHT_OF_TEN = {PIXELS: "six", CONVOLUTION: "six", PRETRAINED: "eight", FINE_TUNED: "eight"}
_RIGHT_WITH_OLDER_FILTERS = "seven"
_OTHER_DATA_NOTE = "Expect more mistakes on photos unlike the training pictures."


def expected_accuracy_note(dataset: Dataset | None, trained_on: str, features: str) -> str:
    """The accuracy to expect on ordinary photos from a network trained on `trained_on`; `dataset` is open."""
    if dataset is None or trained_on != dataset.name:
        return _OTHER_DATA_NOTE
    of_ten = _RIGHT_OF_TEN.get(features, _RIGHT_WITH_OLDER_FILTERS)
    return _EXPECTATIONS.get(dataset.source, _OTHER_DATA_NOTE).format(of_ten=of_ten)


def accuracy_text(tally: PhotoTally, short: bool = False) -> str:
    """The accuracy on the photos whose actual class is known, and that of always predicting one class; '' for none.

    That of the detector comes before that of the network; a threshold that is not the default comes first. Photos that
    do not count are named. Below RATES_FROM photos, and in the `short` text, there are no percentages.
    """
    ours = tally.evaluation
    known = ours or tally.detected
    if known is None:
        return _trained_on_text(tally.trained_on)
    prefix = "" if ours is None or is_default_threshold(ours.threshold) else f"{threshold_text(ours.threshold)}: "
    constant = "" if short else f"; {_baseline_text(tally.baseline, known.count)}"
    return f"{prefix}{_right_text(tally, short)}{constant}{_left_out_text(tally, short)}"


def _baseline_text(baseline: tuple[str, float], count: int) -> str:
    always, accuracy = baseline
    share = format_ratio(accuracy) if count >= RATES_FROM else f"{round(accuracy * count):,} of {count:,}"
    return f"always {printable(always)}: {share}"


def _left_out_text(tally: PhotoTally, short: bool) -> str:
    """The photos with an answer that do not count, and unless it is to be `short`, why."""
    counts = {
        "it was trained on": tally.trained_on,
        "of neither class": tally.counts[PhotoFilter.NEITHER],
        "of other classes": tally.counts[PhotoFilter.OTHER_DATA],
    }
    parts = [f"{count:,} {why}" for why, count in counts.items() if count]
    if short and parts:
        return f"; {sum(counts.values()):,} not counted"
    return f"; without {', '.join(parts)}" if parts else ""


def intervals_text(tally: PhotoTally) -> str:
    """The confidence intervals of the accuracies, as far as these are told; '' if none is."""
    both = (DETECTOR, tally.detected), (NETWORK, tally.evaluation)
    return " ".join(f"{who}: {interval_text(of)}." for who, of in both if of is not None and of.count >= RATES_FROM)


def _trained_on_text(count: int) -> str:
    if not count:
        return ""
    which = "the photo" if count == 1 else f"the {photos(count)}"
    return f"Your network was trained on {which} whose class you have set: answers to others tell how good it is"


def _right_text(tally: PhotoTally, short: bool) -> str:
    ours = None if tally.evaluation is None else Score(tally.evaluation.correct, tally.evaluation.count)
    its = tally.detected
    if its is None:
        assert ours is not None
        return _share_text(ours, short, " right")
    unsure = f" and unsure of {its.unsure:,}" if its.unsure else ""
    detected = f"{DETECTOR} {_share_text(its, short, ' right')}{unsure}"
    return detected if ours is None else f"{detected}, {NETWORK.lower()} {_share_text(ours, short)}"


def _share_text(score: Score, short: bool, right: str = "") -> str:
    counts = f"{score.right:,} of {score.count:,}{right}"
    return counts if short or score.count < RATES_FROM else f"{counts} ({format_ratio(score.share)})"


def detector_summary(record: DetectorRecord) -> str:
    """How often the detector was right, and on which photos."""
    return f"{DETECTOR} {record.summary()}."


def record_texts(record: DetectorRecord | None, test: Evaluation | None, expected: str) -> tuple[str, ...]:
    """How often detector and network were right on other pictures, in many words and in ever fewer.

    `record` is None without a detector; `test` is the evaluation of the network on its test part, and `expected` its
    accuracy by `expected_accuracy_note`, '' without a network.
    """
    if record is None:
        return (expected,)
    its, few = detector_summary(record), f"{DETECTOR} {record.short_summary()}"
    if knows_only_drawings(expected):  # whose test part says nothing of photos
        return f"{its} {expected}", f"{few}. {_ONLY_DRAWINGS}", _ONLY_DRAWINGS
    if test is None or not test.count:
        return f"{its} {expected}".strip(), f"{few}."
    share = format_ratio(test.accuracy) if test.count >= RATES_FROM else f"{test.correct:,} of {test.count:,}"
    ours = f"{share} right on its test part"
    return f"{its} {NETWORK} {ours}. {expected}".strip(), f"{few}. {NETWORK} {ours}.", f"{NETWORK} {ours}."


def knows_only_drawings(expected: str) -> bool:
    """Whether what is expected of a network, by `expected_accuracy_note`, is that it knows only drawings."""
    return expected.startswith(_ONLY_DRAWINGS)


def network_record_sentence(test: Evaluation, of_drawings: bool) -> str:
    """How often the network was right on the test part, in the words of the detector's record."""
    shares = [
        f"{format_ratio(test.confusion[label, label] / count)} of {count:,} {printable(test.classes[label])}"
        for label in (1, 0)
        if (count := int(test.confusion[label].sum()))
    ]
    shares_text = " and ".join(shares)
    if of_drawings:
        return f"On drawings it was not trained on, your network was right for {shares_text}; it knows no photos."
    return f"On the test part, which it was not trained on, your network was right for {shares_text}."
