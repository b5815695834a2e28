"""Texts of the maths check: what is compared, how far it agrees, and what is left out."""

from __future__ import annotations

import math

from engine.experiments.notebook_comparison import TOLERANCE, Agreement, notebook_settings
from engine.text import format_decimal
from engine.training.config import TITLES, TrainingConfig, non_default_options
from engine.training.features import PIXELS, PRETRAINED

INTRODUCTION = (
    "Trains the same network twice: by the notebook's arithmetic as it stands, which multiplies out every number of "
    "every picture in each iteration, and by that of this program. Both costs are drawn over each other: the dashed "
    "curve must lie on the solid one."
)
NO_DATA = "Open data first: both need pictures to train on."
PREPARING = "Preparing the pictures…"
STOPPING = "Stopping…"
# What both can train on.
COMPARED_FEATURES = (PIXELS, PRETRAINED)
# The figures of a comparison, by caption, and what each is.
ITERATIONS, DIFFERENCE, NOTEBOOK, PROGRAM, SPEED = (
    "Iterations",
    "Largest difference",
    "Notebook",
    "This program",
    "Speed",
)
FIGURE_TIPS = {
    ITERATIONS: "The iterations whose costs were compared",
    DIFFERENCE: "The largest difference of the two costs of one iteration so far",
    NOTEBOOK: "The time of the notebook's arithmetic, measured around its own steps",
    PROGRAM: "The time of this program's, measured around its own steps, with the products of all pictures before them",
    SPEED: "The first time divided by the second",
}
_NO_CONVOLUTION = (
    "The notebook has no convolution. Its own network is compared instead, with the layers and the learning rate that "
    "it has by default."
)
_NOTHING = "–"
# A difference is no more than a number that is this little below it, and one from this on is written as a decimal.
_ROUNDED, _SMALLEST_PLAIN = 1.0 - 1e-9, 1e-3
_OTHER_ORDER = (
    "Both add up the same numbers in another order, so that the last digit of a cost may differ, and a high learning "
    "rate can make such a difference grow. Check again with a lower one: if the costs differ there too, this program "
    "computes something wrong. Please report it."
)
_LOST_DIGITS = (
    "There the network is all but certain of a picture, and wrong: the notebook takes the logarithm of a probability "
    "that was rounded, and its cost loses digits. This program computes the cost from the logit, which loses none. A "
    "lower learning rate avoids that."
)


def subject_text(data: str, pictures: int, config: TrainingConfig) -> str:
    """What is compared with the settings `config`, in a line."""
    config = notebook_settings(config, config.iterations)
    return (
        f"{data}, {pictures:,} training pictures  ·  hidden layers {', '.join(map(str, config.hidden_layers))}  ·  "
        f"learning rate {format_decimal(config.learning_rate)}  ·  seed {config.seed}"
    )


def notes_text(config: TrainingConfig, pictures: int, used: int) -> str:
    """What of the settings and of the pictures is not compared; '' if all of them are."""
    notes = []
    if config.features not in COMPARED_FEATURES:
        notes.append(_NO_CONVOLUTION)
    elif left_out := [TITLES[field] for field in non_default_options(config) if field != "features"]:
        notes.append(f"Left out, because the notebook has no such thing: {', '.join(left_out)}.")
    if used < pictures:
        notes.append(
            f"On the first {used:,} of {pictures:,} pictures: for all of them, the notebook's arithmetic needs more "
            "memory than is free."
        )
    return " ".join(notes)


def figures(agreement: Agreement) -> dict[str, str]:
    """The captions and values of the comparison so far."""
    if not agreement.iterations:
        return dict.fromkeys(FIGURE_TIPS, _NOTHING)
    return {
        ITERATIONS: f"{agreement.iterations:,}",
        DIFFERENCE: format_difference(agreement.largest_difference),
        NOTEBOOK: format_seconds(agreement.notebook_seconds),
        PROGRAM: format_seconds(agreement.engine_seconds),
        SPEED: format_speedup(agreement.speedup),
    }


def verdict(agreement: Agreement, iterations: int) -> str:
    """What came out of a comparison that was to have `iterations`."""
    count = agreement.iterations
    if not count:
        return ""
    costs = f"{count:,} {'cost' if count == 1 else 'costs'}"
    if count < iterations:
        costs = f"The first {count:,} of {iterations:,} costs"
    times = (
        f"The notebook's arithmetic took {format_seconds(agreement.notebook_seconds)}, ours "
        f"{format_seconds(agreement.engine_seconds)}: {format_speedup(agreement.speedup)}."
    )
    if agreement.differs_from is None:
        return f"{costs} {_extent(agreement, count)}. {times} Nothing is approximated."
    return (
        f"The costs do not agree: from iteration {agreement.differs_from:,} on they differ by more than "
        f"{format_difference(TOLERANCE)}, and by up to {format_difference(agreement.largest_difference)}. "
        f"{_LOST_DIGITS if agreement.differs_by_lost_digits else _OTHER_ORDER} {times}"
    )


def _extent(agreement: Agreement, count: int) -> str:
    verb = "agrees" if count == 1 else "agree"
    if not agreement.largest_difference:
        return f"{verb} in every digit"
    return f"{verb} to {format_difference(agreement.largest_difference)}"


def format_difference(difference: float) -> str:
    """A difference in one digit, rounded up: "3e-15", "0.02"."""
    if not math.isfinite(difference):
        return "infinity"
    digit, _, exponent = f"{difference:.0e}".partition("e")
    if float(f"{digit}e{exponent}") < difference * _ROUNDED:
        digit = str(int(digit) + 1)
    value = float(f"{digit}e{exponent}")
    if value >= _SMALLEST_PLAIN or not value:
        return format_decimal(value)
    digit, _, exponent = f"{value:.0e}".partition("e")
    return f"{digit}e{int(exponent)}"


def format_seconds(seconds: float) -> str:
    """A time in two digits or whole seconds: "0.34 s", "29 s"."""
    return f"{format_decimal(float(f'{seconds:.2g}')) if seconds < 10 else format(round(seconds), ',')} s"


def format_speedup(speedup: float) -> str:
    """How many times as fast something is: "85 times faster"."""
    if speedup < 1:
        return f"{_times(1 / speedup)} slower"
    return f"{_times(speedup)} faster"


def _times(factor: float) -> str:
    return f"{factor:,.0f} times" if factor >= 10 else f"{factor:.1f} times"
