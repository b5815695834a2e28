"""Texts about effects: what training pictures change in answers when they are left out."""

from __future__ import annotations

from catgui.domain.edits.change_texts import short_spread_text, spread_text
from catgui.domain.effects.effect_page import EffectNote
from catgui.domain.run_texts import duration_text
from engine.analysis.prediction_changes import PredictionChanges
from engine.experiments.change_study import ChangeStudy
from engine.experiments.leave_one_out import SPREAD_SEEDS
from engine.text import printable
from engine.training.config import TrainingConfig
from engine.training.features import is_convolution

TAB = "Effects"
TAB_TIP = "What training pictures change when the network is trained without them; a share does not say that."
NO_NETWORK = "Train the network: what each training picture changes in its answers will be shown here."
NO_PICTURE = (
    "Select a picture in Data, Wrong predictions or Your photos: the training pictures that change its answer most "
    "when they are left out will be shown here. Of a training picture, what changes without it."
)
FAILED = "This network diverged, or could not be trained to the end. Train with a lower learning rate first."
TRAINING = "The effects of training pictures can be found once the run is complete."
_SEVERAL_STAGES = (
    "This run went on with other settings after iteration {iteration:,}. The effect of a picture is found by training "
    "again from the start with the settings of the run: train without “Continue from here” first."
)
_STOPPED = (
    "This run was stopped after {done:,} of {iterations:,} iterations. The effect of a picture is found by training "
    "without it to the end: resume the run, or train again with fewer iterations."
)
EDITED = "The data have been edited since this network was trained. Train again, then select the picture."
FINDING = "Training without each picture, one at a time…"
FINDING_ONE = "Training without this picture…"
_COMPARING = f"Comparing with {SPREAD_SEEDS} seeds, to see whether it is chance…"
COMPARING = EffectNote(_COMPARING, _COMPARING)
CANCEL = "&Cancel"
LARGEST_SHARES = "Largest shares"
_DIVERGED = "The network diverges without this picture: train with a lower learning rate first."
DIVERGED_WITHOUT = EffectNote(_DIVERGED, _DIVERGED)
FLIP_HEADINGS = ("Test pictures then right", "Test pictures then wrong")
UNFLIPPED_HEADING = "Same answer, changed most"
NOISE_SAID = " From other seeds it changes otherwise: noise."
ABOUT_ONE = (
    "The network is trained again without this picture, from the same start: which answers are then others, and is "
    "that more than chance?"
)
AT_THE_END = "at the end of the run"
OUTDATED = "Another network has been trained since the effects were found."
NEW_PICTURE = "This picture was not there when the other networks were trained."
WHAT_IT_IS = (
    "A share is a term of a sum: it does not say what would change without the training picture. Its effect does: the "
    "network is trained again from the same start without it, and the effect is by how much the logit differs. The "
    "same networks then answer all test pictures and photos."
)
_TOO_LONG = (
    "To train without each of the {count:,} training pictures would take {time}. It is shorter with fewer training "
    "pictures, fewer iterations or smaller layers{other}. Or select a training picture, to see what changes without it."
)
_OTHER_FEATURES = ", or with other features, since convolution trains its filters anew each time"
_ONE_TOO_LONG = (
    "To train with and without this picture from {seeds} seeds would take {time}. It is shorter with fewer training "
    "pictures, fewer iterations or smaller layers."
)
_TOO_MANY = (
    "There are too many training pictures, {count:,}, to train without each of them. Use fewer, or select a training "
    "picture, to see what changes without it."
)

# Longer work is not offered.
LONGEST_SECONDS = 3600.0
# Of more training pictures, the lists of those that each network learns from would fill the memory.
MOST_PICTURES = 5000


def several_stages(iteration: int) -> str:
    """The reason why there are no effects of a run that went on with other settings."""
    return _SEVERAL_STAGES.format(iteration=iteration)


def stopped(done: int, iterations: int) -> str:
    """The reason why there are no effects of a run that was stopped."""
    return _STOPPED.format(done=done, iterations=iterations)


