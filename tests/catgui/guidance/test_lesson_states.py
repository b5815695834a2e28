"""Every lesson from the states of the window that could mislead it: each tick is compared with the numbers of the run.

What a tick must mean is computed here from probabilities, costs and settings, not by the code of the conditions.
"""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QSlider, QWidget

from catgui.domain.photo_entry import NEITHER, PhotoState
from catgui.help import lesson_notes as notes
from catgui.help.lesson import Condition, Observation
from catgui.help.lessons import FEATURES, GAP, LESSONS, OWN, RATE, SEED, SMALL_LAYERS, WHY
from catgui.help.links import plain_text
from engine.analysis.dead_units import detect_dead_network
from engine.saved_model.file import load_model
from engine.saved_model.saved_run import SavedRun
from engine.text import format_cost
from engine.training.config import TrainingConfig
from engine.training.run import TrainingRun
from tests.support import lessons
from tests.support.lessons import PHOTO_ACTIONS, button, lesson_window, shown
from tests.support.small_data import make_dataset, save_network

# Each test opens whole windows.
pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("short_pauses")]

MOST_PRESSES = 4
OF_NO_RUN = {Condition.OWN_PICTURES, Condition.SEEDS_STUDIED, Condition.TRAINED_FAST, *PHOTO_ACTIONS}


@pytest.fixture
def window(qtbot, settings, builtin_dataset, tmp_path, monkeypatch):
    yield from lesson_window(qtbot, settings, builtin_dataset, tmp_path, monkeypatch)


def train(window, qtbot, **settings):
    for field, value in settings.items():
        if field == "features":
            window.training_settings.choose_features(value, window.workspace.dataset)
        else:
            window.training_settings.set_value(field, value)
    window.controls.train_new()
    settle(window, qtbot)


def settle(window, qtbot):
    """Wait until nothing is under way any more."""
    qtbot.waitUntil(lambda: not window.workspace.loading and not window.photos.busy)
    seeds = window.help.guide._models.seeds
    qtbot.waitUntil(lambda: window.session.is_inactive and not window.session.is_evaluating and not seeds.busy)
    qtbot.waitUntil(lambda: not window.session.completer.busy)


def first_start(window, qtbot, folder):
    pass


def dead_network(window, qtbot, folder):
    train(window, qtbot, learning_rate=0.5)
    assert detect_dead_network(window.session.newest.network) is not None


def diverged_run(window, qtbot, folder):
    train(window, qtbot, features="pretrained", learning_rate=1e300)
    assert window.session.has_failed


def convolution(window, qtbot, folder):
    # With few filters: with all of them the lessons from here take minutes.
    train(window, qtbot, features="convolution", hidden_layers=(4, 8), iterations=30)


def own_folders(window, qtbot, folder):
    window.help.guide.assistant.practice.open()
    qtbot.waitUntil(lambda: window.workspace.folder_data is not None)


def saved_network(side):
    """A network from a file whose data are not found: with the shape of the drawings, or with another."""

    def open_network(window, qtbot, folder):
        drawings, path = window.workspace.dataset, folder / "cats.npz"
        window.workspace.set_dataset(make_dataset(side=side))
        train(window, qtbot, iterations=40)
        save_network(window.document, path)
        window.session.reset()
        window.workspace.set_dataset(drawings)
        window.document.open(path, load_model(path), drawings)
        qtbot.waitUntil(lambda: not window.playback.reproducer.is_repeating)
        settle(window, qtbot)
        window.training_settings.set_value("iterations", 800)
        assert isinstance(window.session.run, SavedRun)
        assert (window.session.snapshot is None) == (side != 64)

    return open_network


STATES = {
    "first start": first_start,
    "dead network": dead_network,
    "diverged run": diverged_run,
    "convolution": convolution,
    "own folders": own_folders,
    "saved network without data": saved_network(8),
    "saved network on other data": saved_network(64),
}
# Besides the first start: those whose run or settings the first steps of a lesson could take for what they ask for, or
# be misled by.
TRIED_FROM = {
    GAP: ("diverged run", "convolution", "own folders"),
    RATE: ("dead network", "saved network without data", "diverged run"),
    WHY: ("convolution", "dead network", "saved network without data"),
    SEED: ("own folders", "saved network on other data", "dead network"),
    FEATURES: ("saved network on other data", "diverged run", "convolution"),
    OWN: ("saved network without data", "own folders", "saved network on other data"),
}


