"""Texts about runs: settings, results, and the difference of two runs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields

from catgui.domain.csv import escape_formula, to_csv
from catgui.domain.run_record import RunRecord
from engine.analysis.run_summary import Finding, RunSummary
from engine.training.config import TrainingConfig

_DEFAULTS = TrainingConfig()
# Settings with their own column; others are listed if they differ from the default.
_FIGURES = ("train_cost", "test_cost", "train_accuracy", "test_accuracy")
_IN_COLUMNS = ("hidden_layers", "learning_rate", "iterations", "seed")
# The findings that are failures of the run.
FAILED_FINDINGS = (Finding.DIVERGED, Finding.DEAD, Finding.NEARLY_DEAD)
_DEAD_FINDINGS = (Finding.DEAD, Finding.NEARLY_DEAD)
_ACCURACY_FINDINGS = (Finding.STOPPED_EARLY, Finding.NO_BETTER, Finding.GAP, Finding.ACCURACY)


def format_value(value: object) -> str:
    """The value of a setting as text, as in its field."""
    if isinstance(value, tuple):
        return ", ".join(str(part) for part in value)
    if isinstance(value, float):
        return f"{value:g}"
    return str(value)


def format_settings(config: TrainingConfig, data: str, branched_at: int | None) -> dict[str, str]:
    """All settings of a run by name, with its data and its branching point."""
    found = {"data": data}
    found |= {_spaced(field.name): format_value(getattr(config, field.name)) for field in fields(config)}
    found["continues from step"] = "" if branched_at is None else str(branched_at)
    return found


def unusual_settings(record: RunRecord) -> str:
    """The ending of a run, and its other settings that differ from the default."""
    config = record.config
    unusual = [record.ending] if record.ending else []
    unusual += [
        f"{_spaced(field.name)} {format_value(getattr(config, field.name))}"
        for field in fields(config)
        if field.name not in _IN_COLUMNS and getattr(config, field.name) != getattr(_DEFAULTS, field.name)
    ]
    if record.branched_at is not None:
        unusual.append(f"continues from step {record.branched_at:,}")
    return ", ".join(unusual)


def describe_difference(one: RunRecord, other: RunRecord) -> str:
    """The differences between two runs: settings and test accuracy."""
    before, after = (format_settings(run.config, run.data, run.branched_at) for run in (one, other))
    changes = [
        f"{name} {before[name] or 'no'} → {after[name] or 'no'}" for name in before if before[name] != after[name]
    ]
    gain = 100 * (other.test_accuracy - one.test_accuracy)
    settings = "; ".join(changes) if changes else "the same settings"
    return f"{one.title} → {other.title}: {settings}. Test accuracy {gain:+.1f} points."


def run_csv(records: Iterable[RunRecord]) -> str:
    """A row per run: number, name, settings and final results."""
    names = [field.name for field in fields(TrainingConfig)]
    titles = ["run", "name", "data", *names, "branched_at", "steps", *_FIGURES, "ending"]
    return to_csv([titles, *(_row(record, names) for record in records)])


def click_text(summary: RunSummary) -> str:
    """What a click on the summary of a run does; '' if there is nothing to do."""
    if summary.learning_rate is not None:
        return f"Set the learning rate to {summary.learning_rate:g}"
    if summary.iterations is not None:
        return f"Set the iterations to {summary.iterations:,}"
    if summary.finding is Finding.OVERFITTING:
        return f"Show the network after iteration {summary.iteration:,}"
    if summary.finding in _DEAD_FINDINGS:
        return "Show the units of the network in Weights"
    return "Show Results" if summary.finding in _ACCURACY_FINDINGS else ""


def _row(record: RunRecord, names: Iterable[str]) -> list[object]:
    labels = [record.number, escape_formula(record.name), escape_formula(record.data)]
    settings = [escape_formula(format_value(getattr(record.config, name))) for name in names]
    branched = "" if record.branched_at is None else record.branched_at
    figures = [record.cost, record.test_cost, record.train_accuracy, record.test_accuracy]
    return [*labels, *settings, branched, len(record.train), *figures, record.ending]


def _spaced(name: str) -> str:
    return name.replace("_", " ")
