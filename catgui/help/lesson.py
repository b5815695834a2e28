"""What a lesson is: steps, each with a text, a widget it points at, and a check of what the window shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from typing import Any, NamedTuple

import numpy as np

from engine.analysis.run_summary import Failure
from engine.data.dataset import Dataset
from engine.experiments.cross_validation import RepeatResult
from engine.experiments.seed_study import SeedResult
from engine.nn.interface import TrainableNetwork
from engine.saved_model.model import SavedRun
from engine.training.config import TrainingConfig
from engine.training.run import Snapshot, TrainingRun
from engine.typing import FloatArray

_NO_COSTS = np.zeros(0)


class Assistance(Enum):
    """What "do it for me" does."""

    TRAIN = auto()
    CLICK = auto()  # the widget pointed at, a button
    SELECT = auto()  # in the list of wrong predictions: the first picture taken for class 1
    OPEN = auto()  # the first item of the list pointed at
    TRAIN_WITH = auto()  # sets some settings, and trains a new run
    TRAIN_AS_NOTEBOOK = auto()  # restores the notebook's settings but for those given, and trains a new run
    TRAIN_OTHER_SEED = auto()  # trains a new run with the next seed
    SEEK_LOWEST = auto()  # shows the iteration with the lowest test cost
    COMMAND = auto()  # calls an action of the menus
    SHOW = auto()  # brings the panel of the widget pointed at to the front
    PRACTICE = auto()  # opens a folder made of the built-in drawings


@dataclass(frozen=True, slots=True)
class Assist:
    """A button that does what the step asks. Attributes: `settings` to train with; `action`, that of COMMAND."""

    caption: str
    kind: Assistance
    settings: Mapping[str, Any] = field(default_factory=dict, hash=False)
    action: str = ""


@dataclass(frozen=True, slots=True)
class Pick:
    """The selected picture.

    Attributes: `count`, how many pictures have been selected so far; `title` and `name`; `part` and `index` in the
    data, '' and 0 for another picture; `origin`, the title of the picture from which it was opened, or ''.
    """

    count: int = 0
    title: str = ""
    name: str = ""
    part: str = ""
    index: int = 0
    origin: str = ""


class CrossValidated(NamedTuple):
    """A complete cross-validation of the open data: its settings, and the results of its repeats."""

    config: TrainingConfig
    results: tuple[RepeatResult, ...]


class Boundary(NamedTuple):
    """Where the answer changes between three pictures: the network, and the segments (s, 4) in a field of 1 by 1."""

    network: TrainableNetwork
    segments: FloatArray


class PhotoCounts(NamedTuple):
    """How many of the user's photos are `unread` or `read`, and of those how many are `answered`, `labeled`.

    An answer is a label if the data have that class.
    """

    unread: int = 0
    read: int = 0
    answered: int = 0
    labeled: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class RunFacts:
    """What the window shows, as far as lessons ask.

    Attributes: `dataset`, the open data, and `folder`, they if they were made of folders of pictures; `settings`, those
    of the form; `run`, `is_training`, whether it takes steps, `is_repeating`, whether that of a file is trained again,
    `failure`, and `is_over`, whether it has no step left; `costs` (n,); `test_costs` (k,) and their iterations, and
    `is_completing`, whether more of them are being computed; `network`, the one shown, `shown`, its evaluation, and
    `end`, that of the last network, both at the threshold of the window; `position`, the iteration shown or about to
    be, and `reach`, how many iterations one pixel of the slider is; `pick`; `photos`; `seeds`, the results of the
    study, `is_studying`, and `is_study_current`, whether its data and settings are these; `folds`, the last
    cross-validation, or None; `boundary`, the one seen in Between, or None; `has_change`, whether it is known what
    an edit has changed; `met`, the checks that have been met in this lesson; `before`, the first facts since the
    beginning of the step that it can compare with, or None.
    """

    dataset: Dataset | None = None
    folder: Dataset | None = None
    settings: TrainingConfig = field(default_factory=TrainingConfig)
    run: TrainingRun | SavedRun | None = None
    is_training: bool = False
    is_repeating: bool = False
    failure: Failure | None = None
    is_over: bool = False
    costs: FloatArray = field(default_factory=_NO_COSTS.copy)
    test_iterations: FloatArray = field(default_factory=_NO_COSTS.copy)
    test_costs: FloatArray = field(default_factory=_NO_COSTS.copy)
    is_completing: bool = False
    network: TrainableNetwork | None = None
    shown: Snapshot | None = None
    end: Snapshot | None = None
    position: int = 0
    reach: int = 1
    pick: Pick = field(default_factory=Pick)
    photos: PhotoCounts = field(default_factory=PhotoCounts)
    seeds: tuple[SeedResult, ...] = ()
    is_studying: bool = False
    is_study_current: bool = False
    folds: CrossValidated | None = None
    boundary: Boundary | None = None
    has_change: bool = False
    met: frozenset[Check] = frozenset()
    before: RunFacts | None = None

    @property
    def ran(self) -> TrainingRun | None:
        """The run, if it was trained here and has costs; else None."""
        return None if self.run is None or isinstance(self.run, SavedRun) or not len(self.costs) else self.run

    def is_at(self, other: RunFacts) -> bool:
        """Whether data and run are those of `other`, and the run has come as far."""
        is_same = self.dataset is other.dataset and self.run is other.run
        return is_same and len(self.costs) == len(other.costs)


class StepState(NamedTuple):
    """What a check says of the facts.

    Attributes: `note`, what the run on the screen shows, or what is missing, or ''; `is_done`; `remedy`, what brings
    about what the step needs where its own button does not, or None.
    """

    note: str = ""
    is_done: bool = False
    remedy: Assist | None = None


Check = Callable[[RunFacts], StepState]


@dataclass(frozen=True, slots=True)
class LessonStep:
    """A step of a lesson.

    Attributes: `title`; `text`, what to look at or to do, with names as in `catgui.help.pages`; `target`, the object
    name of the widget it points at; `check`, what is said of the run on the screen and completes the step, or None;
    `done`, said when it is complete, before the note, or '' if there is only something to read; `assist`, a button that
    does it, or None; `compares`, which facts those after are compared with, or None for those at the beginning of the
    step; `after`, checks of other steps that are met here as well; `is_of_run`, whether what is said stays as it is
    while a run is under way.
    """

    title: str
    text: str
    target: str
    check: Check | None = None
    done: str = ""
    assist: Assist | None = None
    compares: Callable[[RunFacts], bool] | None = None
    after: tuple[Check, ...] = ()
    is_of_run: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class StepProgress:
    """How far the user has come in a step.

    Attributes: `before`, the facts that those after are compared with; `facts`, those that `state` is of.
    """

    step: LessonStep
    before: RunFacts
    facts: RunFacts
    state: StepState = field(default_factory=StepState)

    def then(self, facts: RunFacts) -> StepProgress:
        """The progress once the window shows `facts`. What is done stays done until the run ends at another place."""
        step, before = self.step, self.before
        if before.dataset is not facts.dataset or not self._can_compare:
            before = facts
        if step.check is None or (facts.is_training and (step.is_of_run or self.state.is_done)):
            return replace(self, before=before)
        state = step.check(replace(facts, before=before))
        if self.state.is_done and not state.is_done and facts.is_at(self.facts):
            return self
        return StepProgress(step, before, facts, state)

    @property
    def _can_compare(self) -> bool:
        return self.step.compares is None or self.step.compares(self.before)

    @property
    def assist(self) -> Assist | None:
        """The remedy, if the button of the step has been tried in vain or comes too early; else that button."""
        own, state = self.step.assist, self.state
        if state.is_done or (state.note and not state.remedy and not self.step.done):
            return None
        if state.remedy is None:
            return own
        return own if own is not None and self._can_compare and self._is_untried(own) else state.remedy

    def _is_untried(self, assist: Assist) -> bool:
        """Whether the button would train other settings than those of the run."""
        run = self.facts.run
        if run is None:
            return False
        if assist.kind is Assistance.TRAIN:
            return run.config != self.facts.settings
        return any(getattr(run.config, name) != value for name, value in assist.settings.items())


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson.

    Attributes: `id`, under which progress is stored; `summary`, a sentence; `ability`, what one can do after it;
    `ideas`, two things to try then, each of which names a panel as in `catgui.help.pages`.
    """

    id: str
    title: str
    summary: str
    steps: tuple[LessonStep, ...]
    ability: str
    ideas: tuple[str, str]

    def tasks(self) -> tuple[int, ...]:
        """The numbers of the steps that ask for something."""
        return tuple(number for number, step in enumerate(self.steps) if step.done)