def pytest_generate_tests(metafunc):
    if "state" in metafunc.fixturenames:
        journeys = [(lesson, state) for lesson in LESSONS for state in ("first start", *TRIED_FROM[lesson])]
        metafunc.parametrize(("lesson", "state"), journeys, ids=lambda part: getattr(part, "id", part))


class Numbers:
    """The numbers of the network at the end of the run on the screen, whose run must have ended here."""

    def __init__(self, window):
        session = window.session
        self.run, self.costs = session.run, session.costs.train
        self.is_trained = isinstance(self.run, TrainingRun) and len(self.costs) > 0 and session.newest is not None
        self.is_trained &= not session.has_failed and bool(np.isfinite(self.costs).all())
        if not self.is_trained:
            self.is_alive = self.has_learned = False
            return
        network = session.newest.network
        self.is_alive = detect_dead_network(network) is None
        self.parts = {
            name: (network.forward(examples)[0][0], examples.Y[0])
            for name, examples in (("train", self.run._train), ("test", self.run._test))
        }
        probabilities, labels = self.parts["train"]
        share = labels.mean()
        constant = -(share * np.log(share) + (1 - share) * np.log(1 - share))
        cost = -np.log(np.clip(np.where(labels == 1, probabilities, 1 - probabilities), 1e-16, 1)).mean()
        self.has_learned = self.accuracy("train") > max(share, 1 - share) and cost <= constant * 2 / 3
        self.has_learned &= self.is_alive

    def right(self, name):
        probabilities, labels = self.parts[name]
        return (probabilities > 0.5) == (labels == 1)

    def accuracy(self, name):
        return self.right(name).mean()

    @property
    def gap(self):
        return self.accuracy("train") - self.accuracy("test")

    @property
    def jumps(self):
        width = len(self.costs) // 50
        levels = np.median(self.costs[: 50 * width].reshape(50, width), axis=1)
        rises = self.costs[1:] - self.costs[:-1]
        return (rises > 0.1 * (levels.max() - levels.min())).sum() >= max(3, 0.003 * len(self.costs))

    @property
    def has_gap_to_narrow(self):
        """Whether there is a gap, and the wrong test pictures are more than two standard errors of their number."""
        wrong = 1 - self.accuracy("test")
        return self.gap > 0 and wrong > 2 * (wrong * (1 - wrong) / len(self.right("test"))) ** 0.5

    def narrows(self, before):
        """Whether the gap is smaller than `before` by more than two standard errors, and the test accuracy no lower."""
        if self.accuracy("test") < before.accuracy("test"):
            return False
        change, variance = 0.0, 0.0
        for name, sign in (("train", 1), ("test", -1)):
            gained = (self.right(name) & ~before.right(name)).mean()
            lost = (before.right(name) & ~self.right(name)).mean()
            change += sign * (gained - lost)
            variance += (gained + lost - (gained - lost) ** 2) / len(self.right(name))
        return change < -2 * variance**0.5


