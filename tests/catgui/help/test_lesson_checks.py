"""What the steps of lessons say of facts, without a window, and when they are done."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from catgui.help import lesson_checks as checks
from catgui.help.lesson import Assist, Assistance, Boundary, CrossValidated, PhotoCounts, Pick, RunFacts, StepProgress
from catgui.help.lessons import GAP, LAYERS, LESSONS, OWN, RATE, SEED, SMALL_LAYERS, WHY
from engine.analysis.evaluation import Evaluation
from engine.analysis.run_summary import Failure
from engine.data.edited_dataset import EditedDataset
from engine.data.edits import AddedPicture, PictureKey
from engine.data.sources import BUILTIN
from engine.experiments.cross_validation import RepeatResult
from engine.experiments.seed_study import SeedResult
from engine.saved_model.model import SavedRun
from engine.training.config import TrainingConfig
from engine.training.run import Snapshot
from tests.support.small_data import make_dataset

DATA = make_dataset()
DRAWINGS = replace(DATA, origin=SimpleNamespace(location=BUILTIN))
NOTEBOOK = TrainingConfig()
FALLING = np.linspace(0.7, 0.1, 100)
JUMPING = FALLING + 0.3 * (np.arange(100) % 4 == 0)


def evaluation(wrong, count=200, probability=0.95):
    """Pictures of two classes in turn, of which the first `wrong` ones are answered wrongly."""
    labels = np.arange(count)[np.newaxis] % 2
    answers = np.where(np.arange(count) < wrong, 1 - labels, labels)
    return Evaluation(np.where(answers == 1, probability, 1 - probability), labels, ("other", "cat"))


def network(train_wrong=0, test_wrong=20, count=200, iterations=100, test_cost=0.3, probability=0.95):
    train, test = evaluation(train_wrong, 200, probability), evaluation(test_wrong, count, probability)
    return Snapshot(iterations, None, train, test, test_cost, 0.1)


UNLEARNED = network(probability=0.5)


def ended(end=None, settings=None, **facts):
    """The facts of a run with the notebook's settings but for `settings`, which has ended with the network `end`."""
    config, end = replace(NOTEBOOK, **(settings or {})), network() if end is None else end
    facts = {"dataset": DATA, "settings": config, "costs": FALLING, "is_over": True, "shown": end, **facts}
    run = SimpleNamespace(config=config, initial_config=config, dataset=facts["dataset"], branched_at=None)
    return RunFacts(**{"run": run, "end": end, "position": end.iterations, **facts})


def from_file(**facts):
    run = SavedRun.__new__(SavedRun)
    run.model = SimpleNamespace(config=NOTEBOOK)
    return ended(run=run, **facts)


def step_of(lesson, check):
    return next(step for step in lesson.steps if step.check is check)


def followed_through(lesson, check, *shown):
    """The progress in the step with `check`, begun at the first facts `shown` and brought on by the others."""
    progress = StepProgress(step_of(lesson, check), shown[0], shown[0])
    for facts in shown:
        progress = progress.then(facts)
    return progress


STUDIES = (checks.seeds_studied, checks.validated_without_layers, checks.layers_compared)
RUN_CHECKS = [
    step.check
    for lesson in LESSONS
    for step in lesson.steps
    if step.done and step.check not in (checks.own_pictures, *STUDIES)
    if not step.target.startswith("photos")
]


@pytest.mark.parametrize("check", RUN_CHECKS)
def test_what_is_no_run_that_has_ended_here_completes_nothing_and_is_told(check):
    folder = {"folder": DATA}
    assert check(RunFacts(**folder)).note in ("Choose pictures in Data first.", "Nothing is trained yet.")
    assert not check(RunFacts(dataset=DATA, **folder)).is_done
    assert not check(ended(is_training=True, **folder)).is_done
    assert "comes from a file" in check(from_file(**folder)).note
    assert "being repeated" in check(from_file(is_repeating=True, **folder)).note
    for rate in (0.02, 0.1):
        dead = check(ended(settings={"learning_rate": rate}, failure=Failure.DEAD, met=BROKEN, **folder))
        assert not dead.is_done
        assert dead.note == ("" if check is checks.trained_fast else failed(rate))
    assert not check(replace(ended(settings={"learning_rate": 0.5}, **folder), end=None)).is_done


BROKEN = frozenset({checks.trained_fast})


def failed(rate):
    return f"At the learning rate {rate} the last run has failed."


