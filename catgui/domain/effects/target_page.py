"""The effects of all training pictures on one picture, beside their shares."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catgui.domain.effects import effect_texts
from catgui.domain.effects.effect_page import EffectColumn, EffectNote, EffectPage
from catgui.domain.explanation import format_contribution
from catgui.domain.photo_entry import Verdict
from catgui.domain.picture import Picture, PictureRow
from catgui.domain.prediction_texts import actual_text
from engine.data.dataset import Dataset
from engine.experiments.leave_one_out import PictureEffects
from engine.text import printable
from engine.typing import FloatArray, Indices

# As many of the largest shares are looked for among the largest effects.
_COMPARED = 10
# A share or effect that is smaller, and would have an exponent, is shown as 0 if it is such a part of the largest.
_SMALLEST, _SMALLEST_PART = 1e-4, 1e-3


@dataclass(frozen=True, slots=True, eq=False)
class Target:
    """The picture that is answered.

    Attributes: `pixels` (height, width, 3); `title`; `threshold`, above which class 1 is predicted; `shares` (m,) of
    the training pictures, or None if there are none.
    """

    pixels: NDArray[np.uint8]
    title: str
    threshold: float
    shares: FloatArray | None = None


def target_page(dataset: Dataset, target: Target, found: PictureEffects, column: int) -> EffectPage:
    """The effects of all training pictures of `dataset` on the target in a column of `found`, and their shares."""
    effects = found.effects[:, column]
    least = _least_shown(effects), _least_shown(target.shares)
    rows = _Rows(dataset, target, effects, float(found.spread[column]), least)
    verdict = Verdict(float(found.probabilities[column]), dataset.classes, target.threshold)
    shares = rows.by_share()
    columns = (rows.by_effect(is_more=False), rows.by_effect(is_more=True), *shares)
    return EffectPage(target.pixels, target.title, verdict.text, tuple(rows.notes()), columns)


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """Rows of training pictures by their effects (m,) on a target, whose spread between seeds is `spread`.

    `least` are the least effect and the least share that are not shown as 0.
    """

    dataset: Dataset
    target: Target
    effects: FloatArray
    spread: float
    least: tuple[float, float]

    @property
    def _is_noise(self) -> NDArray[np.bool_]:
        return ~(np.abs(self.effects) > self.spread)

    def notes(self) -> Iterator[EffectNote]:
        """The yardstick, and how well shares tell effects."""
        larger = int(np.count_nonzero(~self._is_noise))
        diverged = int(np.count_nonzero(~np.isfinite(self.effects)))
        yield effect_texts.yardstick(f"±{self.spread:.2f}", larger, len(self.effects), diverged)
        if self.target.shares is not None:
            count = min(_COMPARED, len(self.effects))
            effects = set(_by_size(self.effects)[: min(count, larger)].tolist())
            shared = effects.intersection(_by_size(self.target.shares)[:count].tolist())
            yield effect_texts.overlap(len(shared), count, len(effects))

    def by_effect(self, is_more: bool) -> EffectColumn:
        """The pictures without which the answer is more class 1, or less, largest effect first."""
        values = -self.effects if is_more else self.effects
        indices = [index for index in _by_size(self.effects) if values[index] > 0]
        rows = tuple(self._row(int(index), with_effect_first=True) for index in indices)
        class_name = self.dataset.classes[1]
        return EffectColumn(effect_texts.without_heading(class_name, is_more, len(rows)), rows, effect_texts.WHAT_IT_IS)

    def by_share(self) -> list[EffectColumn]:
        """All pictures in one column, the largest share first; none if there are no shares."""
        if self.target.shares is None:
            return []
        rows = tuple(self._row(int(index), with_effect_first=False) for index in _by_size(self.target.shares))
        return [EffectColumn(effect_texts.LARGEST_SHARES, rows, effect_texts.WHAT_IT_IS)]

    def _row(self, index: int, with_effect_first: bool) -> PictureRow:
        picture, is_noise = Picture("train", index), bool(self._is_noise[index])
        least_effect, least_share = self.least
        effect = effect_texts.effect_line(_format(self.effects[index], least_effect), is_noise)
        share = ""
        if self.target.shares is not None:
            share = effect_texts.share_line(_format(self.target.shares[index], least_share))
        lines = (effect, share) if with_effect_first else (share, effect)
        name, class_name = picture.full_name(self.dataset), self.dataset.classes[picture.label(self.dataset)]
        said = ", ".join(filter(None, lines))
        return PictureRow(
            picture.pixels(self.dataset),
            picture.name,
            lines,
            f"{name}: {said}. {actual_text(printable(class_name))}.",
            picture.label(self.dataset),
            picture,
            is_noise and with_effect_first,
        )


def _least_shown(values: FloatArray | None) -> float:
    if values is None:
        return 0.0
    return min(_SMALLEST, _SMALLEST_PART * float(np.max(np.nan_to_num(np.abs(values)), initial=0.0)))


def _format(value: np.float64, least: float) -> str:
    return format_contribution(0.0 if abs(value) < least else float(value))


def _by_size(values: FloatArray) -> Indices:
    """The places of `values` from the largest to the smallest, whatever their sign; NaN last."""
    return np.argsort(-np.nan_to_num(np.abs(values), nan=-1.0), kind="stable")
