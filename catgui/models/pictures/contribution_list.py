"""A list model of contributions to one class, the largest first."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject

from catgui.domain.explanation.explained_picture import PictureExplanation
from catgui.domain.explanation.texts import format_contribution
from catgui.domain.picture import Picture
from catgui.domain.prediction_texts import actual_text
from catgui.models.pictures.picture_list import ROOT, PictureListModel
from engine.data.dataset import Dataset

_ITSELF = "itself, "


class ContributionListModel(PictureListModel):
    """One row per rank: the pictures that contribute to class `label`, 0 or 1.

    A newer explanation puts other pictures into the ranks, so that a view keeps its place.
    """

    def __init__(self, label: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._label = label
        self._result: PictureExplanation | None = None
        self._ranking: NDArray[np.int64] = np.empty(0, np.int64)

    def show_explanation(self, result: PictureExplanation) -> None:
        """Show the pictures of an explanation."""
        ranking, count = result.explanation.supporting_examples(self._label), self.count()
        if len(ranking) < count:
            self.beginRemoveRows(ROOT, len(ranking), count - 1)
        elif len(ranking) > count:
            self.beginInsertRows(ROOT, count, len(ranking) - 1)
        self._result, self._ranking = result, ranking
        if len(ranking) < count:
            self.endRemoveRows()
        elif len(ranking) > count:
            self.endInsertRows()
        self.emit_all_changed()

    @property
    def _shown(self) -> PictureExplanation:
        assert self._result is not None
        return self._result

    @property
    def _dataset(self) -> Dataset:
        return self._shown.subject.dataset

    def count(self) -> int:
        """The number of training pictures that contribute to the class."""
        return len(self._ranking)

    def picture(self, row: int) -> Picture:
        """The training picture of a rank."""
        return Picture("train", int(self._ranking[row]))

    def pixels(self, row: int) -> NDArray[np.uint8]:
        """Its pixels (height, width, 3)."""
        return self.picture(row).pixels(self._dataset)

    def label(self, row: int) -> int:
        """Its label."""
        return self.picture(row).label(self._dataset)

    def caption_lines(self, row: int) -> tuple[str, str]:
        """Its contribution, and its true class."""
        return self._contribution(row), (_ITSELF if self._is_subject(row) else "") + self._class_name(row)

    def widest_caption_lines(self) -> list[str]:
        """The largest contribution, and the class of the picture itself."""
        return [self._contribution(0), *(_ITSELF + name for name in self._dataset.classes)] if self.count() else []

    def description(self, row: int) -> str:
        """The same as a sentence."""
        subject = ", this picture itself" if self._is_subject(row) else ""
        name, share = self.picture(row).full_name(self._dataset), self._contribution(row)
        return f"{name}{subject}: share {share}. {actual_text(self._class_name(row))}."

    def _contribution(self, row: int) -> str:
        return format_contribution(float(self._shown.explanation.contributions[self._ranking[row]]))

    def _is_subject(self, row: int) -> bool:
        """Whether it is the explained picture itself."""
        return bool(self._shown.explanation.identical[self._ranking[row]])

    def _class_name(self, row: int) -> str:
        return self._dataset.classes[self.label(row)]