LEARNING = (checks.trained_as_notebook, checks.trained_well, checks.learned, checks.picked, checks.followed)


@pytest.mark.parametrize("check", [*LEARNING, checks.trained_on_own, checks.narrowed_gap, checks.other_seed])
def test_a_network_that_has_learned_nothing_completes_no_step_that_speaks_of_success(check):
    state = check(ended(UNLEARNED, met=BROKEN, folder=DATA))
    assert not state.is_done
    assert state.note == "Cost 0.1000, one answer for all: 0.6931. Training accuracy 50.0%, always other: 50.0%."
    assert state.remedy is not None


def test_a_run_is_told_with_its_cost_or_its_accuracy():
    assert checks.trained(ended(UNLEARNED)) == ("Cost 0.1000 after 100 iterations.", True, None)
    assert checks.tested(ended()) == ("Test accuracy: 90.0%.", True, None)


def test_both_curves_are_told_once_all_test_costs_are_known():
    test_costs = np.append(np.linspace(0.7, 0.4, 80), np.linspace(0.41, 0.5, 21))
    facts = ended(test_iterations=np.arange(101.0), test_costs=test_costs)
    start = "Training cost: from 0.7000 to 0.1000."
    assert checks.curves(facts).note == f"{start} Test cost: lowest about iteration 81, 0.4123; at the end 0.5000."
    assert checks.curves(replace(facts, is_completing=True)).note == ""
    assert checks.curves(replace(facts, test_costs=test_costs[:50])).note == start
    assert checks.curves(replace(facts, failure=Failure.DIVERGED)).note == failed(0.0075)
    assert checks.curves(RunFacts()) == checks.curves(replace(facts, costs=FALLING[:0]))


@pytest.mark.parametrize(("reach", "is_near"), [(6, True), (5, False)])
def test_the_lowest_cost_is_found_as_near_as_a_pixel_of_the_slider(reach, is_near):
    """The lowest block of the trend is that of iterations 60 to 65."""
    costs = np.abs(np.arange(101) - 62.5) / 100 + 0.3
    facts = ended(reach=reach, test_iterations=np.arange(101.0), test_costs=costs)
    shown = replace(facts, shown=network(iterations=54, test_cost=0.385), position=54)
    state = checks.rewound(shown)
    assert state.is_done is is_near
    lowest = "" if is_near else " Lowest about iteration 61: 0.3150."
    assert state.note == f"Test cost 0.3850 at iteration 54.{lowest}"
    assert checks.rewound(replace(shown, position=60)).note == ""
    alike = replace(shown, shown=network(iterations=5, test_cost=0.31504), position=5)
    assert checks.rewound(alike).is_done, "it reads as the lowest"


@pytest.mark.parametrize(
    ("here", "end", "said"),
    [(20, 20, ""), (21, 20, "Yet 90.0% are right at the end, 89.5% here. That may be chance."), (60, 20, "here.")],
)
def test_cost_and_accuracy_disagree_only_where_they_do(here, end, said):
    shown = network(test_wrong=here)
    facts = ended(network(test_wrong=end), shown=shown, test_iterations=np.array([100.0]), test_costs=np.array([0.3]))
    note = checks.rewound(facts).note
    assert note == f"Test cost 0.3000 at iteration 100. {said}".strip() or note.endswith(said)
    assert ("chance" in note) is (here == end + 1)


@pytest.mark.parametrize(
    ("train_wrong", "test_wrong", "count", "can"),
    [(0, 0, 50, False), (0, 3, 12, False), (0, 6, 200, True), (20, 6, 200, False), (100, 6, 200, False)],
)
def test_a_gap_can_be_narrowed_only_where_there_is_one_that_can_be_told(train_wrong, test_wrong, count, can):
    assert checks.has_gap_to_narrow(ended(network(train_wrong, test_wrong, count))) is can


@pytest.mark.parametrize(
    ("dataset", "settings", "remedy"),
    [(DATA, {"l2": 1.0}, checks.AS_NOTEBOOK), (DATA, {}, "open_builtin"), (DRAWINGS, {}, None)],
)
def test_a_gap_that_cannot_be_narrowed_is_called_so_with_a_way_out(dataset, settings, remedy):
    progress = followed_through(GAP, checks.narrowed_gap, ended(network(0, 0, 12), settings, dataset=dataset))
    assert progress.state.note.endswith("gap 0.0 points. With 12 pictures, no smaller gap could be seen.")
    assert remedy in (progress.assist, progress.assist.action, progress.state.remedy)


