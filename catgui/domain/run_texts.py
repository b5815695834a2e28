"""Texts about runs: settings, results, and the difference of two runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from itertools import chain

from catgui.domain.data_texts import data_text, divides_alike, folder_settings
from catgui.domain.features import FEATURES_FIELD, FEATURES_TEXTS
from catgui.domain.prediction_texts import OPEN_DATA
from catgui.domain.run_record import RunRecord
from catgui.domain.run_summary import Finding, RunSummary
from engine.core import is_recorded
from engine.data.dataset import DataOrigin
from engine.errors import ConfigError, writer
from engine.text import counted, format_cost, format_decimal, format_ratio, listed, printable
from engine.training.config import (
    ALL_OPTIONS,
    NOTEBOOK_OPTIONS,
    OPTIONS,
    TrainingConfig,
    layers_text,
    non_default_options,
)
from engine.training.features import PIXELS
from engine.training.optimizer import oversized_batch_note

# Of results that are kept while the settings change.
OTHER_SETTINGS = "Made with other settings."
_TITLES = {option.field: option.title for option in ALL_OPTIONS}
# Settings with their own column; others are listed if they differ from the default.
_MAIN_SETTINGS = tuple(option.field for option in NOTEBOOK_OPTIONS)
_LAYERS_FIELD, _ITERATIONS_FIELD = "hidden_layers", "iterations"
_SHORT_TITLES = {"learning_rate": "Rate"}
# The names of choices that are written in another way than in files and on the command line.
_CHOICES = {"he": "He"}
# The findings that are failures of the run.
FAILED_FINDINGS = (Finding.DIVERGED, Finding.DEAD)
_MOST_NAMED_CHANGES = 2
_MAX_OPTION_LENGTH = 60
_MOST_NAMED_RUNS = 5
# Shown until the current iteration has ended, which may take minutes in a huge network.
PAUSING = "Pausing…"
STOPPING = "Stopping…"
EVALUATING = "Evaluating the network…"


def newer_runs_text(options: Sequence[str], program: str) -> str:
    """A message on runs that a newer program wrote, with one of `options` each; '' for none."""
    if not options:
        return ""
    runs = counted(len(options), "run", "runs")
    option = printable(options[0])[:_MAX_OPTION_LENGTH]
    return f"Update Catgui to see {runs} of {writer(printable(program))}, with options such as “{option}”."


def damaged_runs_text(count: int, numbers: Sequence[int]) -> str:
    """A message on `count` damaged runs in the profile, with the known `numbers`; '' for none."""
    if not count:
        return ""
    runs = counted(
        count, "run is damaged: it cannot be shown, and stays", "runs are damaged: they cannot be shown, and stay"
    )
    names = listed([f"Run {number}" for number in numbers], _MOST_NAMED_RUNS)
    return f"{runs} in the profile ({names})." if names else f"{runs} in the profile."


def idle_text(classes: tuple[str, str] | None, reading: str) -> str:
    """What the program is and what to press, while there is no run; without data, what is being read, if anything."""
    if classes is None:
        return reading or OPEN_DATA
    zero, one = map(printable, classes)
    return f"Press Train: a network learns to tell {one} from {zero}. Its cost falls."


def iteration_text(iteration: int, train: float | None = None, test: float | None = None) -> tuple[str, ...]:
    """The iteration shown, with its costs as far as they are known, and shorter texts where there is no room."""
    costs = {"training": train, "test": test}
    known = {part: format_cost(cost) for part, cost in costs.items() if cost is not None}
    if not known:
        return (f"Iteration {iteration:,}",)
    whole, short = (", ".join(f"{part}{what} {cost}" for part, cost in known.items()) for what in (" cost", ""))
    return f"Iteration {iteration:,}: {whole}", f"{iteration:,}: {short}", f"Iteration {iteration:,}"


def plot_title(config: TrainingConfig) -> str:
    """The title below the plot, with a note if the training cost is not that of all pictures alone."""
    title = f"iterations, learning rate {config.learning_rate}"
    note = " of single steps" * config.has_partial_costs + " with L2 penalty" * (config.l2 > 0)
    return f"{title}, training cost{note}" if note else title


def format_value(value: object) -> str:
    """The value of a setting as text, as in its field; a tuple is the units of hidden layers."""
    if isinstance(value, str):
        return _CHOICES.get(value, value)
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, tuple):
        return layers_text(value)
    if isinstance(value, float):
        return format_decimal(value)
    return str(value)


def setting_title(field: str, features: str) -> str:
    """The title of a setting: the hidden layers of a convolutional network are its filters."""
    return FEATURES_TEXTS[features].layers.title if field == _LAYERS_FIELD else _TITLES[field]


def setting_error(error: ConfigError, features: str) -> str:
    """The text of `error` for the user, with the title that the setting has with `features`."""
    return f"{setting_title(error.field, features)}: {error.reason}" if error.field in _TITLES else str(error)


def options_in_use(config: TrainingConfig, pictures: int | None = None) -> tuple[int, str]:
    """The number of options that are not the defaults for the features, and a sentence about them, or ''.

    Without an effect on so many training `pictures`, the text says so.
    """
    texts = [f"{_TITLES[field]} {format_value(value)}" for field, value in _unusual_options(config).items()]
    note = "" if pictures is None else oversized_batch_note(config, pictures)
    return len(texts), "  ·  ".join(filter(None, (f"In use: {', '.join(texts)}" if texts else "", note)))


def format_settings(config: TrainingConfig, data: str, origin: DataOrigin | None = None) -> dict[str, str]:
    """The settings of a run by title, with its data, opened from `origin`; options that are off are left out."""
    found = {"Data": data, **folder_settings(origin)}
    options = non_default_options(config)
    if FEATURES_FIELD in options:  # first, since they say what kind of network it is
        found[_TITLES[FEATURES_FIELD]] = format_value(options.pop(FEATURES_FIELD))
    found |= {setting_title(field, config.features): format_value(getattr(config, field)) for field in _MAIN_SETTINGS}
    return found | {_TITLES[field]: format_value(value) for field, value in options.items()}


def preparation_progress(done: int, total: int) -> str:
    """A text on the progress of the features or products of the pictures, before training begins."""
    return f"Preparing the pictures: {100 * done // max(1, total)}%"


def cost_text(record: RunRecord) -> str:
    """The training cost in the record of a run, and the iteration of that cost."""
    cost, iteration = format_cost(record.last.train_cost), record.last.iteration
    return f"training cost {cost}, iteration {iteration:,}"


def curve_title(record: RunRecord, shown: TrainingConfig | None) -> str:
    """The title of a run's curves behind those of another one: its name, the settings that differ, or its number."""
    config = record.config
    if record.name or shown is None:
        return record.title
    if config.features != shown.features:
        return FEATURES_TEXTS[config.features].title  # the settings that come with them say no more
    fields = [option.field for option in ALL_OPTIONS if option.value_in(config) != option.value_in(shown)]
    fields.sort(key=_ITERATIONS_FIELD.__eq__)  # named only if there is little else: the curve shows them
    named = [
        f"{_SHORT_TITLES.get(field) or setting_title(field, config.features)} {format_value(getattr(config, field))}"
        for field in fields[:_MOST_NAMED_CHANGES]
    ]
    return ", ".join(named + [f"{len(fields) - len(named)} more"] * (len(fields) > len(named))) or record.title


