"""Every result that is computed in the background, through each kind of change.

What is of other data, other settings, another network or another picture is gone, or named as that.
"""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from catgui.domain.photo_entry import PhotoState
from catgui.domain.picture import Picture
from catgui.domain.run_texts import OTHER_SETTINGS
from catgui.domain.saved_run_texts import other_data_note
from catgui.models.background_task import end_work
from catgui.models.network.between_finder import BetweenFinder
from catgui.models.network.explanations import AnswerFinder, NetworkMapper
from catgui.models.network.inspector import Inspector
from catgui.models.network.mix_corners import MixCorners
from catgui.models.photos.collection import PhotoCollection
from catgui.models.selected_picture import SelectedPicture
from catgui.models.training.settings import TrainingSettings
from catgui.models.training.trials import OTHER_EDITS, Trials
from catgui.models.undo_stack import UndoStack
from engine.analysis.inspection import Occlusion, inspect_network
from engine.data.edited_dataset import EditedDataset
from engine.data.edits import PictureKey
from engine.nn.examples import Examples
from engine.training.config import TrainingConfig
from tests.support.photo_collections import pictures
from tests.support.small_data import make_dataset

CONFIG = TrainingConfig(hidden_layers=(4,), iterations=20, learning_rate=0.05)
WITHOUT_LAYERS = replace(CONFIG, hidden_layers=())


class Results:
    """All models with results, as the window has them, and the last thing that each of those with a panel has shown."""

    def __init__(self, config, workspace, session, player, qtbot):
        self.config, self.workspace, self.session, self.qtbot = config, workspace, session, qtbot
        self.settings, self.picked = TrainingSettings(), SelectedPicture()
        self.settings.set_config(config)
        stack = UndoStack()
        self.photos = PhotoCollection(workspace, session, stack)
        self.trials = Trials(workspace, session, self.settings)
        self.corners = MixCorners(workspace, self.picked, self.photos)
        self.analyses = {
            "answer": AnswerFinder(session, self.picked),
            "map": NetworkMapper(session, self.picked),
            "units": Inspector(session),
            "between": BetweenFinder(session, self.corners, player),
        }
        self.shown, self.of_others = {}, []
        for name, analysis in self.analyses.items():
            analysis.found.connect(partial(self._show, name))
            analysis.unavailable.connect(partial(self.shown.__setitem__, name))

    def _show(self, name, value):
        self.shown[name] = value
        pixels = getattr(getattr(value, "subject", value), "pixels", self.picked.pixels)
        if pixels is not self.picked.pixels:
            self.of_others.append(name)

    def shutdown(self):
        for model in (*self.analyses.values(), self.trials, self.corners):
            end_work(model)
        self.photos.shutdown()

    def train(self, dataset, config=None):
        self.qtbot.train(self.session, dataset, config or self.config)

    def settle(self):
        owners = self.corners, *self.analyses.values()
        tasks = [it._task for it in owners]
        busy = (self.session.completer, self.photos, *self.trials.studies, *tasks)
        self.qtbot.waitUntil(lambda: not any(it.busy for it in busy))
        self.qtbot.waitUntil(lambda: self.session.now.is_inactive)

    def find_all(self):
        """Have every result shown."""
        before = self.workspace.dataset
        self.train(before)
        self.workspace.set_edited(relabeled(before, 0))
        self.session.set_dataset(self.workspace.dataset)
        self.photos.add(pictures("a"))
        self.pick(1)
        self.train(self.workspace.dataset)
        for analysis in self.analyses.values():
            analysis.set_active(True)
        self.studied = self.workspace.dataset
        self.trials.start_seeds(2)
        self.trials.start_folds(2, 1, ("train",))
        self.qtbot.waitUntil(lambda: all(entry.verdict for entry in self.photos) and len(self.photos) == 1)
        self.settle()

    def pick(self, index):
        picture = Picture("test", index)
        self.picked.pick(picture.pixels(self.workspace.dataset), picture.name(self.workspace.dataset), picture)

    # --- whether what is shown is gone, named as that of others, or of what there is now

    def study_is_right(self, study):
        if not study.results:
            return True
        dataset, text = self.workspace.dataset, self.trials.stale_text(study)
        is_same = study.config == self.settings.config.with_seed(study.config.seed)
        says_what_changed = (OTHER_EDITS in text, OTHER_SETTINGS in text) == (dataset is not self.studied, not is_same)
        return dataset.original is self.studied.original and says_what_changed

    def is_shown_rightly(self, name):
        value, run, network = self.shown[name], self.session.now.run, self.session.now.network
        if isinstance(value, str):
            return True
        if name == "between":
            shown = value.network, value.corners, value.note
            return shown == (network, self.corners.corners, other_data_note(run))
        if name == "units":
            expected = inspect_network(network, run.picture_shape, run.initial_weights())
            pairs = zip(value.inspection.activity, expected.activity, strict=True)
            return value.dataset is run.dataset and all(
                np.array_equal(one.active_counts, other.active_counts) for one, other in pairs
            )
        example = Examples.from_pictures(self.picked.pixels[np.newaxis], np.zeros((1, 1), np.int64))
        probability = network.forward(example)[0].item()
        if name == "map":
            covered = Occlusion(self.picked.pixels)
            labels = np.zeros((1, len(covered.pictures)), np.int64)
            logits = network.forward(Examples.from_pictures(covered.pictures, labels))[1][0]
            return value.pixels is self.picked.pixels and np.allclose(value.values, covered.make_map(logits).changes)
        return value.subject.dataset is run.dataset and value.probability == pytest.approx(probability)

    def photos_are_right(self):
        for entry in self.photos:
            if entry.verdict is not None and self.session.now.network is not None:
                example = Examples.from_pictures(entry.view[np.newaxis], np.zeros((1, 1), np.int64))
                expected = self.session.now.network.forward(example)[0].item()
                if entry.verdict.probability != pytest.approx(expected):
                    return False
        return all(entry.verdict is None for entry in self.photos) or self.session.now.network is not None

    def wrong(self):
        """The results that are of something else than what there is now, and do not say so."""
        names = dict(zip(("seeds", "cross-validation"), self.trials.studies, strict=True))
        checks = {name: partial(self.study_is_right, study) for name, study in names.items()}
        checks |= {name: partial(self.is_shown_rightly, name) for name in self.analyses}
        checks |= {
            "photos": self.photos_are_right,
        }
        return [name for name, check in checks.items() if not check()]


