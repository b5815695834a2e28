"""Finds what the network answers between three pictures: coarse while it changes, sharp at rest."""

from __future__ import annotations

from functools import partial

import numpy as np
from PySide6.QtCore import QObject, QTimer

from catgui.domain import between
from catgui.domain.between import BetweenResult, Corners, SampledPlane, find_field
from catgui.domain.saved_run_texts import other_data_note
from catgui.models.analysis import Analysis, Subject
from catgui.models.network.mix_corners import MixCorners
from catgui.models.training.playback import RunPlayer
from catgui.models.training.session import RunNow, TrainingSession
from engine.progress import Work
from engine.training.mix_plane import MixPlane

# A network that is followed by no other for so long is at rest.
_REST_MS = 150


class BetweenFinder(Analysis):
    """Finds the BetweenResult of `corners` for the network that `session` shows.

    It is found sharp at rest: once no network has followed for a moment and `player` is not moving. Where each network
    has filters of its own, it is found at rest only: it takes longer than a step.
    """

    def __init__(
        self, session: TrainingSession, corners: MixCorners, player: RunPlayer, parent: QObject | None = None
    ) -> None:
        super().__init__(parent=parent)
        self._session, self._corners, self._player = session, corners, player
        self._sampled: SampledPlane | None = None
        self._is_sharp = True
        self._idle_timer = QTimer(self, singleShot=True, interval=_REST_MS)
        self._idle_timer.timeout.connect(self._sharpen)
        session.changed.connect(self._on_session_changed)
        corners.changed.connect(self._begin)

    def subject(self) -> Subject | str | None:
        """The three pictures as inputs of the network."""
        run, network, corners = self._session.now.run, self._session.now.network, self._corners.corners
        if run is None:
            return between.NO_NETWORK
        if corners is None:
            return self._corners.obstacle
        if corners[0].pixels.shape[:2] != run.picture_shape or len({corner.pixels.shape for corner in corners}) > 1:
            return between.OTHER_SHAPE
        sampled = self._plane_of(corners, run.config.features)
        if network is None or (sampled.plane.is_of_network and not self._is_sharp):
            return None
        result = partial(
            BetweenResult,
            corners,
            sampled.plane,
            network,
            run.classes,
            note=other_data_note(run),
        )
        threshold, is_sharp = self._session.now.threshold, self._is_sharp

        def compute(work: Work) -> BetweenResult:
            return result(find_field(network, sampled, threshold, is_sharp, work))

        waiting = "" if sampled.plane.is_linear else between.FILTERING
        return Subject((sampled,), compute, (network, threshold, is_sharp, corners), waiting)

    def set_active(self, active: bool) -> None:
        """Start or stop following changes; three pictures are chosen if there are none."""
        self._idle_timer.stop()
        if active:
            self._corners.choose_missing()
        self._active, self._is_sharp = active, False
        if active:
            self._idle_timer.start()
        self.follow()

    def _plane_of(self, corners: Corners, features: str) -> SampledPlane:
        """The plane, the same one as long as its pictures and features are."""
        pictures = [corner.pixels for corner in corners]
        known = self._sampled
        if known is None or known.plane.features != features or not _are_pictures(known.plane, corners):
            self._sampled = known = SampledPlane(MixPlane(np.stack(pictures), features))
        return known

    def _on_session_changed(self, before: RunNow, now: RunNow) -> None:
        if not self._active and now.is_other_run(before):
            # A hidden panel must not keep the data of an earlier run in memory.
            self.unavailable.emit(between.NO_NETWORK if now.run is None else "")
        elif now.has_other_network(before) or now.is_other_run(before):
            self._begin()

    def _begin(self) -> None:
        """Find the field anew, coarse at first."""
        if self._active:
            self._is_sharp = False
            self._idle_timer.start()
            self.follow()

    def _sharpen(self) -> None:
        if self._player.is_moving:
            self._idle_timer.start()
            return
        self._is_sharp = True
        self.follow()


def _are_pictures(plane: MixPlane, corners: Corners) -> bool:
    return all(np.array_equal(pixels, corner.pixels) for pixels, corner in zip(plane.pictures, corners, strict=True))