class Oracle:
    """Says what must be ticked, from the numbers; it remembers the first run of a step that has learned."""

    def __init__(self, window):
        self.window = window
        self.before = None
        self.picks = 0
        window.picked.changed.connect(self.count_pick)

    def count_pick(self):
        self.picks += 1

    def begin_step(self):
        self.before = None
        self.picks = 0
        self.see()

    def see(self):
        now = Numbers(self.window)
        if self.before is not None and self.before.run.dataset is not self.window.workspace.dataset:
            self.before = None
        is_narrowed = self.window.help.guide.step.until is Condition.NARROWED_GAP
        if self.before is None and now.has_learned and (not is_narrowed or now.has_gap_to_narrow):
            self.before = now

    def expects(self, condition):
        return bool(getattr(self, f"_{condition.name.lower()}")(Numbers(self.window)))

    def _trained(self, now):
        return now.is_alive

    def _trained_as_notebook(self, now):
        if now.run is None:
            return False
        others = {"seed", "iterations"}
        ours, notebooks = vars_of(now.run.config), vars_of(TrainingConfig())
        return now.has_learned and all(ours[field] == notebooks[field] for field in ours if field not in others)

    def _trained_fast(self, now):
        session = self.window.session
        if not isinstance(now.run, TrainingRun) or not len(now.costs) or now.run.config.learning_rate < 0.5:
            return False
        return session.has_failed or not now.is_alive or (now.jumps and not now.has_learned)

    def _trained_slowly(self, now):
        is_whole = len(now.costs) == now.run.config.iterations
        return now.is_alive and is_whole and now.run.config.learning_rate <= 0.0001 and not now.has_learned

    def _trained_well(self, now):
        return now.has_learned and not now.jumps and now.run.config.batch_size == 0

    def _trained_on_pixels(self, now):
        return now.is_alive and now.run.config.features == "pixels"

    def _trained_on_pretrained(self, now):
        return now.is_alive and now.run.config.features == "pretrained"

    def _trained_by_convolution(self, now):
        return now.is_alive and now.run.config.features == "convolution"

    def _learned(self, now):
        return now.has_learned

    def _other_seed(self, now):
        if self.before is None or not now.is_alive or now.run is self.before.run:
            return False
        if len(now.costs) != len(self.before.costs):
            return False
        first, second = (vars_of(numbers.run.config) for numbers in (self.before, now))
        return {field for field in first if first[field] != second[field]} == {"seed"}

    def _rewound(self, now):
        snapshot, costs = self.window.session.snapshot, self.window.session.costs.test[1]
        slider = self.window.findChild(QSlider, "time_slider")
        pixel = np.ceil(slider.maximum() / (slider.width() - 20))  # the handle, and what is beside the groove
        is_near = abs(snapshot.iterations - costs.argmin()) <= pixel
        return now.is_alive and (is_near or format_cost(snapshot.test_cost) == format_cost(costs.min()))

    def _narrowed_gap(self, now):
        if self.before is None or not now.has_learned or now.run is self.before.run:
            return False
        return now.narrows(self.before)

    def _picked(self, now):
        picture, dataset = self.window.picked.picture, self.window.workspace.dataset
        if picture is None or not self.picks or not self._learned(now):
            return False
        misled = {name: (now.parts[name][0] > 0.5) & (now.parts[name][1] == 0) for name in dataset.parts}
        return misled[picture.part][picture.index] or not misled["test"].any()

    def _followed(self, now):
        picked = self.window.picked
        if picked.picture is None or not self.picks or not self._learned(now):
            return False
        return picked.picture.part == "train" and picked.previous_title != ""

    def _seeds_studied(self, now):
        study = self.window.help.guide._models.seeds
        if not study.results:
            return False
        first, second = vars_of(study.config), vars_of(self.window.training_settings.config)
        return len(study.results) > 1 and {field for field in first if first[field] != second[field]} <= {"seed"}

    def _own_pictures(self, now):
        return self.window.workspace.folder_data is not None

    def _trained_on_own(self, now):
        return now.has_learned and self._own_pictures(now) and now.run.dataset is self.window.workspace.dataset

    def _photo_added(self, now):
        return any(entry.state is PhotoState.READ for entry in self.window.photos)

    def _photo_labeled(self, now):
        return any(entry.actual in self.window.workspace.dataset.classes for entry in self.window.photos)

    def _photo_taught(self, now):
        dataset = self.window.workspace.dataset
        grown = dataset.edits is not None and dataset.train.count > dataset.original.train.count
        return grown and now.is_alive and now.run.dataset is dataset


def vars_of(config):
    return {field: getattr(config, field) for field in TrainingConfig.__slots__}


def assert_told(window, oracle, step):
    """Assert that the tick is there if and only if it is true, and a failed run is not passed over in silence."""
    expected = oracle.expects(step.until)
    done, note = shown(window, "done"), shown(window, "note")
    assert done.isVisible() is expected, f"{step.title}: {done.text()} {note.text()}"
    assert window.help.guide.is_step_done is expected
    if not expected and window.session.run is not None and step.until not in OF_NO_RUN:
        failed = window.session.has_failed or window.session.run.failure
        assert note.isVisible() or not failed, f"{step.title}: nothing is said of the failed run"