def test_the_gap_is_told_before_and_after():
    first, small = ended(network(2, 20)), {"features": "pretrained", "hidden_layers": SMALL_LAYERS}

    def after(train_wrong, test_wrong, settings=small, **facts):
        end = network(train_wrong, test_wrong)
        return followed_through(GAP, checks.narrowed_gap, first, ended(end, settings, **facts))

    before = "Before: training 99.0%, test 90.0%, gap 9.0 points."
    assert followed_through(GAP, checks.narrowed_gap, first).state.note == before
    worse = after(0, 30)
    assert worse.state.note == (
        f"{before} After: training 100.0%, test 85.0%, gap 15.0 points. The test accuracy is lower."
    )
    assert worse.assist.action == "open_builtin", "its own button has been tried in vain"
    assert after(0, 30, {"l2": 2.0}).assist is step_of(GAP, checks.narrowed_gap).assist
    assert after(0, 20).state.note.endswith("The gap is not smaller.")
    assert after(0, 20, failure=Failure.DEAD).state == (failed(0.0075), False, None)
    assert after(2, 18).state.note.endswith("The gap is smaller, but may be chance.")
    assert after(4, 4).state == (f"{before} After: training 98.0%, test 98.0%, gap 0.0 points.", True, None)
    assert not after(4, 4, dataset=DRAWINGS).state.is_done, "the first run had other data"


def test_both_networks_are_compared_at_the_threshold_of_now():
    later = ended(network(4, 4))
    strict = later.end.with_threshold(0.99)
    progress = followed_through(GAP, checks.narrowed_gap, ended(network(2, 20)), replace(later, end=strict))
    assert progress.state.note.startswith("Before: training 50.0%, test 50.0%")


def test_the_rates_of_the_notebook_are_asked_of_its_settings():
    begun = followed_through(RATE, checks.trained_as_notebook, ended(settings={"hidden_layers": (4,)}))
    assert "for the notebook's settings" in begun.state.note
    assert begun.assist is checks.AS_NOTEBOOK
    assert begun.then(ended(settings={"learning_rate": 0.01})).state.note == ""
    assert begun.then(ended(settings={"seed": 2, "iterations": 400})).state.is_done


@pytest.mark.parametrize(
    ("facts", "note", "is_done"),
    [
        ({"failure": Failure.DIVERGED}, "Diverged after 100 iterations.", True),
        (
            {"failure": Failure.DEAD, "end": network(100)},
            "It says cat of every training picture, right for 50.0%",
            True,
        ),
        ({"costs": JUMPING, "end": UNLEARNED}, "The cost jumps 24 times.", True),
        ({"costs": JUMPING}, "Even at this rate it has learned.", False),
        ({"end": UNLEARNED}, "Even at this rate", False),
    ],
)
def test_a_rate_is_too_fast_if_the_run_fails_or_jumps_and_has_not_learned(facts, note, is_done):
    state = checks.trained_fast(ended(settings={"learning_rate": 0.5}, **facts))
    assert state.note.startswith(note)
    assert state.is_done is is_done
    assert checks.trained_fast(ended(settings={"learning_rate": 0.4}, **facts)) == ("", False, None)
    if is_done:
        assert checks.failure(ended(**facts)).note == state.note


def test_a_slow_run_is_told_with_its_accuracies_at_its_end():
    slow = {"learning_rate": 0.0001}
    assert checks.trained_slowly(ended(UNLEARNED)).note == ""
    assert checks.trained_slowly(ended(UNLEARNED, slow, is_over=False)).note == "Not all iterations are done yet."
    done = checks.trained_slowly(ended(UNLEARNED, slow))
    assert done.is_done
    assert done.note.startswith("The cost falls from 0.7000 to 0.1000. Right: training 50.0%, test 50.0%")
    assert checks.trained_slowly(ended(settings=slow)).remedy.settings == slow
    assert checks.failure(ended()).note == "This run has not failed."
    assert checks.failure(RunFacts(dataset=DATA)).note == "Nothing is trained yet."


