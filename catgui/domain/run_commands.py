"""The commands of a run: what each would do now, in words, or why it can do nothing."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum
from typing import NamedTuple

from catgui.domain.prediction_texts import OPEN_DATA
from engine.training.config import TrainingConfig

TRAIN, CONTINUE, PAUSE, STEP, STOP, START_OVER = "Train", "Continue", "Pause", "Step", "Stop", "Start over"
WATCH, INSTANT = "Watch", "Instant"

_TRAIN_FIRST = "Train first"
_NOT_UNDER_WAY = "No run is under way"


class RunAction(Enum):
    """What a command does.

    TRAIN starts a new run with the settings. CONTINUE goes on after the last iteration, and so does EXTEND, with the
    iterations of the settings. SEEK shows the next iteration of the run. WATCH and INSTANT choose how fast the run
    under way is, and those that a press of Train begins.
    """

    TRAIN = "train"
    PAUSE = "pause"
    CONTINUE = "continue"
    EXTEND = "extend"
    SEEK = "seek"
    STOP = "stop"
    START_OVER = "start over"
    WATCH = "watch"
    INSTANT = "instant"


class Command(NamedTuple):
    """A button or menu entry: its text, a tip, and its action.

    Attributes: `tip`, what it does, or why it is disabled; `action`, None if it is disabled; `is_on`, whether the
    choice that the command makes is made, or None.
    """

    text: str
    tip: str
    action: RunAction | None = None
    is_on: bool | None = None


class RunSituation(NamedTuple):
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
    def can_be_extended(self) -> bool:
        """Whether the run can go on after its last iteration with the settings, of which only the iterations differ."""
        if self.run is None or not self.can_replay or self.has_failed or self.run.patience:
            return False
        is_same = replace(self.settings, iterations=self.run.iterations) == self.run
        return is_same and self.differs and 0 < self.done < self.settings.iterations


def run_commands(situation: RunSituation) -> dict[str, Command]:
    """The commands by name: "train" (Train, Pause or Continue), "step", "stop", "reset", and of the speed."""
    return {
        "train": _train(situation),
        "step": _step(situation),
        "stop": _stop(situation),
        "reset": _start_over(situation),
        "watch": Command(WATCH, "Train takes 10 s; all panels follow", RunAction.WATCH, is_on=situation.watches),
        "instant": Command(INSTANT, "As fast as can be (F9)", RunAction.INSTANT, is_on=not situation.watches),
    }


def _train(now: RunSituation) -> Command:
    if now.is_running:
        return Command(PAUSE, "Continue goes on (Space)", RunAction.PAUSE)
    if not now.has_data:
        return Command(TRAIN, OPEN_DATA)
    going_on = _continuing(now)
    if going_on is not None:
        return Command(CONTINUE, f"Continue after iteration {now.done:,} (Space)", going_on)
    if now.is_repeating and not now.is_complete and not now.differs:
        return Command(CONTINUE, now.replay_obstacle)
    return Command(TRAIN, "Start a new run (Space)", RunAction.TRAIN)


def _step(now: RunSituation) -> Command:
    if not now.has_data:
        return Command(STEP, OPEN_DATA)
    if now.is_running:
        return Command(STEP, "Pause first")
    if now.run is None or not now.done:
        return Command(STEP, "Start a new run with one iteration", RunAction.TRAIN)
    if now.is_rewound:
        return Command(STEP, "Show the next iteration", RunAction.SEEK)
    if (going_on := _continuing(now)) is not None:
        return Command(STEP, "Do one more iteration", going_on)
    if now.is_unfinished:
        return Command(STEP, "Do one more iteration, with this run's settings", RunAction.CONTINUE)
    return Command(STEP, now.replay_obstacle or _NOT_UNDER_WAY)


def _stop(now: RunSituation) -> Command:
    if not (now.is_running or now.is_paused):
        return Command(STOP, _NOT_UNDER_WAY)
    return Command(STOP, "End this run; Continue can go on (Esc)", RunAction.STOP)


def _start_over(now: RunSituation) -> Command:
    if now.run is None:
        return Command(START_OVER, _TRAIN_FIRST)
    return Command(START_OVER, "Back to iteration 0; Runs keeps this run (Ctrl+R)", RunAction.START_OVER)


def _continuing(now: RunSituation) -> RunAction | None:
    """The action that continues after the last iteration, whichever is shown; None if the run cannot."""
    if now.is_unfinished and not now.differs:
        return RunAction.CONTINUE
    return RunAction.EXTEND if now.can_be_extended else None
