"""What is said of runs: their settings and figures as texts, and how two of them differ."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields

from catgui.domain.csv import escape_formula, to_csv
from catgui.domain.run_record import RunRecord
from engine.training.config import TrainingConfig

_DEFAULTS = TrainingConfig()
# Settings with a column of their own; the others are told where they are not the default.
_FIGURES = ("train_cost", "test_cost", "train_accuracy", "test_accuracy")
_IN_COLUMNS = ("hidden_layers", "learning_rate", "iterations", "seed")


def format_value(value: object) -> str:
    """A setting's value, as it is typed into its field."""
    if isinstance(value, tuple):
        return ", ".join(str(part) for part in value)
    if isinstance(value, float):
        return f"{value:g}"
    return str(value)


def format_settings(config: TrainingConfig, data: str, branched_at: int | None) -> dict[str, str]:
    """All settings of a run by name, its data and where it branched off among them."""
    found = {"data": data}
    found |= {_spaced(field.name): format_value(getattr(config, field.name)) for field in fields(config)}
    found["goes on from step"] = "" if branched_at is None else str(branched_at)
    return found


def unusual_settings(record: RunRecord) -> str:
    """What is unusual about a run: its end, and settings without a column of their own that are not the default."""
    config = record.config
    unusual = [record.ending] if record.ending else []
    unusual += [
        f"{_spaced(field.name)} {format_value(getattr(config, field.name))}"
        for field in fields(config)
        if field.name not in _IN_COLUMNS and getattr(config, field.name) != getattr(_DEFAULTS, field.name)
    ]
    if record.branched_at is not None:
        unusual.append(f"goes on from step {record.branched_at:,}")
    return ", ".join(unusual)


def describe_difference(one: RunRecord, other: RunRecord) -> str:
    """How `other` differs from `one`, in its settings and in what came of them."""
    before, after = (format_settings(run.config, run.data, run.branched_at) for run in (one, other))
    changes = [
        f"{name} {before[name] or 'no'} → {after[name] or 'no'}" for name in before if before[name] != after[name]
    ]
    gain = 100 * (other.test_accuracy - one.test_accuracy)
    settings = "; ".join(changes) if changes else "the same settings"
    return f"{one.title} → {other.title}: {settings}. Test accuracy {gain:+.1f} points."


def run_csv(records: Iterable[RunRecord]) -> str:
    """A row a run: number, name, settings, and the figures at its end."""
    names = [field.name for field in fields(TrainingConfig)]
    titles = ["run", "name", "data", *names, "branched_at", "steps", *_FIGURES, "ending"]
    return to_csv([titles, *(_row(record, names) for record in records)])


def _row(record: RunRecord, names: Iterable[str]) -> list[object]:
    whose = [record.number, escape_formula(record.name), escape_formula(record.data)]
    settings = [escape_formula(format_value(getattr(record.config, name))) for name in names]
    branched = "" if record.branched_at is None else record.branched_at
    figures = [record.cost, record.test_cost, record.train_accuracy, record.test_accuracy]
    return [*whose, *settings, branched, len(record.train), *figures, record.ending]


def _spaced(name: str) -> str:
    return name.replace("_", " ")
