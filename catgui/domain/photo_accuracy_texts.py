"""How often the network and the detector are right on photos: to be expected, on test pictures, and on the user's."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from catgui.domain.photo_filter import PhotoFilter
from catgui.domain.photo_tally import RATES_FROM, PhotoTally
from catgui.domain.photo_texts import DETECTOR, NETWORK, photos
from catgui.domain.prediction_texts import is_default_threshold, threshold_text
from engine.analysis.evaluation import Evaluation
from engine.data.dataset import Dataset
from engine.data.sources import BUILTIN, COURSE
from engine.statistics import Score
from engine.text import format_ratio, printable
from engine.training.features import CONVOLUTION, FINE_TUNED, PIXELS, PRETRAINED

if TYPE_CHECKING:
    from engine.vision.detection.record import DetectorRecord

_SEPARATOR = " · "
_ONLY_DRAWINGS = "Your network knows only drawings"
_DRAWINGS = f"{_ONLY_DRAWINGS}: for photos, open the course photos."
_ORDINARY = "Expect about {of_ten} of 10 right on ordinary photos."
# Balanced accuracies of networks trained on the course photos, on photos that none has seen: `tests.benchmarks sight`
# finds 0.56 on pixels, 0.59 with convolution and 0.81 on pretrained filters; with fine-tuned ones it is 0.88. On those
# of 0.2 it is 0.72. Everyday photos are harder, so that these figures are not rounded up.
_RIGHT_OF_TEN = {PIXELS: 6, CONVOLUTION: 6, PRETRAINED: 8, FINE_TUNED: 8}
_RIGHT_WITH_OLDER_FILTERS = 7
_AND_PHOTOS = "Your network knows drawings, and {photos} that you added."
_TRAINED_ON = "Your network has learned these photos: label others to test it."
_RIGHT, _RATE, _UNSURE = (
    "{right:,} of {count:,} right",
    "{right:,} of {count:,} right ({share})",
    "unsure of {unsure:,}",
)
_TEST_RECORD = (
    "On its test part your network was right for {one} of {ones:,} {one_name}, {zero} of {zeros:,} {zero_name}."
)


class Expectation(NamedTuple):
    """What to expect of the network on ordinary photos. `knows_drawings` says that it knows only drawings."""

    text: str
    knows_drawings: bool = False


NOTHING_EXPECTED = Expectation("")
_OTHER_DATA = Expectation("Expect more mistakes on photos unlike the training pictures.")


def expected_accuracy(dataset: Dataset | None, trained_on: str, features: str, added: int) -> Expectation:
    """The accuracy to expect on ordinary photos from a network trained on `trained_on`; `dataset` is open.

    `added` is the number of pictures that it has learned beside those.
    """
    if dataset is None or trained_on != dataset.name:
        return _OTHER_DATA
    if dataset.source == BUILTIN and added:
        return Expectation(_AND_PHOTOS.format(photos=photos(added)))
    if dataset.source == BUILTIN:
        return Expectation(_DRAWINGS, knows_drawings=True)
    if dataset.source != COURSE:
        return _OTHER_DATA
    return Expectation(_ORDINARY.format(of_ten=_RIGHT_OF_TEN.get(features, _RIGHT_WITH_OLDER_FILTERS)))


def accuracy_text(tally: PhotoTally) -> str:
    """The accuracy on the photos whose actual class is known, and that of always predicting one class; '' for none.

    That of the network comes before that of the detector; a threshold that is not the default comes first, and the
    number of photos that do not count comes last. Below RATES_FROM photos there are no percentages.
    """
    ours = tally.evaluation
    known = ours or tally.detected
    if known is None:
        return _TRAINED_ON if tally.trained_on else ""
    parts = [] if ours is None or is_default_threshold(ours.threshold) else [threshold_text(ours.threshold)]
    parts += [*_right_texts(tally), _baseline_text(tally.baseline, known.count)]
    left_out = tally.trained_on + tally.counts[PhotoFilter.OTHER_DATA]
    if left_out:
        parts.append(f"not counted: {left_out:,}")
    return _SEPARATOR.join(parts)


def _baseline_text(baseline: tuple[str, float], count: int) -> str:
    always, accuracy = baseline
    if count >= RATES_FROM:
        return f"always {printable(always)}: {format_ratio(accuracy)}"
    return f"always {printable(always)}: {round(accuracy * count):,} of {count:,}"


def _right_texts(tally: PhotoTally) -> list[str]:
    """Texts on the number of photos that the network and the detector answer rightly."""
    ours = None if tally.evaluation is None else Score(tally.evaluation.correct, tally.evaluation.count)
    its = tally.detected
    if its is None:
        assert ours is not None
        return [_right_text(ours)]
    detected = f"{DETECTOR}: {_right_text(its)}"
    return [detected] if ours is None else [f"{NETWORK}: {_right_text(ours)}", detected]


def _right_text(score: Score) -> str:
    right = _RIGHT if score.count < RATES_FROM else _RATE
    texts = [right.format(right=score.right, count=score.count, share=format_ratio(score.share))]
    if score.unsure:
        texts.append(_UNSURE.format(unsure=score.unsure))
    return ", ".join(texts)


def detector_summary(record: DetectorRecord) -> str:
    """A text on how often the detector was right, and on which photos."""
    return f"{DETECTOR}: {record.summary()}."


def network_record_sentence(test: Evaluation, of_drawings: bool) -> str:
    """How often the network was right on the test part, in the words of the detector's record."""
    zeros, ones = (int(row.sum()) for row in test.confusion)
    sentence = _TEST_RECORD.format(
        one=format_ratio(test.confusion[1, 1] / ones if ones else None),
        ones=ones,
        one_name=printable(test.classes[1]),
        zero=format_ratio(test.confusion[0, 0] / zeros if zeros else None),
        zeros=zeros,
        zero_name=printable(test.classes[0]),
    )
    return f"{sentence} {_ONLY_DRAWINGS}." if of_drawings else sentence