def offer_text(reason: str = "") -> str:
    """What effects are; `reason` says why they have to be found again."""
    return f"{reason}\n{WHAT_IT_IS}" if reason else WHAT_IT_IS


def offer_action(count: int, seconds: float) -> str:
    """The text of the button that trains without each of the training pictures."""
    return f"Retrain without each of the {count:,} training pictures, {duration_text(seconds)}"


def offer_one_action(seconds: float) -> str:
    """The text of the button that trains without the selected training picture, and as often with it."""
    return f"Retrain without this picture from {SPREAD_SEEDS} seeds, {duration_text(seconds)}"


def refusal(count: int, seconds: float, config: TrainingConfig) -> str:
    """The reason why leaving out each picture is not offered, with a remedy; '' if it is."""
    if count > MOST_PICTURES:
        return _TOO_MANY.format(count=count)
    if seconds > LONGEST_SECONDS:
        other = _OTHER_FEATURES if is_convolution(config.features) else ""
        return _TOO_LONG.format(count=count, time=duration_text(seconds), other=other)
    return ""


def refusal_of_one(seconds: float) -> str:
    """The reason why leaving out one picture is not offered, with a remedy; '' if it is."""
    return _ONE_TOO_LONG.format(seeds=SPREAD_SEEDS, time=duration_text(seconds)) if seconds > LONGEST_SECONDS else ""


def without_heading(class_name: str, is_more: bool, count: int) -> str:
    """The heading of the training pictures without which the answer is more, or less, a class."""
    return f"Without it, {'more' if is_more else 'less'} {printable(class_name)}: {count:,}"


def effect_line(effect: str, is_noise: bool) -> str:
    """An effect as the line below its picture."""
    return f"noise, {effect}" if is_noise else f"effect {effect}"


def share_line(share: str) -> str:
    """A share as the line below its picture."""
    return f"share {share}"


def yardstick(spread: str, larger: int, count: int, diverged: int) -> EffectNote:
    """How the effects compare with the spread between seeds; some networks may have diverged."""
    found = f"{larger:,} of {count:,} effects are larger" if larger else f"none of {count:,} effects is larger"
    others = "the others may be chance and are faint" if larger else "all may be chance and are faint"
    less = f" {diverged:,} network{'s' if diverged > 1 else ''} diverged." if diverged else ""
    return EffectNote(
        f"Other seeds alone change this logit by {spread}: {found}, {others}.{less}",
        f"Spread between seeds {spread}: {found}.{less}",
    )


def overlap(shared: int, shares: int, effects: int) -> EffectNote:
    """How many of the largest shares have one of the largest effects, of which only those above the spread count."""
    if not effects:
        text = "All effects may be chance: they do not tell whether the pictures with the largest shares matter."
        return EffectNote(text, text)
    have = "have" if shared > 1 else "has"
    largest = "the largest effect" if effects == 1 else f"one of the {effects} largest effects"
    found = f"Of the {shares} largest shares, {shared or 'none'} {have} {largest}"
    return EffectNote(f"{found}: a share is not an effect." if shared < effects / 2 else f"{found}.", f"{found}.")


def omission_heading(name: str) -> str:
    """The heading of what changes without a training picture."""
    return f"Without {name}"


def accuracy_text(changes: PredictionChanges) -> EffectNote:
    """The test accuracies with and without a picture, and how many answers flip."""
    before, after = (f"{accuracy:.1%}" for accuracy in changes.accuracies)
    improved, worsened = len(changes.improved), len(changes.worsened)
    if not improved and not worsened:
        same = f"No answer to a test picture flips: {after} are right."
        return EffectNote(same, same)
    flips = f"{improved} then right, {worsened} then wrong."
    return EffectNote(
        f"Test accuracy with it {before}, without it {after}: {flips}", f"Test accuracy {before} → {after}: {flips}"
    )


def chance_text(study: ChangeStudy) -> EffectNote:
    """Whether the change of the test accuracy may be chance."""
    return EffectNote(spread_text(study, "with it", "without it"), short_spread_text(study))


def noise_line(name: str) -> str:
    """The name of a picture whose change may be chance."""
    return f"noise, {name}"
