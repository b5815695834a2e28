"""The commands of a run: what each would do now, in words, or why it can do nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import NamedTuple

from catgui.domain.prediction_texts import OPEN_DATA
from engine.training.config import TrainingConfig

TRAIN, CONTINUE, CONTINUE_FROM_END, CONTINUE_FROM_HERE = "Train", "Continue", "Continue from end", "Continue from here"
PAUSE, STEP, STOP, START_OVER = "Pause", "Step", "Stop", "Start over"
WATCH, INSTANT = "Watch", "Instant"

_GO_BACK = "Go back with the slider, or change the settings"
_KEPT = "A run keeps its features and layers: press Train"
_TRAIN_FIRST = "Train first"
_NOT_UNDER_WAY = "No run is under way"


class RunAction(Enum):
    """What a command does.

    TRAIN starts a new run with the settings. CONTINUE goes on after the last iteration, BRANCH from the iteration
    shown with the settings, and SEEK shows the next iteration of the run. WATCH and INSTANT choose how fast the run
    under way is, and those that a press of Train begins.
    """

    TRAIN = "train"
    PAUSE = "pause"
    CONTINUE = "continue"
    BRANCH = "branch"
    SEEK = "seek"
    STOP = "stop"
    START_OVER = "start over"
    WATCH = "watch"
    INSTANT = "instant"


class Command(NamedTuple):
    """A button or menu entry: its text, a tip, and its action.

    Attributes: `tip`, what it does, or why it is disabled; `action`, None if it is disabled; `shorter`, the text of a
    button that has no room for `text`, or ''; `is_on`, whether the choice that the command makes is made, or None.
    """

    text: str
    tip: str
    action: RunAction | None = None
    shorter: str = ""
    is_on: bool | None = None


@dataclass(frozen=True, slots=True)
class RunSituation:
    """The state of data, run and settings that the commands depend on.

    Attributes: `settings`, those of the form; `run`, those of the run, or None without a run; `is_running`, from its
    first iteration until the last one under way has ended; `is_paused`, it is not running and has not ended;
    `can_replay`, its iterations are known here, and `replay_obstacle`, why not; `is_repeating`, they soon will be;
    `watches`, runs that a press of Train begins are slowed down; `has_failed`, it cannot go on after its last
    iteration; `is_over`, its settings leave no iteration to do; `done`, the number of its iterations; `position`, the
    one shown.
    """

    settings: TrainingConfig
    has_data: bool = True
    run: TrainingConfig | None = None
    is_running: bool = False
    is_paused: bool = False
    can_replay: bool = True
    replay_obstacle: str = ""
    is_repeating: bool = False
    watches: bool = True
    has_failed: bool = False
    is_over: bool = False
    done: int = 0
    position: int = 0

    @property
    def is_rewound(self) -> bool:
        """Whether an iteration before the last is shown."""
        return self.position < self.done

    @property
    def is_unfinished(self) -> bool:
        """Whether the run can go on after its last iteration with its own settings."""
        return self.done > 0 and self.can_replay and not (self.has_failed or self.is_over)

    @property
    def is_complete(self) -> bool:
        """Whether all iterations of the run are done."""
        return self.run is not None and self.done >= self.run.iterations

    @property
    def differs(self) -> bool:
        """Whether the settings are not those of the run."""
        return self.settings != self.run

    @property
    def only_iterations_differ(self) -> bool:
        """Whether the settings ask for the same run, but longer or shorter."""
        return self.run is not None and self.differs and self._with_iterations_of_run == self.run

    @property
    def _with_iterations_of_run(self) -> TrainingConfig:
        assert self.run is not None
        return replace(self.settings, iterations=self.run.iterations)


def run_commands(situation: RunSituation) -> dict[str, Command]:
    """The commands by name: "train" (Train, Pause or Continue), "step", "stop", "reset", "branch", and of the speed."""
    return {
        "train": _train(situation),
        "step": _step(situation),
        "stop": _stop(situation),
        "reset": _start_over(situation),
        "branch": _branch(situation),
        "watch": Command(WATCH, "Train takes 3 s or more; all panels follow", RunAction.WATCH, is_on=situation.watches),
        "instant": Command(INSTANT, "As fast as can be (F9)", RunAction.INSTANT, is_on=not situation.watches),
    }


class PendingChange(NamedTuple):
    """What will be done with changed settings: a text, a tip, and the name of the command that does it."""

    text: str
    tip: str
    command: str


def pending_change(changed: str, commands: Mapping[str, Command], position: int) -> PendingChange | None:
    """How one of `commands` would use the `changed` settings at the iteration `position`; None if no command does.

    To go on from the iteration shown comes first: it was chosen by the user.
    """
    branch, train = commands["branch"], commands["train"]
    if branch.action is RunAction.BRANCH:
        return PendingChange(f"{changed}: apply from iteration {position:,} on", branch.tip, "branch")
    if train.action is RunAction.TRAIN:
        return PendingChange(f"{changed}: train again", train.tip, "train")
    if train.action is not None:
        return PendingChange(f"{changed}: continue training", train.tip, "train")
    return None


def _train(now: RunSituation) -> Command:
    if now.is_running:
        return Command(PAUSE, "Continue goes on (Space)", RunAction.PAUSE)
    if not now.has_data:
        return Command(TRAIN, OPEN_DATA)
    going_on = _continuing(now)
    if going_on is not None:
        tip = f"Continue after iteration {now.done:,} (Space)"
        if now.is_rewound:
            # Beside it there is “Continue from here”.
            return Command(CONTINUE_FROM_END, tip, going_on, shorter=CONTINUE)
        return Command(CONTINUE, tip, going_on)
    if now.is_repeating and not now.is_complete and not now.differs:
        return Command(CONTINUE, now.replay_obstacle)
    return Command(TRAIN, "Start a new run (Space)", RunAction.TRAIN)


def _step(now: RunSituation) -> Command:
    if now.is_running or not now.has_data:
        return Command(STEP, _obstacle(now))
    if now.run is None or not now.done:
        return Command(STEP, "Start a new run with one iteration", RunAction.TRAIN)
    going_on = _going_on(now)
    if now.is_rewound and not (now.differs and going_on):
        return Command(STEP, "Show the next iteration", RunAction.SEEK)
    if going_on is not None:
        return Command(STEP, "Do one more iteration", going_on)
    if now.is_unfinished:
        return Command(STEP, "Do one more iteration, with this run's settings", RunAction.CONTINUE)
    return Command(STEP, _obstacle(now))


def _stop(now: RunSituation) -> Command:
    if not (now.is_running or now.is_paused):
        return Command(STOP, _NOT_UNDER_WAY)
    return Command(STOP, "End this run; Continue can go on (Esc)", RunAction.STOP)


def _start_over(now: RunSituation) -> Command:
    if now.run is None:
        return Command(START_OVER, _TRAIN_FIRST)
    return Command(START_OVER, "Back to iteration 0; Runs keeps this run (Ctrl+R)", RunAction.START_OVER)


def _continuing(now: RunSituation) -> RunAction | None:
    """The action that continues after the last iteration, whichever is shown; None if the run cannot, or branches."""
    if now.is_running:
        return None
    if now.is_unfinished and not now.differs:
        return RunAction.CONTINUE
    longer = now.only_iterations_differ and not now.is_rewound and not now.has_failed
    return _going_on(now) if longer else None


def _branch(now: RunSituation) -> Command:
    """The only way to go on from an earlier iteration, or with other settings; never the same as "train"."""
    going_on = _going_on(now)
    if going_on is None:
        return Command(CONTINUE_FROM_HERE, _obstacle(now))
    if not now.is_rewound and _continuing(now) is not None:
        return Command(CONTINUE_FROM_HERE, _GO_BACK)
    return Command(CONTINUE_FROM_HERE, f"Continue after iteration {now.position:,} (Ctrl+T)", going_on)


def _going_on(now: RunSituation) -> RunAction | None:
    """The action that continues from the iteration shown, or None if the run cannot."""
    if _obstacle(now):
        return None
    return RunAction.BRANCH if now.is_rewound or now.differs else RunAction.CONTINUE


def _obstacle(now: RunSituation) -> str:
    """Why the run cannot go on from the iteration shown, as a request to the user; '' if it can."""
    if not now.has_data:
        return OPEN_DATA
    if now.is_running:
        return "Pause first"
    if now.run is None or not now.done:
        return _TRAIN_FIRST
    if not now.can_replay:
        return now.replay_obstacle
    if (now.settings.features, now.settings.hidden_layers) != (now.run.features, now.run.hidden_layers):
        return _KEPT
    if not now.is_rewound and (now.has_failed or (now.is_over and not now.differs)):
        return _GO_BACK
    if now.settings.iterations <= now.position:
        return f"Set more than {now.position:,} iterations"
    return ""
