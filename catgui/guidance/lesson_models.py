"""The models that lessons watch and change, and the facts that are read from them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import SignalInstance

from catgui.domain.between import BetweenRoom
from catgui.domain.photo_entry import PhotoState, label_of
from catgui.help.lesson import Boundary, Check, CrossValidated, PhotoCounts, Pick, RunFacts
from catgui.models.edits.data_change import DataChange
from catgui.models.photos.collection import PhotoCollection
from catgui.models.selected_picture import SelectedPicture
from catgui.models.tasks.study import Study
from catgui.models.training.controls import RunControls
from catgui.models.training.playback import RunPlayback
from catgui.models.training.session import TrainingSession
from catgui.models.training.settings import TrainingSettings
from catgui.models.workspace import Workspace


@dataclass(frozen=True, slots=True)
class LessonModels:
    """The models of a window that lessons watch and change.

    Attributes: `reach`, how many iterations one pixel of the slider is; `between`, what is seen in Between, and
    `between_changed`, after which that may be another; all else models.
    """

    workspace: Workspace
    settings: TrainingSettings
    session: TrainingSession
    playback: RunPlayback
    controls: RunControls
    picked: SelectedPicture
    photos: PhotoCollection
    seeds: Study
    folds: Study
    edits: DataChange
    reach: Callable[[], int]
    between: Callable[[], BetweenRoom | None]
    between_changed: SignalInstance

    def signals(self) -> tuple[SignalInstance, ...]:
        """The signals after which the facts may be others. The playback follows the session as well."""
        run = self.playback.changed, self.session.completer.changed, self.settings.changed
        pictures = self.picked.changed, self.photos.photos_changed, self.photos.dataChanged
        studies = self.seeds.changed, self.folds.changed
        data = self.workspace.dataset_changed, self.edits.compared
        return *data, *run, *pictures, *studies, self.between_changed

    def facts(self, met: frozenset[Check]) -> RunFacts:
        """What the window shows now; `met` are the checks that have been met in the lesson."""
        session, run, folder = self.session, self.session.now.run, self.workspace.folder_data
        dataset, config, threshold = self.workspace.dataset, self.settings.config, session.now.threshold
        test_iterations, test_costs = session.now.costs.test
        return RunFacts(
            dataset=dataset,
            folder=None if folder is None else folder.dataset,
            settings=config,
            run=run,
            is_training=not session.now.is_inactive,
            is_repeating=self.playback.reproducer.is_repeating,
            failure=None if run is None else run.failure,
            is_over=run is not None and run.is_over,
            costs=session.now.costs.train,
            test_iterations=test_iterations,
            test_costs=test_costs,
            is_completing=session.completer.busy,
            network=session.now.network,
            shown=session.now.snapshot and session.now.snapshot.with_threshold(threshold),
            end=session.now.newest and session.now.newest.with_threshold(threshold),
            position=self.playback.position,
            reach=self.reach(),
            pick=self._pick(),
            photos=self._photo_counts(),
            seeds=tuple(self.seeds.results),
            is_studying=self.seeds.busy,
            is_study_current=self.seeds.is_of(dataset, config),
            folds=self._cross_validated(),
            boundary=self._boundary(),
            has_change=self.edits.change is not None,
            met=met,
        )

    def _cross_validated(self) -> CrossValidated | None:
        folds, config = self.folds, self.folds.config
        if folds.busy or not folds.results or config is None or not folds.is_of(self.workspace.dataset, config):
            return None
        return CrossValidated(config, tuple(sorted(folds.results, key=lambda result: result.seed)))

    def _boundary(self) -> Boundary | None:
        room = self.between()
        return None if room is None else Boundary(room.network, room.field.boundary)

    def _pick(self) -> Pick:
        picked, picture = self.picked, self.picked.picture
        place = ("", "", 0) if picture is None else (picture.name, picture.part, picture.index)
        return Pick(picked.picks, picked.title, *place, picked.previous_title)

    def _photo_counts(self) -> PhotoCounts:
        read = [entry.actual for entry in self.photos if entry.state is PhotoState.READ]
        answers, dataset = [answer for answer in read if answer], self.workspace.dataset
        labels = [] if dataset is None else [label_of(answer, dataset.classes) for answer in answers]
        labeled = sum(label is not None for label in labels)
        return PhotoCounts(len(self.photos) - len(read), len(read), len(answers), labeled)