def run_notes(record: RunRecord) -> str:
    """The ending of a run, and its settings without a column that are not the default."""
    notes = [record.ending] if record.ending else []
    if record.last.iteration != len(record.train):
        notes.append(f"network of iteration {record.last.iteration:,}")
    if record.config.features != PIXELS:
        notes.append(f"{_TITLES[FEATURES_FIELD]}: {record.config.features}")
    notes += [f"{_TITLES[field]}: {format_value(value)}" for field, value in _unusual_options(record.config).items()]
    return "; ".join(notes)


def _unusual_options(config: TrainingConfig) -> dict[str, object]:
    """The options, by field, that are not the defaults for the features."""
    default = TrainingConfig.for_features(config.features)
    found = {option.field: option.value_in(config) for option in OPTIONS}
    return {field: value for field, value in found.items() if value != getattr(default, field)}


def are_comparable(one: RunRecord, other: RunRecord) -> bool:
    """Whether two runs have the same data, tested on the same pictures."""
    return one.data == other.data and divides_alike(one.origin, other.origin)


def describe_difference(one: RunRecord, other: RunRecord) -> str:
    """The difference between two runs: test accuracy and answers, if their data are the same, and settings."""
    before, after = (format_settings(run.config, run.data, run.origin) for run in (one, other))
    # Left out by format_settings; but a choice is never none.
    usual = {option.title: format_value(option.default) for option in OPTIONS if isinstance(option.default, str)}
    changes = [
        f"{name}: {before.get(name, usual.get(name, 'none'))} → {after.get(name, usual.get(name, 'none'))}"
        for name in dict.fromkeys((*before, *after))
        if before.get(name) != after.get(name)
    ]
    if not changes:
        return f"{one.title} → {other.title}: same settings."
    if are_comparable(one, other):
        before_rights, after_rights = one.last.rights, other.last.rights
        is_known = before_rights and len(before_rights) == len(after_rights)  # edits may have moved pictures
        changed = sum(map(str.__ne__, before_rights, after_rights)) if is_known else None
        result = changes_text(one.test_accuracy, other.test_accuracy, changed)
    else:
        result = "not comparable, as the data differ"
    return f"{one.title} → {other.title}: {result}. {'; '.join(changes)}."