def press(window, qtbot, step):
    """Do what the step asks for, by its button or by hand."""
    if step.until in PHOTO_ACTIONS:
        PHOTO_ACTIONS[step.until](window)
    elif button(window, "assist").isVisible():
        button(window, "assist").click()
    settle(window, qtbot)
    if step.until in (Condition.OWN_PICTURES, Condition.PICKED, Condition.FOLLOWED, Condition.PHOTO_ADDED):
        qtbot.waitUntil(lambda: window.help.guide.is_step_done)
    if step.until is Condition.REWOUND:
        qtbot.waitUntil(lambda: window.session.snapshot.iterations == window.playback.position)


def go_through(window, qtbot, lesson):
    oracle, guide = Oracle(window), window.help.guide
    window.help.start_lesson(lesson.id)
    for number, step in enumerate(lesson.steps):
        assert guide.step is step
        qtbot.waitUntil(window.findChild(QWidget, step.target).isVisible)  # what is computed takes a moment
        assert guide.frame.isVisible(), f"nothing is seen of {step.target}"
        assert shown(window, "text").plain == plain_text(step.text, window.workspace.dataset.classes)
        assert window.settings.lesson_progress[lesson.id] == number
        if step.until is not None:
            oracle.begin_step()
            assert_told(window, oracle, step)
            for _ in range(MOST_PRESSES):
                if guide.is_step_done:
                    break
                press(window, qtbot, step)
                oracle.see()
                assert_told(window, oracle, step)
            yield step
        button(window, "next").click()


def test_each_tick_of_a_lesson_is_true_from_other_states(window, qtbot, tmp_path, lesson, state):
    window.help.guide  # noqa: B018  creates the guide, whose models are watched here
    STATES[state](window, qtbot, tmp_path)
    for step in go_through(window, qtbot, lesson):
        assert window.help.guide.is_step_done, step.title
        assert step.done in shown(window, "done").text()
    assert window.help.guide.step is None
    assert window.settings.lesson_progress[lesson.id] == len(lesson.steps)
    assert shown(window, "title").text() == "What you can do now"
    assert shown(window, "text").plain.startswith(lesson.ability)
    button(window, "leave").click()
    assert not window.help.guide.sheet.isVisible()
    assert not window.help.guide.frame.isVisible()


def lead_to(window, lesson, condition):
    """Start `lesson` at the step with a condition, or an observation."""
    number = next(number for number, step in enumerate(lesson.steps) if condition in (step.until, step.shows))
    lessons.lead_to(window, lesson, number)


def words(window):
    return " ".join(shown(window, name).text() for name in ("done", "note"))


@pytest.mark.parametrize("rate", [0.02, 0.1])
def test_a_rate_that_kills_the_network_is_not_mended(window, qtbot, rate):
    lead_to(window, RATE, Condition.TRAINED_WELL)
    train(window, qtbot, learning_rate=rate)
    assert not shown(window, "done").isVisible()
    assert notes.failed(rate) in words(window)


def test_a_rate_is_mended_only_once_it_was_broken_in_this_lesson(window, qtbot):
    train(window, qtbot, learning_rate=0.003)
    lead_to(window, RATE, Condition.TRAINED_WELL)
    assert not shown(window, "done").isVisible()
    assert notes.NOT_BROKEN in words(window)
    lead_to(window, RATE, Condition.TRAINED_FAST)
    train(window, qtbot, learning_rate=0.5)
    lead_to(window, RATE, Condition.TRAINED_WELL)
    train(window, qtbot, learning_rate=0.003)
    assert shown(window, "done").isVisible()


def test_a_rate_is_mended_no_more_once_another_one_kills_the_network(window, qtbot):
    lead_to(window, RATE, Condition.TRAINED_WELL)
    train(window, qtbot, learning_rate=0.5)  # what is broken here counts as well
    train(window, qtbot, learning_rate=0.003)
    assert shown(window, "done").isVisible()
    train(window, qtbot, learning_rate=0.03)
    assert not shown(window, "done").isVisible()
    assert button(window, "assist").isVisible()


