"""Where the time goes between a move of a slider and the whole new curve, and while it is dragged."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import wraps
from itertools import pairwise
from statistics import median
from time import perf_counter, thread_time
from typing import Any, NamedTuple
from unittest.mock import patch

from catgui.models.training.session import TrainingSession
from catgui.models.training.settings import TrainingSettings
from catgui.widgets.plots.cost_plot import CostPlot
from catgui.workers.training_worker import TrainingWorker
from engine.training.run import TrainingRun
from engine.training.trainer import Trainer

# Name of a stage -> the method that is it.
_METHODS = {
    "settings": (TrainingSettings, "set_value"),
    "restart": (TrainingSession, "_begin"),
    "worker": (TrainingWorker, "run"),
    "set-up": (Trainer, "__init__"),
    "test costs": (TrainingRun, "test_cost"),
    "evaluation": (TrainingRun, "snapshot"),
    "panels": (TrainingSession, "show"),
    "redraw": (CostPlot, "redraw"),
    "paint": (CostPlot, "paintEvent"),
}


class _Call(NamedTuple):
    began: float
    ended: float
    cpu: float

    @property
    def seconds(self) -> float:
        return self.ended - self.began


class StageRecorder:
    """Records the calls of the methods that a restart goes through, and when the whole curve was painted.

    Attributes: `calls`, by stage, since the last `clear`; `whole_curves`, when each whole curve was painted first.
    """

    def __init__(self) -> None:
        self.calls: dict[str, list[_Call]] = {}
        self.whole_curves: list[float] = []
        self._drawn: object = None
        self._painted: object = None
        self.clear()

    def clear(self) -> None:
        """Forget all calls and curves."""
        self.calls = {name: [] for name in _METHODS}
        self.whole_curves.clear()

    @contextmanager
    def recording(self) -> Iterator[None]:
        """Record what is called in the block. A window must be built in it."""
        with ExitStack() as patches:
            for name, (kind, method) in _METHODS.items():
                patches.enter_context(patch.object(kind, method, self._recorded(name, getattr(kind, method))))
            yield

    def _recorded(self, name: str, method: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(method)
        def call(self_: Any, *args: Any, **kwargs: Any) -> Any:
            began, cpu = perf_counter(), thread_time()
            try:
                return method(self_, *args, **kwargs)
            finally:
                self.calls[name].append(_Call(began, perf_counter(), thread_time() - cpu))
                self._find_whole_curve(name, self_)

        return call

    def _find_whole_curve(self, name: str, plot: Any) -> None:
        """Note the paint event after the redraw that drew all costs of a run."""
        if name == "redraw":
            session = getattr(plot.window(), "session", None)
            run = session.now.run if session else None
            self._drawn = session.now.costs if run and plot._drawn[0] == run.iterations else None
        elif name == "paint" and self._drawn is not None and self._drawn is not self._painted:
            self._painted = self._drawn
            self.whole_curves.append(perf_counter())

    def stages_since(self, moved: float, is_at_rest: float) -> dict[str, float]:
        """Seconds by stage between a move and the rest after it."""
        worker = self.calls["worker"][-1]
        total = {name: sum(call.seconds for call in calls) for name, calls in self.calls.items()}
        drawing = self.calls["redraw"] + self.calls["paint"]
        shown = min((call.began for call in self.calls["panels"]), default=worker.ended)
        stages = {
            "settings and form, until the thread runs": worker.began - moved,
            "engine: set-up": total["set-up"],
            "engine: test costs": total["test costs"] - total["set-up"],  # the first of them sets the trainer up
            "engine: evaluation": total["evaluation"],
        }
        stages["engine: steps, and their costs emitted"] = worker.seconds - sum(list(stages.values())[1:])
        return stages | {
            "curve drawn and painted in mid-run": sum(c.seconds for c in drawing if c.ended < worker.ended),
            "from the last step to the window": max(0.0, shown - worker.ended),
            "panels and curve after the run": is_at_rest - max(shown, worker.ended),
        }

    def stages_of_drag(self) -> dict[str, float]:
        """Seconds by stage for each run of a drag; those of the window are the CPU time of its thread."""
        runs = self.calls["worker"]
        cpu = {name: sum(call.cpu for call in calls) / len(runs) for name, calls in self.calls.items()}
        return {
            "a run in its thread": median(run.seconds for run in runs),
            "of that at work": median(run.cpu for run in runs),
            "from its last step to the next run": median(later.began - run.ended for run, later in pairwise(runs)),
            "window: settings and form": cpu["settings"],
            "window: another run begun": cpu["restart"],
            "window: curve drawn and painted": cpu["redraw"] + cpu["paint"],
            "window: panels": cpu["panels"],
        }


def stage_table(title: str, examples: list[dict[str, float]], bare: float) -> str:
    """Lines with the median of each stage, in milliseconds and as a share of a bare run of the engine."""
    lines = [f"  {title:58} {'ms':>10} {'of a bare run':>16}"]
    for name in examples[0]:
        seconds = median(example[name] for example in examples)
        lines.append(f"    {name:56} {1e3 * seconds:10.2f} {seconds / bare:15.2f}x")
    return "\n".join(lines)
