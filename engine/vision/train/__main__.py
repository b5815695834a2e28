"""The command that trains the detector: `python -m engine.vision.train FOLDER --out FILE`."""

from __future__ import annotations

import argparse
import shlex
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from engine.errors import EngineError
from engine.text import printable
from engine.vision.convolution import team
from engine.vision.filters_file import load_filters
from engine.vision.train.calibration import calibrate
from engine.vision.train.session import Position, TrainingFiles, train_detector
from engine.vision.train.trainer import ON_PLAN, TrainingPlan

_DEFAULTS = TrainingPlan()
_LINE_SECONDS = 10.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; its exit status."""
    given = _parser().parse_args(arguments)
    plan = _plan(given)
    checkpoint = given.checkpoint or given.out.with_suffix(".checkpoint.npz")
    try:
        if given.calibrate:
            _calibrate(given.folder, given.out, given.threads)
            return 0
        _train(TrainingFiles(given.folder, given.out, checkpoint, given.on), plan, given.threads)
    except KeyboardInterrupt:
        print(f"\n{_how_to_go_on(checkpoint)}", file=sys.stderr)
        return 130
    except EngineError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _plan(given: argparse.Namespace) -> TrainingPlan:
    if given.on is None:
        return TrainingPlan(seed=given.seed, epochs=given.epochs or _DEFAULTS.epochs)
    return replace(ON_PLAN, seed=given.seed, epochs=given.epochs or ON_PLAN.epochs)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m engine.vision.train", description="Train the cat detector.")
    parser.add_argument(
        "folder", type=Path, help="The folder with cifar10.zip, photos96.zip, more96.zip and fullsize.zip."
    )
    parser.add_argument("--out", type=Path, required=True, help="The file of filters to write (.npz).")
    parser.add_argument("--seed", type=int, default=_DEFAULTS.seed, help="Default: %(default)s")
    parser.add_argument("--epochs", type=int, help=f"Default: {_DEFAULTS.epochs}; with --on {ON_PLAN.epochs}")
    parser.add_argument("--on", type=Path, help="A file of filters to train on, with hard cases, at a low rate.")
    parser.add_argument("--checkpoint", type=Path, help="Where to go on from (default: beside OUT).")
    parser.add_argument("--threads", type=int, default=2, help="Default: %(default)s; the result is the same.")
    parser.add_argument(
        "--calibrate",
        action="store_true",
        help="Calibrate OUT on half of fullsize.zip, and measure it on the other half.",
    )
    return parser


def _how_to_go_on(checkpoint: Path) -> str:
    if checkpoint.exists():
        return f"Interrupted: the same command goes on from {printable(checkpoint)}."
    return "Interrupted: the same command begins again."


def _command(plan: TrainingPlan, files: TrainingFiles) -> str:
    """The command that makes the same filters on any computer, to be written into their file."""
    # Paths are those of one computer, and the defaults of one version.
    options = ["--out", files.out.name, "--seed", str(plan.seed), "--epochs", str(plan.epochs)]
    options += [] if files.on is None else ["--on", files.on.name]
    return shlex.join(["python", "-m", "engine.vision.train", "FOLDER", *options])


def _train(files: TrainingFiles, plan: TrainingPlan, threads: int) -> None:
    shown, epochs_shown, begun = 0.0, 0, time.monotonic()
    for steps, position in enumerate(train_detector(files, plan, threads, _command(plan, files)), 1):
        for number, figures in enumerate(position.curve[epochs_shown:], epochs_shown + 1):
            print(f"epoch {number} of {position.epochs} ended: {_listed(figures)}", flush=True)
        epochs_shown = len(position.curve)
        now = time.monotonic()
        if now - shown >= _LINE_SECONDS:
            shown = now
            print(_line(position, (now - begun) / steps), flush=True)
    print(f"written: {printable(files.out)}, {_listed(load_filters(files.out).about['validation'])}")
    _calibrate(files.folder, files.out, threads)


def _calibrate(folder: Path, out: Path, threads: int) -> None:
    with team(threads) as members:
        record = calibrate(folder, out, members)
    print(f"calibrated: {printable(out)}. {record.sentence()}")


def _listed(figures: dict[str, float]) -> str:
    return ", ".join(f"{name} {value:.4f}" for name, value in figures.items())


def _line(position: Position, seconds: float) -> str:
    last = f", last epoch: {_listed(position.curve[-1])}" if position.curve else ""
    return (
        f"epoch {position.epoch} of {position.epochs}, step {position.done} of {position.steps}: "
        f"cost {position.cost:.4f}, {1000 * seconds:.0f} ms a step{last}"
    )


if __name__ == "__main__":
    sys.exit(main())