def changes_text(before: float, now: float, changed: int | None) -> str:
    """The accuracies of two networks on the same test pictures, and how many answers differ, if that is known."""
    text = f"{format_ratio(before)} before, {format_ratio(now)} now"
    return text if changed is None else f"{text}: {counted(changed, 'answer', 'answers')} changed"


def run_csv(records: Iterable[RunRecord]) -> str:
    """A row for each iteration of each run: its settings, its accuracies, and the costs, empty if not computed.

    In `in_notebook` it says whether the notebook has this cost: every 100th, and the last one. Training costs have the
    L2 penalty.
    """
    from catgui.domain.csv import to_csv  # not needed before

    names = [field.name for field in fields(TrainingConfig)]
    results = ["train_accuracy", "test_accuracy", "results_of_iteration", "notes"]
    titles = ["run", "name", "data", *names, *results, "iteration", "in_notebook", "train_cost", "test_cost"]
    return to_csv(chain([titles], *(_rows(record, names) for record in records)))


def _rows(record: RunRecord, names: Iterable[str]) -> Iterator[list[object]]:
    """The rows of a run; `names` are those of its settings."""
    values = [getattr(record.config, name) for name in names]
    settings = [value if isinstance(value, str) else format_value(value) for value in values]
    results = [record.train_accuracy, record.test_accuracy, record.last.iteration, record.ending]
    of_run = [record.number, record.name, data_text(record.data, record.origin), *settings, *results]
    train, test = record.train.tolist(), dict(zip(*(values.tolist() for values in record.test), strict=True))
    for n in range(max(len(train), 1 + int(max(test, default=-1)))):
        is_done = n < len(train)
        costs = [train[n] if is_done else "", test.get(n, "")]
        yield [*of_run, n, int(is_done and is_recorded(n, len(train))), *costs]


def click_text(summary: RunSummary, can_seek: bool) -> str:
    """A text on the effect of a click on a run's summary; `can_seek`: the run can be played back."""
    if summary.learning_rate is not None:
        return f"Set the learning rate to {format_decimal(summary.learning_rate)}"
    if summary.iteration is not None and can_seek:
        return f"Show iteration {summary.iteration:,}"
    return "Show Weights" if summary.finding is Finding.DEAD else "Show Results"


def start_text(iterations: int) -> str:
    """The announcement for screen readers as a run begins."""
    return f"Training: {iterations:,} iterations"


def pause_text(iterations: int) -> str:
    """The announcement for screen readers as a run is paused or stopped before its last iteration."""
    return f"Training has stopped at iteration {iterations:,}"


def result_text(train: float, test: float) -> str:
    """The announcement for screen readers as a run ends, with both accuracies."""
    return f"Training has ended: {train:.1%} of the training part right, {test:.1%} of the test part"