@pytest.mark.parametrize(
    ("facts", "note"),
    [
        ({"end": UNLEARNED}, "Cost 0.1000, one answer for all: 0.6931. Training accuracy 50.0%, always other: 50.0%."),
        ({"settings": {"batch_size": 8}}, "With mini-batches"),
        ({"costs": JUMPING}, "The cost jumps 24 times."),
        ({"met": frozenset()}, "First train in “Too fast” or “Too slow”."),
    ],
)
def test_a_rate_is_mended_only_once_it_was_broken(facts, note):
    state = checks.trained_well(ended(**{"met": BROKEN, **facts}))
    assert not state.is_done
    assert state.note.startswith(note)
    assert checks.trained_well(ended(met=BROKEN)).is_done


def test_a_step_stays_done_with_its_run_and_no_longer():
    good = ended(met=BROKEN)
    done = followed_through(RATE, checks.trained_well, good)
    assert done.state.is_done
    assert done.assist is None
    for same in (replace(good, is_training=True), replace(good, end=UNLEARNED), ended(is_training=True)):
        assert done.then(same).state is done.state
    for other in (ended(failure=Failure.DEAD), replace(good, costs=FALLING[:50], end=UNLEARNED)):
        undone = done.then(other)
        assert not undone.state.is_done
        assert undone.assist is not None
        assert not done.then(replace(other, is_training=True)).then(other).state.is_done


def test_what_is_said_follows_the_window_but_not_a_run_under_way():
    done = followed_through(WHY, checks.learned, ended())
    assert done.then(replace(done.facts, shown=network(test_wrong=10))).state.note == "Test accuracy: 95.0%."
    failing = followed_through(GAP, checks.curves, ended(failure=Failure.DEAD))
    assert failing.then(ended(is_training=True)).state is failing.state
    waiting = followed_through(OWN, checks.photo_added, RunFacts(is_training=True))
    assert waiting.then(RunFacts(is_training=True, photos=PhotoCounts(read=1))).state.is_done
    only_read = StepProgress(GAP.steps[0], waiting.facts, waiting.facts).then(ended())
    assert (only_read.state.note, only_read.assist) == ("", None)


def test_the_button_of_a_step_gives_way_to_a_remedy_once_it_was_tried():
    own, dead = step_of(RATE, checks.trained_well).assist, {"failure": Failure.DEAD}
    assert followed_through(RATE, checks.trained_well, ended(**dead)).assist is own
    tried = {"learning_rate": own.settings["learning_rate"]}
    assert followed_through(RATE, checks.trained_well, ended(settings=tried, **dead)).assist is checks.AS_NOTEBOOK
    again = followed_through(WHY, checks.learned, ended(**dead))
    assert again.assist == Assist("Train with 0.00075", Assistance.TRAIN_WITH, {"learning_rate": 0.00075})
    assert again.then(replace(again.facts, settings=replace(NOTEBOOK, l2=1.0))).assist is checks.TRAIN_FOR_ME


def test_a_network_has_learned_only_if_the_one_shown_has():
    assert checks.learned(ended()) == ("Test accuracy: 90.0%.", True, None)
    state = checks.learned(ended(shown=replace(UNLEARNED, train_cost=0.6)))
    assert not state.is_done
    assert state.note.startswith("Cost 0.600")


def pick(index, part="test", count=2, origin=""):
    return Pick(count, f"Test picture {index}", f"Test picture {index}", part, index, origin)


def test_only_a_picture_picked_since_the_step_began_that_is_a_mistake_is_one():
    selected = replace(ended(), pick=pick(0, count=1))
    begun = followed_through(WHY, checks.picked, selected)
    assert begun.state == ("Test picture 0 was selected before: click one that is wrong.", False, None)
    right = begun.then(replace(selected, pick=pick(30)))
    assert right.state == ("Test picture 30: labeled other, predicted other.", False, None)
    missed = begun.then(replace(selected, pick=pick(1)))
    assert missed.state == ("Test picture 1: labeled cat, predicted other.", False, None)
    assert begun.then(replace(selected, pick=pick(31))).state.note == "Test picture 31: labeled cat, predicted cat."
    wrong = right.then(replace(selected, pick=pick(0)))
    assert wrong.state == ("Test picture 0: labeled other, predicted cat.", True, None)
    assert begun.then(replace(selected, pick=Pick(2, "photo.png"))).state.note == ""
    flawless = ended(network(test_wrong=0), pick=pick(0), before=selected)
    assert checks.picked(flawless).note.endswith("No test picture is wrongly taken for cat: this one will do.")
    assert checks.picked(flawless).is_done


