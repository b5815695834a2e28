"""A list model of contributions to one class, the largest first."""

from __future__ import annotations

from PySide6.QtCore import QObject

from catgui.domain.explanation import PictureExplanation, format_contribution
from catgui.domain.picture import Picture, PictureRow
from catgui.domain.prediction_texts import actual_text
from catgui.models.pictures.picture_list import PictureListModel

_ITSELF = "itself, "


class ContributionListModel(PictureListModel):
    """One row per rank: the pictures that contribute to class `label`, 0 or 1.

    A newer explanation puts other pictures into the ranks, so that a view keeps its place.
    """

    def __init__(self, label: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._label = label
        self._result: PictureExplanation | None = None

    def show_explanation(self, result: PictureExplanation) -> None:
        """Show the pictures of an explanation."""
        self._result = result
        self.show_rows(result.explanation.supporting_examples(self._label).tolist(), keeps_places=True)

    @property
    def _shown(self) -> PictureExplanation:
        assert self._result is not None
        return self._result

    def make_row(self, row: int) -> PictureRow:
        """The training picture with that index, with its contribution and its class."""
        dataset, picture = self._shown.subject.dataset, Picture("train", row)
        label, contribution = picture.label(dataset), self._contribution(row)
        is_subject, class_name = bool(self._shown.explanation.identical[row]), dataset.classes[label]
        name = picture.full_name(dataset)
        if is_subject:
            name = f"{name}, this picture itself"
        return PictureRow(
            picture.pixels(dataset),
            picture.name,
            (contribution, (_ITSELF if is_subject else "") + class_name),
            f"{name}: share {contribution}. {actual_text(class_name)}.",
            label,
            picture,
        )

    def widest_caption_lines(self) -> list[str]:
        """The largest contribution, and the class of the picture itself."""
        if not self._rows:
            return []
        return [self._contribution(self._rows[0]), *(_ITSELF + name for name in self._shown.subject.dataset.classes)]

    def _contribution(self, row: int) -> str:
        return format_contribution(float(self._shown.explanation.contributions[row]))
