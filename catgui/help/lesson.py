"""What a lesson is: steps, each with a text, a widget it points at, and a condition that completes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any


class Condition(Enum):
    """What completes a step. `catgui.guidance.conditions` reads each from the models."""

    TRAINED = auto()  # a run has ended or is paused, and its network is neither dead nor diverged
    TRAINED_AS_NOTEBOOK = auto()  # with the notebook's settings but for seed and iterations, and it has learned
    TRAINED_FAST = auto()  # with a rate that is far too high, and the run has failed, or jumps and has not learned
    TRAINED_SLOWLY = auto()  # with one that is far too low, and the network has not learned
    TRAINED_WELL = auto()  # the network has learned, and the cost does not jump
    TRAINED_ON_PIXELS = auto()
    TRAINED_ON_PRETRAINED = auto()  # on what pretrained filters make of the pictures
    TRAINED_BY_CONVOLUTION = auto()
    LEARNED = auto()  # the network shown has learned
    OTHER_SEED = auto()  # a run that differs in its seed alone from that at the beginning of the step
    REWOUND = auto()  # the iteration shown is the one of the lowest test cost, as near as a hand gets with the slider
    NARROWED_GAP = auto()  # a run whose gap is smaller than that of the first run of the step that has one to narrow
    PICKED = auto()  # since the step began, a picture was selected that is wrongly taken for class 1
    FOLLOWED = auto()  # since the step began, a training picture was opened to be explained
    SEEDS_STUDIED = auto()  # the settings, from several seeds
    OWN_PICTURES = auto()  # the data set is made of folders of pictures
    TRAINED_ON_OWN = auto()  # a network has learned these
    PHOTO_ADDED = auto()  # a photo has been read
    PHOTO_LABELED = auto()  # one has an actual class that the data have
    PHOTO_TAUGHT = auto()  # a run has ended on a training part to which pictures were added


class Observation(Enum):
    """What a step that is only read says of the run on the screen."""

    CURVES = auto()  # where both curves begin and end, and where the test cost is lowest
    GAP = auto()  # the accuracies of the network shown
    FAILURE = auto()  # how the run has failed
    FILTERS = auto()  # why there are no filters
    SPREAD = auto()  # the test accuracies of the seeds
    ACCURACY = auto()  # the test accuracy of a run that has ended
    CHANGE = auto()  # what is in the way of comparing the networks before and after an edit


class Assistance(Enum):
    """What "do it for me" does."""

    TRAIN = auto()
    CLICK = auto()  # the widget pointed at, a button
    SELECT = auto()  # in the list of wrong predictions: the first picture taken for class 1
    OPEN = auto()  # the first item of the list pointed at
    TRAIN_WITH = auto()  # sets the learning rate, the seed or the features, and trains a new run
    TRAIN_AS_NOTEBOOK = auto()  # restores the notebook's settings, sets the one given, and trains a new run
    TRAIN_OTHER_SEED = auto()  # trains a new run with the next seed
    SEEK_LOWEST = auto()  # shows the iteration with the lowest test cost
    COMMAND = auto()  # calls an action of the menus
    PRACTICE = auto()  # opens a folder made of the built-in drawings


# A learning rate at which the notebook's network dies or diverges, one at which 2,500 iterations teach it little, and
# one at which its cost falls without jumps: tried on the drawings, the course photos and the practice pictures.
TOO_FAST, TOO_SLOW, GOOD_RATE = 0.5, 0.0001, 0.003
NOTEBOOK_RATE = 0.0075


@dataclass(frozen=True, slots=True)
class Assist:
    """A button that does what the step asks.

    Attributes: `field` and `value`, a setting to train with, or an action for COMMAND; `also`, other settings to train
    with.
    """

    caption: str
    kind: Assistance
    field: str = ""
    value: float | str = 0
    also: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class LessonStep:
    """A step of a lesson.

    Attributes: `title`; `text`, what to look at or to do, with names as in `catgui.help.links`; `target`, the object
    name of the widget it points at; `until`, what completes it, or None if there is only something to read; `done`,
    said when it is complete, after which come the figures; `assist`, a button that does it, or None; `shows`, what is
    said of the run on the screen in a step to read or a complete one, or None; `after`, what completes it only once one
    of these has been met in this lesson, or () if anything does.
    """

    title: str
    text: str
    target: str
    until: Condition | None = None
    done: str = ""
    assist: Assist | None = None
    shows: Observation | None = None
    after: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson.

    Attributes: `id`, under which progress is stored; `summary`, a sentence; `ability`, what one can do after it;
    `ideas`, two things to try then, each of which names a panel as in `catgui.help.links`.
    """

    id: str
    title: str
    summary: str
    steps: tuple[LessonStep, ...]
    ability: str
    ideas: tuple[str, str]

    def tasks(self) -> tuple[int, ...]:
        """The numbers of the steps that ask for something."""
        return tuple(number for number, step in enumerate(self.steps) if step.until is not None)


@dataclass(frozen=True, slots=True)
class LessonProgress:
    """How far the user has come in a lesson.

    Attributes: `reached`, the number of the step, after the last one that of all; `done`, how many tasks are done.
    """

    lesson: Lesson
    reached: int
    done: int

    @classmethod
    def of(cls, lesson: Lesson, reached: Mapping[str, int], tasks: Mapping[str, int]) -> LessonProgress:
        """The progress in `lesson`, from what the settings have: the step by its id, and the tasks as bits."""
        bits = tasks.get(lesson.id, 0)
        return cls(lesson, reached.get(lesson.id, 0), sum(bits >> number & 1 for number in lesson.tasks()))

    @property
    def is_begun(self) -> bool:
        """Whether there is a step to go on from."""
        return 0 < self.reached < len(self.lesson.steps)

    @property
    def is_done(self) -> bool:
        """Whether it was gone through, with all its tasks."""
        return self.reached >= len(self.lesson.steps) and self.done == len(self.lesson.tasks())

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