def test_the_figures_of_both_curves_are_those_of_the_plot(window, qtbot):
    train(window, qtbot, iterations=2500)
    lead_to(window, GAP, Condition.REWOUND)
    assert not shown(window, "done").isVisible()  # the network at the end is not that of the lowest cost
    lead_to(window, GAP, Observation.CURVES)
    iterations, costs = window.session.costs.test
    lowest = costs.argmin()
    assert lowest < len(costs) - 1
    assert f"lowest at iteration {int(iterations[lowest]):,}, {format_cost(costs[lowest])}" in words(window)
    assert f"at the end {format_cost(costs[-1])}" in words(window)
    train(window, qtbot, features="pretrained", iterations=600)
    assert f"lowest at iteration {int(window.session.costs.test[0][-1]):,}" in words(window)


def test_the_gap_is_told_before_and_after(window, qtbot):
    train(window, qtbot, iterations=2500)
    lead_to(window, GAP, Condition.NARROWED_GAP)
    assert "Before: training 99.0%, test 84.0%, gap 15.0 points" in words(window)
    train(window, qtbot, iterations=900)
    assert not shown(window, "done").isVisible()
    assert "After: training 97.6%, test 82.0%, gap 15.6 points. The test accuracy is lower" in words(window)
    train(window, qtbot, iterations=2500, l2=20.0)
    assert not shown(window, "done").isVisible()
    assert "may be chance" in words(window)
    train(window, qtbot, l2=0.0, features="pretrained", hidden_layers=SMALL_LAYERS)
    assert shown(window, "done").isVisible()
    assert "After: training 99.5%, test 98.0%, gap 1.5 points" in words(window)


def test_another_seed_is_one_only_if_nothing_else_is_another(window, qtbot):
    train(window, qtbot)
    lead_to(window, SEED, Condition.OTHER_SEED)
    train(window, qtbot, seed=5, learning_rate=0.003)
    assert not shown(window, "done").isVisible()
    train(window, qtbot, learning_rate=0.0075)
    assert shown(window, "done").isVisible()
    assert "with seed 1" in words(window)
    assert "with seed 5" in words(window)


def test_a_run_that_was_stopped_before_its_end_proves_nothing(window, qtbot):
    train(window, qtbot)
    lead_to(window, RATE, Condition.TRAINED_SLOWLY)
    window.training_settings.set_value("learning_rate", 0.0001)
    settle(window, qtbot)
    window.controls.perform("reset")
    window.controls.perform("step")
    settle(window, qtbot)
    assert not shown(window, "done").isVisible()
    assert notes.NOT_OVER in words(window)
    window.controls.train()
    settle(window, qtbot)
    assert shown(window, "done").isVisible()


def test_what_was_done_with_a_run_is_not_done_with_the_next(window, qtbot):
    train(window, qtbot)
    lead_to(window, GAP, Condition.REWOUND)
    button(window, "assist").click()
    qtbot.waitUntil(lambda: shown(window, "done").isVisible())
    window.playback.seek(100)
    qtbot.waitUntil(lambda: window.session.snapshot.iterations == 100)
    assert shown(window, "done").isVisible()
    train(window, qtbot, learning_rate=0.5)
    assert not shown(window, "done").isVisible()
    assert notes.failed(0.5) in words(window)


def test_a_network_that_was_brought_back_dead_is_known_to_be_dead(window, qtbot, builtin_dataset):
    dead_network(window, qtbot, None)
    record = window.runs.records[-1]
    window.session.reset()
    with qtbot.waitSignal(window.files.run_opener.restored):
        window.files.run_opener.restore(record)
    qtbot.waitUntil(lambda: isinstance(window.session.run, TrainingRun))
    lead_to(window, WHY, Condition.LEARNED)
    assert not shown(window, "done").isVisible()
    assert notes.failed(0.5) in words(window)
    assert window.summary.summary.finding.name == "DEAD"


