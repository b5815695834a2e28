"""What a lesson is: steps, each with a text, a widget it points at, and a condition that completes it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto


class Condition(Enum):
    """What completes a step. The lesson guide knows how to test each."""

    TRAINED = auto()  # a run has ended or is paused, with a network
    TRAINED_AS_NOTEBOOK = auto()  # with the notebook's learning rate
    TRAINED_WELL = auto()  # with a usual learning rate
    TRAINED_FAST = auto()  # with one that is far too high
    TRAINED_SLOWLY = auto()  # with one that is far too low
    TRAINED_ON_PIXELS = auto()
    TRAINED_ON_PRETRAINED = auto()  # on what pretrained filters make of the pictures
    TRAINED_BY_CONVOLUTION = auto()
    TRAINED_WITH_SHARES = auto()  # the network is the notebook's, whose predictions are sums of shares
    OTHER_SEED = auto()  # a run with another seed than when the step began
    REWOUND = auto()  # an earlier iteration is shown
    PICKED = auto()  # another picture is selected than when the step began
    FOLLOWED = auto()  # a training picture is explained
    SEEDS_STUDIED = auto()
    OWN_PICTURES = auto()  # the data set is made of folders of pictures
    TRAINED_ON_OWN = auto()
    PHOTO_ADDED = auto()
    PHOTO_LABELLED = auto()  # a photo has an actual class
    PHOTO_TAUGHT = auto()  # a run has ended on data to which pictures were added


class Assistance(Enum):
    """What "do it for me" does."""

    TRAIN = auto()
    CLICK = auto()  # the widget pointed at, a button
    SELECT = auto()  # in the list of wrong predictions: the first picture taken for class 1
    OPEN = auto()  # the first item of the list pointed at
    TRAIN_WITH = auto()  # sets the learning rate, the seed or the features, and trains
    SEEK_LOWEST = auto()  # shows the iteration with the lowest test cost
    COMMAND = auto()  # calls an action of the menus
    PRACTICE = auto()  # opens a folder made of the built-in drawings


# A learning rate at which the notebook's network dies or diverges, and one at which 2,500 iterations teach it little.
TOO_FAST, TOO_SLOW = 0.5, 0.0001
NOTEBOOK_RATE = 0.0075
# Between these, training works.
USUAL_RATES = (0.001, 0.05)


@dataclass(frozen=True, slots=True)
class Assist:
    """A button that does what the step asks.

    Attributes: `field` and `value`, a setting for TRAIN_WITH, or an action for COMMAND and what to say if it is
    disabled.
    """

    caption: str
    kind: Assistance
    field: str = ""
    value: float | str = 0


@dataclass(frozen=True, slots=True)
class LessonStep:
    """A step of a lesson.

    Attributes: `title`; `text`, what to look at or to do; `target`, the object name of the widget it points at;
    `until`, what completes it, or None if there is only something to read; `done`, said when it is complete; `assist`,
    a button that does it, or None.
    """

    title: str
    text: str
    target: str
    until: Condition | None = None
    done: str = ""
    assist: Assist | None = None


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson. Attributes: `id`, under which progress is stored; `summary`, a sentence."""

    id: str
    title: str
    summary: str
    steps: tuple[LessonStep, ...]