def test_a_picture_is_followed_from_another_one_to_a_training_picture():
    begun = followed_through(WHY, checks.followed, ended(pick=pick(3, "train", 1, "Test picture 0")))
    assert not begun.state.is_done
    for place in (pick(3, "train"), pick(3, "test", origin="Test picture 0")):
        assert not begun.then(replace(begun.facts, pick=place)).state.is_done
    assert begun.then(replace(begun.facts, pick=pick(3, "train", origin="Test picture 0"))).state.is_done


def test_another_seed_is_one_only_if_nothing_else_is_another():
    first = ended()

    def then(settings, **facts):
        return followed_through(SEED, checks.other_seed, first, ended(network(0, 10), settings, **facts)).state

    assert then({"seed": 5}) == ("Test accuracy 90.0% with seed 1, 95.0% with seed 5.", True, None)
    for settings, facts in (({"seed": 5, "l2": 1.0}, {}), ({"seed": 5}, {"costs": FALLING[:50]}), ({"l2": 1.0}, {})):
        assert then(settings, **facts) == ("Change only the seed; train as long as before.", False, None)
    assert then({}) == ("", False, None)
    assert then({"seed": 5}, failure=Failure.DEAD).remedy is None
    branched = SimpleNamespace(config=replace(NOTEBOOK, seed=5), dataset=DATA, branched_at=9)
    assert not then({"seed": 5}, run=branched).is_done


@pytest.mark.parametrize(("lesson", "check"), [(GAP, checks.narrowed_gap), (SEED, checks.other_seed)])
def test_what_is_compared_needs_a_first_run_before_its_own_button_helps(lesson, check):
    for facts in (RunFacts(dataset=DATA), ended(UNLEARNED, {"l2": 1.0}), from_file()):
        assert followed_through(lesson, check, facts).assist is checks.AS_NOTEBOOK
    assert followed_through(lesson, check, ended(UNLEARNED)).assist.caption == "Train with 0.00075"
    begun = followed_through(lesson, check, RunFacts(dataset=DATA), ended())
    assert begun.assist is begun.step.assist


def seeds(*accuracies):
    probabilities = np.array([[0.2, 0.8]])
    return tuple(SeedResult(seed, FALLING, probabilities, 1.0, right, None) for seed, right in enumerate(accuracies))


def test_seeds_are_those_of_the_settings_and_told_with_their_spread():
    study = RunFacts(seeds=seeds(0.8, 0.9), is_study_current=True)
    assert checks.seeds_studied(study) == ("2 seeds.", True, None)
    assert checks.spread(study).note.startswith("Test accuracy 85.0% ± 7.1 over 2 seeds.")
    assert not checks.seeds_studied(replace(study, seeds=seeds(0.8))).is_done
    assert "other settings" in checks.seeds_studied(replace(study, is_study_current=False)).note
    assert checks.seeds_studied(replace(study, is_studying=True)) == checks.spread(replace(study, is_studying=True))
    assert checks.spread(RunFacts()).note == "No seed has learned yet."


def test_features_and_filters_are_those_of_the_run():
    check = checks.trained_on("pretrained")
    assert not check(ended()).is_done
    assert check(ended(settings={"features": "pretrained"})).is_done
    assert checks.filters(ended()).note == "Nothing is trained yet."
    assert checks.filters(ended(network=object())).note == "A network on pixels has no filters."
    convolution = SimpleNamespace(config=TrainingConfig(features="convolution", hidden_layers=(4, 8)))
    assert checks.filters(ended(run=convolution, network=object())).note == ""


def test_own_pictures_are_learned_by_a_run_on_them():
    assert checks.own_pictures(RunFacts(folder=DATA)) == (
        "random pictures: 24 for training, 10 for the test.",
        True,
        None,
    )
    assert checks.own_pictures(RunFacts()) == ("", False, None)
    assert checks.trained_on_own(ended()).note == "First open your own folders."
    assert checks.trained_on_own(ended(folder=DATA)).note.startswith("Right: training 100.0%, test 90.0%, gap 10.0")
    assert not checks.trained_on_own(replace(ended(folder=DATA), dataset=DRAWINGS)).is_done
    assert not checks.trained_on_own(ended(UNLEARNED, folder=DATA)).is_done