def relabeled(dataset, index):
    label = 1 - int(dataset.train.labels[0, index])
    return EditedDataset.of(dataset).relabel([PictureKey("train", index)], label).dataset


@pytest.fixture
def results(workspace, session, player, qtbot, request):
    """All of a network, by default of one with a hidden layer."""
    results = Results(getattr(request, "param", CONFIG), workspace, session, player, qtbot)
    results.find_all()
    yield results
    session.reset()
    results.shutdown()


def edit_the_data(results):
    results.workspace.set_edited(relabeled(results.workspace.dataset, 3))
    results.session.set_dataset(results.workspace.dataset)


def edit_and_train(results):
    edit_the_data(results)
    results.train(results.workspace.dataset)


def open_other_data(results):
    results.workspace.set_dataset(make_dataset(seed=9))
    results.session.set_dataset(results.workspace.dataset)


def change_a_setting(results):
    results.settings.set_config(replace(CONFIG, learning_rate=0.01))


def change_a_setting_and_train(results):
    change_a_setting(results)
    results.train(results.workspace.dataset, results.settings.config)


def train_another_network(results):
    results.train(results.workspace.dataset, replace(CONFIG, seed=5))


def train_without_hidden_layers(results):
    results.train(results.workspace.dataset, WITHOUT_LAYERS)


def go_back(results):
    results.session.show(results.session.now.run.snapshot_at(7))


def pick_another_picture(results):
    results.pick(4)


@pytest.mark.parametrize("results", [CONFIG, WITHOUT_LAYERS], ids=["usual", "none"], indirect=True)
def test_all_results_are_there_and_right(results):
    assert results.wrong() == []
    assert not any(isinstance(value, str) for value in results.shown.values())
    assert all(study.results for study in results.trials.studies)
    assert [entry.state for entry in results.photos] == [PhotoState.READ]


@pytest.mark.slow
@pytest.mark.parametrize(
    "change",
    [
        edit_the_data,
        edit_and_train,
        open_other_data,
        change_a_setting,
        change_a_setting_and_train,
        train_another_network,
        train_without_hidden_layers,
        go_back,
        pick_another_picture,
    ],
)
def test_what_is_of_something_else_is_gone_or_says_so(results, change):
    change(results)
    results.settle()
    results.qtbot.waitUntil(lambda: results.wrong() == [])
    assert results.of_others == []