@dataclass(frozen=True, slots=True)
class LessonProgress:
    """How far the user has come in a lesson.

    Attributes: `reached`, the number of the step, after the last one that of all; `done`, how many tasks are done;
    `was_done`, whether it was gone through before with all its tasks.
    """

    lesson: Lesson
    reached: int
    done: int
    was_done: bool = False

    @classmethod
    def of(cls, lesson: Lesson, reached: Mapping[str, int], tasks: Mapping[str, int]) -> LessonProgress:
        """The progress in `lesson`, from what the settings have: the step by its id, and the tasks as bits.

        The bit after those of the steps is the whole lesson.
        """
        bits = tasks.get(lesson.id, 0)
        done, was_done = sum(bits >> number & 1 for number in lesson.tasks()), bits >> len(lesson.steps) & 1
        return cls(lesson, reached.get(lesson.id, 0), done, bool(was_done))

    @property
    def is_begun(self) -> bool:
        """Whether there is a step to go on from."""
        return 0 < self.reached < len(self.lesson.steps)

    @property
    def is_done(self) -> bool:
        """Whether it was gone through, with all its tasks."""
        return self.was_done or (self.reached >= len(self.lesson.steps) and self.done == len(self.lesson.tasks()))

    @property
    def text(self) -> str:
        """A line about a lesson that was begun, or ''."""
        if self.is_done:
            return "✓ Done"
        if self.reached < len(self.lesson.steps):
            return f"Step {self.reached + 1} of {len(self.lesson.steps)}" if self.is_begun else ""
        return (
            f"Looked through, {self.done} of {len(self.lesson.tasks())} tasks done" if self.done else "Looked through"
        )