@pytest.mark.parametrize(
    ("counts", "added", "labeled"),
    [
        (PhotoCounts(), "", ""),
        (PhotoCounts(unread=1), "The photo is not read yet: see its card.", ""),
        (PhotoCounts(read=1), None, ""),
        (PhotoCounts(1, 1, 1), None, "These data have no such class."),
        (PhotoCounts(0, 2, 2, 1), None, None),
    ],
)
def test_a_photo_is_there_once_read_and_has_a_label_if_the_data_have_its_class(counts, added, labeled):
    for check, note in ((checks.photo_added, added), (checks.photo_labeled, labeled)):
        assert check(RunFacts(dataset=DATA, photos=counts)) == (note or "", note is None, None)


def test_a_photo_has_taught_once_a_run_has_ended_on_it_in_the_training_part():
    missing = "No picture has been added to the training part yet."
    in_test, taught = (
        EditedDataset.of(DATA).add([AddedPicture(DATA.test.pictures[0])], 1, part).dataset for part in ("test", "train")
    )
    assert checks.photo_taught(ended(dataset=in_test)).note == missing
    press = "The photo is in the training part: press Train."
    assert checks.photo_taught(replace(ended(), dataset=taught)).note == press
    for without_end in (RunFacts(dataset=taught), replace(ended(dataset=taught), end=None)):
        assert checks.photo_taught(without_end).note == press
    assert "wait until it ends" in checks.photo_taught(ended(dataset=taught, is_training=True)).note
    assert checks.photo_taught(ended(dataset=taught, failure=Failure.DEAD)).note == failed(0.0075)
    done = followed_through(OWN, checks.photo_taught, ended(dataset=taught))
    assert done.state == ("Added to the training part: 1 picture.", True, None)
    assert done.then(replace(done.facts, is_training=True)).state is done.state


def test_what_has_changed_is_offered_only_where_it_is_known():
    begun = followed_through(OWN, checks.change_known, ended())
    assert begun.state.note == "First go back to “Teach it your photo”."
    assert begun.assist is None
    assert begun.then(replace(ended(), dataset=DRAWINGS)).state == begun.state
    edited = EditedDataset.of(DATA).relabel([PictureKey("train", 1)], label=1).dataset
    for untrained in (replace(ended(), dataset=edited), RunFacts(dataset=edited)):
        assert begun.then(untrained).assist is checks.TRAIN_FOR_ME
    known = begun.then(ended(dataset=edited, has_change=True))
    assert known.state.note == ""
    assert known.assist is step_of(OWN, checks.change_known).assist


def test_the_gap_shown_is_that_of_the_network_shown():
    assert checks.gap_shown(ended(shown=network(0, 40))).note.startswith("Right: training 100.0%, test 80.0%")
    for nothing in (RunFacts(dataset=DATA), replace(ended(), shown=None)):
        assert checks.gap_shown(nothing) == ("Nothing is trained yet.", False, None)
    assert checks.gap_shown(ended(failure=Failure.DEAD)) == (failed(0.0075), False, None)


# --- without hidden layers

ZEROS = {"hidden_layers": (4,), "initialization": "zeros"}
WITHOUT = {"hidden_layers": (), "initialization": "zeros"}


def test_a_network_without_hidden_layers_has_to_have_learned():
    assert checks.trained_without_layers(ended()) == ("", False, None)
    state = checks.trained_without_layers(ended(UNLEARNED, WITHOUT))
    assert (state.is_done, state.remedy) == (False, checks.AS_NOTEBOOK_BEFORE)
    gap = "Right: training 100.0%, test 90.0%, gap 10.0 points; always other: 50.0% of the test part."
    assert checks.trained_without_layers(ended(settings=WITHOUT)) == (gap, True, None)
    assert checks.trained_with_layers(ended(settings=WITHOUT)) == ("", False, None)
    assert checks.trained_with_layers(ended()) == (gap, True, None)
    assert checks.trained_with_layers(ended(UNLEARNED)).remedy == checks.WITH_LAYER


SHOWN = object()
STRAIGHT, BENT = [[0.2, 0.4, 0.5, 0.5], [0.5, 0.5, 0.8, 0.6]], [[0.2, 0.4, 0.5, 0.52], [0.5, 0.52, 0.8, 0.4]]


def between(segments, settings=None, network=SHOWN):
    """The facts with a boundary of these segments in Between."""
    seen = Boundary(network, np.array(segments, float).reshape(-1, 4))
    return ended(settings=settings, network=SHOWN, boundary=seen)


