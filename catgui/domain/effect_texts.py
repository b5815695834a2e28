"""The tab “Effects”: what leaving out each training picture changes in an answer, as rows and in words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catgui.domain.explanation import format_contribution
from catgui.domain.photo_entry import Verdict
from catgui.domain.picture import Picture, PictureRow
from catgui.domain.prediction_texts import actual_text
from engine.data.dataset import Dataset
from engine.experiments.duration import duration_text
from engine.experiments.leave_one_out import FEWEST_TYPICAL, SEEDS, PictureEffects, by_size
from engine.nn.activations import sigmoid
from engine.text import printable
from engine.training.config import TrainingConfig
from engine.training.features import is_convolution

TAB = "Effects"
TAB_TIP = "What training pictures change when the network is trained without them; a share does not say that."
NO_NETWORK = "Train the network: what each training picture changes in its answers will be shown here."
NO_PICTURE = (
    "Select a picture in Data, Wrong predictions or Your photos: the training pictures that change its answer most "
    "when they are left out will be shown here."
)
FAILED = "This network diverged, or could not be trained to the end. Train with a lower learning rate first."
TRAINING = "The effects of training pictures can be found once the run is complete."
FINDING = "Training without each picture, one at a time…"
CANCEL = "&Cancel"
AT_THE_END = "at the end of the run"
LATER_PICTURE = (
    "The networks trained without a picture are not kept here, and this picture was not there to be answered. Train "
    "again, and have the effects found again."
)
LIST = "Training pictures, the largest effect first"
WHAT_IT_IS = (
    "The network is trained again without each training picture, from the same start. The number is by how much the "
    f"logit of the answer then falls, compared with networks that lack another picture, or, of fewer than "
    f"{FEWEST_TYPICAL}, with one that has all: the mean of "
    f"{SEEDS} seeds, ± their standard deviation. Above 0 the picture speaks for class 1. It is called an effect where "
    "it is larger than chance makes the largest of all; what is faint may be chance. A share is no effect: without a "
    "picture, the others are learned otherwise."
)
ONLY_ONE = "There is a single training picture: without it there is nothing to learn from. Add more."
# Longer work is not offered.
_LONGEST_SECONDS = 3600.0
# Of more training pictures, the lists of those that each network learns from would fill the memory.
MOST_PICTURES = 5000


def several_stages(iteration: int) -> str:
    """The reason why there are no effects of a run that went on with other settings."""
    return (
        f"This run went on with other settings after iteration {iteration:,}. The effect of a picture is found by "
        "training again from the start with the settings of the run: train without “Continue from here” first."
    )


def stopped(done: int, iterations: int) -> str:
    """The reason why there are no effects of a run that was stopped."""
    return (
        f"This run was stopped after {done:,} of {iterations:,} iterations. The effect of a picture is found by "
        "training without it to the end: resume the run, or train again with fewer iterations."
    )


def offer_action(count: int, seconds: float) -> str:
    """The text of the button that trains without each of the training pictures."""
    return f"Retrain without each of the {count:,} training pictures, {duration_text(seconds)}"


def refusal(count: int, seconds: float, config: TrainingConfig) -> str:
    """The reason why leaving out each picture is not offered, with a remedy; '' if it is."""
    if count == 1:
        return ONLY_ONE
    if count > MOST_PICTURES:
        return f"There are too many training pictures, {count:,}, to train without each of them. Use fewer."
    if seconds <= _LONGEST_SECONDS:
        return ""
    of_filters = ", or with other features, since convolution trains its filters anew each time"
    return (
        f"To train without each of the {count:,} training pictures would take {duration_text(seconds)}. It is shorter "
        f"with fewer training pictures, fewer iterations or smaller layers"
        f"{of_filters if is_convolution(config.features) else ''}."
    )


@dataclass(frozen=True, slots=True)
class Effect:
    """What leaving out a training picture changes in one answer.

    Attributes: `picture`; `mean` and `deviation` between seeds, as in `PictureEffects`; `stands_out`, whether that is
    larger than chance makes it: only then it is called an effect.
    """

    picture: Picture
    mean: float
    deviation: float
    stands_out: bool

    @property
    def text(self) -> str:
        """The number: "effect −2.50 ± 0.31", "−0.12 ± 0.44" if it may be chance."""
        name = "effect " if self.stands_out else ""
        deviation = format_contribution(self.deviation).removeprefix("+")
        return f"{name}{format_contribution(self.mean)} ± {deviation}"

    def row(self, dataset: Dataset) -> PictureRow:
        """The row of its picture in `dataset`; faint if it may be chance."""
        picture, label = self.picture, self.picture.label(dataset)
        class_name = printable(dataset.classes[label])
        said = self.text if self.stands_out else f"{self.text}, may be chance"
        return PictureRow(
            picture.pixels(dataset),
            picture.name,
            (self.text, class_name),
            f"{picture.full_name(dataset)}: {said}. {actual_text(class_name)}.",
            label,
            picture,
            not self.stands_out,
        )


def effects_on(found: PictureEffects, target: int = 0) -> tuple[Effect, ...]:
    """The effects of all training pictures on a target: those that stand out, then the others, largest first."""
    means, deviations, clear = found.means[:, target], found.deviations[:, target], found.stand_out(target)
    order = sorted(by_size(means).tolist(), key=lambda row: not clear[row])
    return tuple(
        Effect(Picture("train", int(found.omitted[row])), float(means[row]), float(deviations[row]), bool(clear[row]))
        for row in order
    )


@dataclass(frozen=True, slots=True, eq=False)
class EffectPage:
    """The effects on one picture.

    Attributes: `pixels` (height, width, 3) and `title` of the picture; `heading`, its prediction; `note`, how many
    effects stand out, and `shorter`, the same where there is little room; `rows` of the training pictures.
    """

    pixels: NDArray[np.uint8]
    title: str
    heading: str
    note: str
    shorter: str
    rows: tuple[PictureRow, ...]


def effect_page(
    dataset: Dataset, pixels: NDArray[np.uint8], title: str, threshold: float, found: PictureEffects
) -> EffectPage:
    """The effects of the training pictures of `dataset` on the one target of `found`, a picture (height, width, 3)."""
    effects = effects_on(found)
    verdict = Verdict(float(sigmoid(found.logits[0])[0][0]), dataset.classes, threshold)
    count = sum(effect.stands_out for effect in effects)
    diverged = int(np.count_nonzero(~np.isfinite(found.without)))
    less = f" {diverged:,} network{'s' if diverged > 1 else ''} diverged." if diverged else ""
    shorter = f"{count:,} of {len(effects):,} stand{'s' if count == 1 else ''} out from chance.{less}"
    rest = f" {'The others' if count else 'All of these'} may be chance, and are faint." if count < len(effects) else ""
    note = f"Mean of {len(found.logits)} seeds ± their standard deviation. {shorter}{rest}"
    return EffectPage(pixels, title, verdict.text, note, shorter, tuple(effect.row(dataset) for effect in effects))