def test_a_picture_that_is_predicted_right_is_no_mistake(window, qtbot):
    train(window, qtbot)
    lead_to(window, WHY, Condition.PICKED)
    dataset, test = window.workspace.dataset, window.session.snapshot.test
    right = int(np.flatnonzero(test.predictions[0] == test.labels[0])[0])
    pick(window, right)
    assert not shown(window, "done").isVisible()
    assert f"predicted {dataset.classes[test.labels[0][right]]}" in words(window)
    pick(window, int(np.flatnonzero((test.predictions[0] == 1) & (test.labels[0] == 0))[0]))
    assert shown(window, "done").isVisible()
    assert f"labeled {dataset.classes[0]}, predicted {dataset.classes[1]}" in words(window)


def test_the_picture_selected_before_is_not_picked_until_it_is_clicked(window, qtbot):
    train(window, qtbot)
    test = window.session.snapshot.test
    pick(window, int(np.flatnonzero((test.predictions[0] == 1) & (test.labels[0] == 0))[0]))
    lead_to(window, WHY, Condition.PICKED)
    assert not shown(window, "done").isVisible()
    assert "selected before" in words(window)
    grid = window.findChild(QAbstractItemView, "wrong_grid")
    assert grid.currentIndex().isValid()
    qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=grid.visualRect(grid.currentIndex()).center())
    assert shown(window, "done").isVisible()


def test_cost_and_accuracy_disagree_only_where_they_do(window, qtbot):
    train(window, qtbot, iterations=2500)
    lead_to(window, GAP, Condition.REWOUND)
    for seed in (1, 3):
        train(window, qtbot, seed=seed)
        end = window.session.newest.test
        button(window, "assist").click()
        qtbot.waitUntil(lambda: window.help.guide.is_step_done)
        here = window.session.snapshot.test
        assert ("at the end" in words(window)) == (here.correct < end.correct)
        assert notes.accuracy_lost(here, end) in words(window)
        assert ("chance" in words(window)) == (here.correct == end.correct - 1)


def pick(window, index):
    from catgui.domain.picture import Picture

    picture = Picture("test", index)
    window.picked.pick(picture.pixels(window.workspace.dataset), picture.name, picture)


def test_a_photo_in_the_test_part_has_taught_nothing(window, qtbot):
    train(window, qtbot)
    PHOTO_ACTIONS[Condition.PHOTO_ADDED](window)
    settle(window, qtbot)
    PHOTO_ACTIONS[Condition.PHOTO_LABELED](window)
    lead_to(window, OWN, Condition.PHOTO_TAUGHT)
    window.data_editor.add_photos(list(window.photos), "test")
    settle(window, qtbot)
    assert not shown(window, "done").isVisible()
    window.data_editor.add_photos(list(window.photos), "train")
    settle(window, qtbot)
    qtbot.waitUntil(lambda: shown(window, "done").isVisible())


def test_a_photo_that_is_neither_has_no_label_that_could_be_taught(window, qtbot):
    PHOTO_ACTIONS[Condition.PHOTO_ADDED](window)
    settle(window, qtbot)
    lead_to(window, OWN, Condition.PHOTO_LABELED)
    window.photos.set_actual([entry.key for entry in window.photos], NEITHER)
    assert not shown(window, "done").isVisible()
    assert "have no such class" in words(window)
    PHOTO_ACTIONS[Condition.PHOTO_LABELED](window)
    assert shown(window, "done").isVisible()


def test_while_the_network_is_trained_on_the_photo_nothing_else_is_to_be_pressed(window, qtbot):
    train(window, qtbot)
    PHOTO_ACTIONS[Condition.PHOTO_ADDED](window)
    settle(window, qtbot)
    PHOTO_ACTIONS[Condition.PHOTO_LABELED](window)
    window.training_settings.set_value("iterations", 1_000_000)
    lead_to(window, OWN, Condition.PHOTO_TAUGHT)
    window.data_editor.add_photos(list(window.photos), "train")
    qtbot.waitUntil(lambda: not window.session.is_inactive)
    qtbot.waitUntil(lambda: notes.TRAINING_AGAIN in words(window))
    assert "press Train" not in words(window)
    window.session.stop()
    settle(window, qtbot)
