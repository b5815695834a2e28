"""The tab “Effects”: what leaving out each training picture changes in an answer, as rows and in words."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catgui.domain.photo_entry import Verdict
from catgui.domain.picture import Picture, PictureRow
from catgui.domain.prediction_texts import actual_text, format_change, format_size
from engine.data.dataset import Dataset
from engine.experiments.duration import duration_text
from engine.experiments.leave_one_out import PictureEffects, by_size
from engine.nn.propagation import sigmoid
from engine.text import counted, format_probability, printable
from engine.training.batches import SEED_CHANGES_NOTHING

TAB = "Effects"
TAB_TIP = "What changes when the network trains without a picture"
FAILED = "This network could not be trained to the end, so it has no effects."
TRAINING = "Effects can be found once the run is complete."
SEVERAL_STAGES = "Effects need a run without “Continue from here”."
FINDING = "Training without each picture, one at a time…"
CANCEL = "&Cancel"
AT_THE_END = "at the end of the run"
LATER_PICTURE = "This picture was not there yet. Train again, and find effects again."
LIST = "Training pictures, the largest effect first"
WHAT_IT_IS = "The network trains again without each training picture: what changes in its answers?"
NOTE_TIP = "How much the score (logit) falls without the picture; what is faint may be chance."
NO_SEEDS = f"Effects are weighed by several seeds. {SEED_CHANGES_NOTHING}"
ONLY_ONE = "A single training picture cannot be left out. Add more."
# Longer work is not offered.
_LONGEST_SECONDS = 3600.0
# Of more training pictures, the lists of those that each network learns from would fill the memory.
MOST_PICTURES = 5000


def stopped(done: int, iterations: int) -> str:
    """The reason why there are no effects of a run that was stopped."""
    return f"This run stopped at {done:,} of {iterations:,} iterations. Continue it, or train again with fewer."


def offer_action(count: int, seconds: float) -> str:
    """The text of the button that trains without each of the training pictures."""
    return f"Train without each of {counted(count, 'picture', 'pictures')} ({duration_text(seconds)})"


def refusal(count: int, seconds: float) -> str:
    """The reason why leaving out each picture is not offered, with a remedy; '' if it is."""
    if count == 1:
        return ONLY_ONE
    if count > MOST_PICTURES:
        return f"Effects are found with up to {MOST_PICTURES:,} training pictures; these are {count:,}."
    if seconds <= _LONGEST_SECONDS:
        return ""
    return f"Effects would take {duration_text(seconds)}. Use fewer pictures or iterations."


@dataclass(frozen=True, slots=True)
class Effect:
    """What leaving out a training picture changes in one answer.

    Attributes: `picture`; `mean` over the seeds and its standard `error`, as in `PictureEffects`; `stands_out`, whether
    that is larger than chance makes it: only then it is called an effect; `agreeing`, in how many of `networks`, one of
    each seed, the effect has the sign of the mean; `own`, the logits of the run's own network with the picture, and
    trained without it: NaN if it diverged.
    """

    picture: Picture
    mean: float
    error: float
    stands_out: bool
    agreeing: int
    networks: int
    own: tuple[float, float]

    @property
    def text(self) -> str:
        """The number: "effect −2.50 ± 0.31", "−0.12 ± 0.44" if it may be chance."""
        figures = f"{format_change(self.mean)} ± {format_size(self.error)}"
        return f"effect {figures}" if self.stands_out else figures

    @property
    def own_text(self) -> str:
        """What the run's own network says of class 1 with and without the picture: ">99% with it, 97% without"."""
        if not all(map(math.isfinite, self.own)):
            return ""
        with_it, without = map(format_probability, sigmoid(np.array(self.own))[0].tolist())
        return f"{with_it} with it, {without} without"

    def row(self, dataset: Dataset) -> PictureRow:
        """The row of the picture in `dataset`; faint if the effect may be chance."""
        picture, label = self.picture, self.picture.label(dataset)
        class_name = printable(dataset.classes[label])
        said = self.text if self.stands_out else f"{self.text}, may be chance"
        own = f" This network says {printable(dataset.classes[1])}: {self.own_text}." if self.own_text else ""
        return PictureRow(
            picture.pixels(dataset),
            picture.name,
            (self.text, class_name),
            f"{picture.full_name(dataset)}: {said}.{own} {actual_text(class_name)}.",
            label,
            picture,
            not self.stands_out,
        )


def effects_on(found: PictureEffects, target: int = 0) -> tuple[Effect, ...]:
    """The effects of all training pictures on a target, largest first; effects beyond chance before the others."""
    means, errors, clear = found.means[:, target], found.errors[:, target], found.stand_out(target)
    by_seed = found.effects[:, :, target]
    networks, agreeing = np.isfinite(by_seed).sum(axis=0), (by_seed * np.sign(means) > 0).sum(axis=0)
    # The seed of the run is the first.
    own, without = float(found.logits[0, target]), found.without[0, :, target]
    order = sorted(by_size(means).tolist(), key=lambda row: not clear[row])
    return tuple(
        Effect(
            Picture("train", int(found.omitted[row])),
            float(means[row]),
            float(errors[row]),
            bool(clear[row]),
            int(agreeing[row]),
            int(networks[row]),
            (own, float(without[row])),
        )
        for row in order
    )


@dataclass(frozen=True, slots=True, eq=False)
class EffectPage:
    """The effects on one picture.

    Attributes: `pixels` (height, width, 3) and `title` of the picture; `heading`, its prediction, and `short_heading`;
    `note`, how many effects are beyond chance; `rows` of the training pictures.
    """

    pixels: NDArray[np.uint8]
    title: str
    heading: str
    short_heading: str
    note: str
    rows: tuple[PictureRow, ...]


def effect_page(
    dataset: Dataset, pixels: NDArray[np.uint8], title: str, threshold: float, found: PictureEffects
) -> EffectPage:
    """The effects of the training pictures of `dataset` on the one target of `found`, a picture (height, width, 3)."""
    effects = effects_on(found)
    verdict = Verdict(float(sigmoid(found.logits[0])[0][0]), dataset.classes, threshold)
    count = sum(effect.stands_out for effect in effects)
    diverged = int(np.count_nonzero(~np.isfinite(found.without)))
    texts = [f"Beyond chance: {count:,} of {len(effects):,}."]
    if diverged:
        texts.append(f"Diverged networks: {diverged:,}.")
    if count < len(effects):
        texts.append("What is faint may be chance.")
    texts.append(f"Mean of {len(found.logits)} seeds, this network's among them, ± its standard error.")
    rows = tuple(effect.row(dataset) for effect in effects)
    return EffectPage(pixels, title, verdict.text, verdict.shorter, " ".join(texts), rows)
