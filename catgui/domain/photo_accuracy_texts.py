"""How often the network and the detector are right on photos: to be expected, on test pictures, and on the user's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from catgui.domain.photo_tally import PhotoTally
from catgui.domain.photo_texts import DETECTOR, NETWORK, photos
from catgui.domain.prediction_texts import is_default_threshold, threshold_text
from engine.analysis.evaluation import Evaluation
from engine.data.dataset import Dataset
from engine.data.sources.opening import BUILTIN, COURSE
from engine.text import printable
from engine.training.features import CONVOLUTION, PIXELS, PRETRAINED

if TYPE_CHECKING:
    from engine.vision.detection.record import DetectorRecord

_ONLY_DRAWINGS = "Your network knows only drawings."
_EXPECTATIONS = {
    COURSE: "Expect your network to be right on about {of_ten} in ten ordinary photos.",
    BUILTIN: f"{_ONLY_DRAWINGS} For photos, open the course photos.",
}
# Balanced accuracies of networks trained on the course photos, on photos that none has seen: `tests.benchmarks sight`
# finds 0.56 on pixels, 0.59 with convolution and 0.74 on pretrained filters.
_RIGHT_OF_TEN = {PIXELS: "six", CONVOLUTION: "six", PRETRAINED: "seven"}
_OTHER_DATA_NOTE = "Expect more mistakes on photos unlike the training pictures."


def expected_accuracy_note(dataset: Dataset | None, trained_on: str, features: str) -> str:
    """The accuracy to expect on ordinary photos from a network trained on `trained_on`; `dataset` is open."""
    if dataset is None or trained_on != dataset.name:
        return _OTHER_DATA_NOTE
    return _EXPECTATIONS.get(dataset.source, _OTHER_DATA_NOTE).format(of_ten=_RIGHT_OF_TEN[features])


def accuracy_text(tally: PhotoTally, short: bool = False) -> str:
    """The accuracy on the photos whose actual class is known, and that of always predicting one class; '' for none.

    That of the detector comes before that of the network; a threshold that is not the default comes first. Photos that
    the network was trained on are only counted. The `short` text has no percentages.
    """
    known = tally.evaluation or tally.detected
    if known is None:
        return _trained_on_text(tally.trained_on)
    always, baseline = known.baseline
    prefix = "" if is_default_threshold(known.threshold) else f"{threshold_text(known.threshold)}: "
    left_out = f"; without {tally.trained_on:,} it was trained on" if tally.trained_on else ""
    constant = "" if short else f"; always {printable(always)}: {baseline:.1%}"
    return f"{prefix}{_right_text(tally, short)}{constant}{left_out}"


def _trained_on_text(count: int) -> str:
    if not count:
        return ""
    which = "the photo" if count == 1 else f"the {photos(count)}"
    return f"Your network was trained on {which} whose class you have set: answers to others tell how good it is."


def _right_text(tally: PhotoTally, short: bool) -> str:
    ours, its = tally.evaluation, tally.detected
    if its is None:
        assert ours is not None
        return _share_text(ours, short, " right")
    detected = f"{DETECTOR} {_share_text(its, short, ' right')}"
    return detected if ours is None else f"{detected}, {NETWORK.lower()} {_share_text(ours, short)}"


def _share_text(evaluation: Evaluation, short: bool, right: str = "") -> str:
    counts = f"{evaluation.correct:,} of {evaluation.count:,}{right}"
    return counts if short else f"{counts} ({evaluation.accuracy:.1%})"


def track_record_text(record: DetectorRecord, test: Evaluation | None) -> str:
    """How often detector and network were right on pictures they had never seen; `test`, the network's test part."""
    seen = record.cats + record.others
    its = f"{DETECTOR} {(record.cats_right + record.others_right) / seen:.0%} right on photos never seen"
    if test is None or not test.count:
        return f"{its}."
    return f"{its}, {NETWORK.lower()} {test.accuracy:.0%} on its test part."


def comparison_texts(record: DetectorRecord, test: Evaluation | None, expected: str) -> tuple[str, str]:
    """What to expect of detector and network, in many words and in few; `expected`, the accuracy of the network."""
    if knows_only_drawings(expected):  # whose test part says nothing of photos
        its = track_record_text(record, None)
        return f"{its} {expected}", f"{its} {_ONLY_DRAWINGS}"
    shorter = track_record_text(record, test)
    return f"{shorter} {expected}", shorter


def knows_only_drawings(expected: str) -> bool:
    """Whether what is expected of a network, by `expected_accuracy_note`, is that it knows only drawings."""
    return expected.startswith(_ONLY_DRAWINGS)


def network_record_sentence(test: Evaluation, of_drawings: bool) -> str:
    """How often the network was right on the test part, in the words of the detector's record."""
    shares = [
        f"{test.confusion[label, label] / count:.0%} of {count:,} {printable(test.classes[label])}"
        for label in (1, 0)
        if (count := int(test.confusion[label].sum()))
    ]
    shares_text = " and ".join(shares)
    if of_drawings:
        return f"On drawings it was not trained on, your network was right for {shares_text}; it knows no photos."
    return f"On the test part, which it was not trained on, your network was right for {shares_text}."