def test_a_boundary_is_bent_once_it_is_seen_to_leave_a_straight_line():
    by = "The boundary leaves a straight line by up to"
    assert checks.bent(between(BENT)) == (f"{by} 6.0% of the field.", True, None)
    assert checks.bent(between(STRAIGHT)) == (f"{by} 0.0% of the field.", False, checks.ANOTHER_THREE)
    assert checks.bent(between(STRAIGHT, {"hidden_layers": checks.LAYER})).remedy == checks.AS_NOTEBOOK
    assert checks.bent(between([])) == ("Between these three there is no boundary.", False, checks.ANOTHER_THREE)
    assert checks.bent(between(BENT, network=object())) == ("", False, None), "that of another network"
    assert checks.trained_with_layers(between(STRAIGHT, WITHOUT)) == (f"{by} 0.0% of the field.", False, None)


def test_what_a_boundary_says_needs_between_and_hidden_layers_on_pixels():
    assert checks.bent(ended()).remedy.kind is Assistance.SHOW
    for settings in (WITHOUT, {"features": "pretrained"}):
        assert checks.bent(between(BENT, settings)).remedy == checks.WITH_LAYER
    assert not checks.bent(replace(between(BENT), end=UNLEARNED)).is_done


def test_hidden_layers_that_begin_with_zeros_are_told_apart():
    state = checks.trained_with_layers(ended(settings=ZEROS, failure=Failure.DEAD))
    assert state.note == "All neurons of layer 1 are the same: zeros give each the same gradient."
    assert (state.is_done, state.remedy) == (False, checks.WITH_LAYER)


@pytest.mark.parametrize(
    ("settings", "note"),
    [
        ({}, "This network has hidden layers, each neuron with weights of its own."),
        (WITHOUT, ""),
        ({**WITHOUT, "features": "pretrained"}, "The weights of features are no picture."),
    ],
)
def test_one_picture_is_that_of_a_network_on_pixels_without_hidden_layers(settings, note):
    assert checks.one_picture(ended(settings=settings, network=object())) == (note, False, None)
    assert checks.one_picture(RunFacts(dataset=DATA)).note == "Nothing is trained yet."


def folds(of, wrong, repeats=range(1, 7), **facts):
    """The facts with a cross-validation of settings `of`, in each of whose repeats other answers are wrong."""

    def result(seed):
        right = evaluation(wrong)
        return RepeatResult(seed, replace(right, probabilities=np.roll(right.probabilities, 2 * seed)))

    found = CrossValidated(replace(NOTEBOOK, **of), tuple(map(result, repeats)))
    return RunFacts(dataset=DATA, folds=found, **facts)


def test_both_networks_are_compared_on_the_same_folds():
    without = folds(WITHOUT, 20)
    assert checks.validated_without_layers(RunFacts()) == ("", False, None)
    assert checks.validated_without_layers(folds({}, 20)).remedy == checks.AS_NOTEBOOK_BEFORE
    set_without = folds({}, 20, settings=replace(NOTEBOOK, **WITHOUT))
    assert checks.validated_without_layers(set_without).remedy is None, "its own button runs it"
    state = checks.validated_without_layers(without)
    assert state.is_done
    assert state.note.endswith("Cross-validation of 200 training pictures: 90.0% ± 0.0.")

    def after(*shown):
        return followed_through(LAYERS, checks.layers_compared, *shown).state

    assert after(folds({}, 20)).note == "First go back to “Pictures it has not seen”."
    assert after(without) == ("", False, None)
    assert after(without, folds({}, 20)) == (
        "Without hidden layers 90.0% ± 0.0, with them 90.0% ± 0.0. That may be chance.",
        True,
        None,
    )
    assert after(without, folds({}, 60)).note.endswith("with them 70.0% ± 0.0. That is more than chance.")
    again = "Cross-validate the same pictures, as often as before."
    assert after(without, folds({}, 20, range(1, 4))) == (again, False, None)
    assert after(without, RunFacts(dataset=DATA), folds({}, 20)).is_done, "while it runs there is none"


def test_seeds_that_change_nothing_are_told_with_a_remedy():
    state = checks.seeds_studied(RunFacts(dataset=DATA, settings=replace(NOTEBOOK, **WITHOUT)))
    assert state.note == "The seed changes nothing, since the weights begin alike and no step is random."
    assert (state.is_done, state.remedy) == (False, checks.AS_NOTEBOOK)
