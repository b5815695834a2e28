"""Every lesson, gone through in a window whose state could mislead it, and what lessons read of the models."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QWidget

from catgui.domain.picture import Picture
from catgui.help import lesson_checks as checks
from catgui.help.lesson import PhotoCounts, Pick
from catgui.help.lessons import FEATURES, GAP, LAYERS, OWN, RATE, SEED, WHY
from catgui.help.pages import plain_text
from catgui.models.training.session import RunState
from engine.saved_model.file import load_model
from engine.saved_model.model import SavedRun
from tests.support import lessons
from tests.support.lessons import PHOTO_ACTIONS, button, lesson_window, shown
from tests.support.small_data import make_dataset, save_network

# Each test opens whole windows.
pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("short_pauses")]


@pytest.fixture
def window(qtbot, settings, builtin_dataset, tmp_path, monkeypatch):
    for window in lesson_window(qtbot, settings, builtin_dataset, tmp_path, monkeypatch):
        window.help.guide  # noqa: B018  creates the guide, whose models are watched here
        yield window


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
    seeds, folds = window.help.guide._models.seeds, window.help.guide._models.folds
    qtbot.waitUntil(
        lambda: (
            window.session.now.is_inactive
            and window.session.now.state is not RunState.EVALUATING
            and not (seeds.busy or folds.busy)
        )
    )
    qtbot.waitUntil(lambda: not window.session.completer.busy)


def dead_network(window, qtbot, folder):
    train(window, qtbot, learning_rate=0.5)


def diverged_run(window, qtbot, folder):
    train(window, qtbot, features="pretrained", learning_rate=1e300)


def convolution(window, qtbot, folder):
    # With few filters: with all of them the lessons from here take minutes.
    train(window, qtbot, features="convolution", hidden_layers=(4, 8), iterations=30)


def own_folders(window, qtbot, folder):
    window.help.guide.assistant.help_with(OWN.steps[0].assist, None)
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
        assert isinstance(window.session.now.run, SavedRun)
        assert (window.session.now.snapshot is None) == (side != 64)

    return open_network


def wait_for_between(window, qtbot):
    """Wait until Between shows what the network answers, if it is seen."""
    panel = window.create_deferred_panels().between
    qtbot.waitUntil(
        lambda: (
            not panel.isVisible()
            or (
                not window.corners._task.busy
                and panel.room is not None
                and panel.room.network is window.session.now.network
                and panel.room.corners is window.corners.corners
            )
        )
    )


def press(window, qtbot, step):
    """Do what the step asks for, by its button or by hand."""
    if step.check in PHOTO_ACTIONS:
        PHOTO_ACTIONS[step.check](window)
    else:
        assert button(window, "assist").isVisible(), step.title
        button(window, "assist").click()
    settle(window, qtbot)
    wait_for_between(window, qtbot)
    if step.check in (checks.own_pictures, checks.picked, checks.followed, checks.photo_added, checks.rewound):
        qtbot.waitUntil(lambda: window.help.guide.is_step_done)


# With each lesson a state that its steps could take for what they ask for, and how often each task must be helped with.
@pytest.mark.parametrize(
    ("lesson", "state", "presses"),
    [
        (GAP, diverged_run, [1, 1, 1]),
        (RATE, dead_network, [1, 1, 1, 1]),
        (WHY, convolution, [1, 1, 1]),
        (SEED, own_folders, [1, 1, 1]),
        (FEATURES, saved_network(64), [1, 1, 1]),
        (OWN, saved_network(8), [1, 1, 1, 1, 1]),
        (LAYERS, dead_network, [1, 1, 1, 2, 1]),
    ],
    ids=lambda part: getattr(part, "id", ""),
)
def test_a_lesson_is_gone_through_by_doing_what_it_asks(window, qtbot, tmp_path, lesson, state, presses):
    # So that the three pictures drawn next have a boundary that the notebook's network bends.
    window.corners._random = np.random.default_rng(23)
    state(window, qtbot, tmp_path)
    guide, counts = window.help.guide, []
    window.help.start_lesson(lesson.id)
    for number, step in enumerate(lesson.steps):
        assert guide.step is step
        qtbot.waitUntil(window.findChild(QWidget, step.target).isVisible)  # what is computed takes a moment
        assert guide.frame.isVisible(), f"nothing is seen of {step.target}"
        assert shown(window, "text").plain == plain_text(step.text, window.workspace.dataset.classes)
        assert window.settings.lesson_progress[lesson.id] == number
        count = 0
        while step.done and not guide.is_step_done and count < 4:
            press(window, qtbot, step)
            count += 1
        assert step.done in shown(window, "done").text(), f"{step.title}: {shown(window, 'note').text()}"
        counts += [count] if step.done else []
        button(window, "next").click()
    assert counts == presses
    assert guide.step is None
    assert window.settings.lesson_progress[lesson.id] == len(lesson.steps)
    assert shown(window, "title").text() == "What you can do now"
    assert shown(window, "text").plain.startswith(lesson.ability)
    button(window, "leave").click()
    assert not guide.sheet.isVisible()
    assert not guide.frame.isVisible()
    window.help.start_lesson(lesson.id)
    assert guide.step is lesson.steps[0], "it begins again"
    assert [one.lesson for one in window.help._lessons() if one.is_done] == [lesson]


def test_between_is_opened_where_it_was_closed(window, qtbot):
    train(window, qtbot)
    lead_to(window, LAYERS, checks.bent)
    window.panels.close_panel("between_panel")
    assert button(window, "assist").text() == "Open Between"
    button(window, "assist").click()
    wait_for_between(window, qtbot)
    assert facts(window).boundary.network is window.session.now.network
    assert shown(window, "note").text().endswith("% of the field.")
    window.panels.open("answers_panel")
    assert facts(window).boundary is None


def lead_to(window, lesson, check):
    """Start `lesson` at the step with a check."""
    lessons.lead_to(window, lesson, next(number for number, step in enumerate(lesson.steps) if step.check is check))


def facts(window):
    return window.help.guide._models.facts(frozenset())


def test_the_facts_are_those_of_the_window(window, qtbot):
    train(window, qtbot, iterations=100)
    window.session.set_threshold(0.3)
    window.playback.seek(40)
    qtbot.waitUntil(lambda: window.session.now.snapshot.iterations == 40)
    settle(window, qtbot)
    picture = Picture("test", 3)
    window.picked.pick(picture.pixels(window.workspace.dataset), "a title", picture)
    found = facts(window)
    assert (found.dataset, found.run, found.folder) == (window.workspace.dataset, window.session.now.run, None)
    assert (found.position, found.shown.iterations, found.end.iterations, len(found.costs)) == (40, 40, 100, 100)
    assert found.shown.test.threshold == found.end.test.threshold == 0.3
    assert len(found.test_costs) == len(found.test_iterations) == 101
    assert found.is_over
    assert (found.is_training, found.failure, found.is_completing, found.has_change) == (False, None, False, False)
    assert found.pick == Pick(window.picked.picks, "a title", "Test picture 3", "test", 3)
    PHOTO_ACTIONS[checks.photo_added](window)
    settle(window, qtbot)
    assert facts(window).photos == PhotoCounts(0, 1)
    window.photos.set_actual([entry.key for entry in window.photos], "dog")
    assert facts(window).photos == PhotoCounts(0, 1, 1)
    PHOTO_ACTIONS[checks.photo_labeled](window)
    assert facts(window).photos == PhotoCounts(0, 1, 1, 1)


def test_a_rate_that_is_broken_while_it_is_to_be_mended_is_broken(window, qtbot):
    lead_to(window, RATE, checks.trained_well)
    train(window, qtbot, learning_rate=0.003)
    assert not window.help.guide.is_step_done
    train(window, qtbot, learning_rate=0.5)
    assert window.settings.lesson_tasks == {RATE.id: 1 << RATE.steps.index(step_of(RATE, checks.trained_fast))}
    train(window, qtbot, learning_rate=0.003)
    assert window.help.guide.is_step_done


def step_of(lesson, check):
    return next(step for step in lesson.steps if step.check is check)


def test_the_picture_selected_before_is_picked_by_a_click(window, qtbot):
    train(window, qtbot)
    dataset, test = window.workspace.dataset, window.session.now.snapshot.test
    picture = Picture("test", int(np.flatnonzero((test.predictions[0] == 1) & (test.labels[0] == 0))[0]))
    window.picked.pick(picture.pixels(dataset), picture.name, picture)
    lead_to(window, WHY, checks.picked)
    assert "selected before" in shown(window, "note").text()
    grid = window.findChild(QAbstractItemView, "wrong_grid")
    assert grid.currentIndex().isValid()
    qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=grid.visualRect(grid.currentIndex()).center())
    assert window.help.guide.is_step_done
