"""A whole training of a tiny network: deterministic, and the same after an interruption."""

from dataclasses import replace
from itertools import islice

import numpy as np
import pytest

from engine.errors import DivergedError, ModelFileError
from engine.vision.convolution import team
from engine.vision.filters_file import load_filters, save_filters
from engine.vision.folded import FoldedNetwork
from engine.vision.pretrained import PretrainedFilters
from engine.vision.train.session import TrainingFiles, train_detector
from engine.vision.train.trainer import Stage
from tests.engine.vision.train.tiny_archives import PLAN, write_archives


@pytest.fixture(scope="module")
def archives(tmp_path_factory):
    folder = tmp_path_factory.mktemp("archives")
    write_archives(folder)
    return folder


@pytest.fixture
def files(tmp_path, archives):
    return TrainingFiles(archives, tmp_path / "filters.npz", tmp_path / "checkpoint.npz")


def train(files, plan=PLAN):
    return list(train_detector(files, plan, 2, "the command"))


def interrupt(files, steps):
    """Train for some steps only, with a checkpoint after each."""
    list(islice(train_detector(files, PLAN, 1, "the command", checkpoint_seconds=0), steps))


@pytest.fixture(scope="module")
def whole(tmp_path_factory, archives):
    """A training without an interruption: its positions and its files."""
    folder = tmp_path_factory.mktemp("whole")
    files = TrainingFiles(archives, folder / "filters.npz", folder / "checkpoint.npz")
    return train(files), files


@pytest.mark.slow
def test_it_learns(whole):
    positions, files = whole
    costs = [position.cost for position in positions]

    assert np.mean(costs[-3:]) < 0.9 * np.mean(costs[:3])
    assert load_filters(files.out).about["validation"]["photos"] > 0.6


@pytest.mark.slow
def test_the_file_says_how_it_was_made(whole):
    positions, files = whole

    about = load_filters(files.out).about

    assert about["command"] == "the command"
    assert about["seed"] == PLAN.seed
    assert about["versions"]["numpy"] == np.__version__
    assert about["steps"] == len(positions) == sum(p.steps for p in positions if p.done == p.steps)
    assert [set(figures) for figures in about["curve"]] == [{"cost", "photos", "small", "cifar"}] * PLAN.epochs
    last = [position.cost for position in positions if position.epoch == PLAN.epochs]
    assert about["curve"][-1]["cost"] == pytest.approx(np.mean(last))
    assert not files.checkpoint.exists()


@pytest.mark.slow
@pytest.mark.parametrize("steps", ["three", "an epoch", "all but one"])
def test_after_an_interruption_the_result_is_the_same_to_the_bit(steps, whole, files):
    positions, expected = whole
    taken = {"three": 3, "an epoch": positions[0].steps, "all but one": len(positions) - 1}[steps]
    interrupt(files, taken)
    assert not files.out.exists()

    rest = train(files)

    assert [p.cost for p in rest] == [p.cost for p in positions[taken:]]
    one, other = load_filters(files.out), load_filters(expected.out)
    assert one.about == other.about
    for name, values in one.network.parameters.items():
        np.testing.assert_array_equal(values, other.network.parameters[name])


@pytest.mark.slow
def test_it_goes_on_from_filters_that_are_trained(whole, files):
    _, before = whole
    plan = replace(PLAN, epochs=1, stages=(Stage(1, 16, hard=True),), peak_rate=1e-9, boxed_times=2)

    positions = train(replace(files, on=before.out), plan)

    one, other = load_filters(before.out), load_filters(files.out)
    pictures = np.random.default_rng(1).integers(0, 256, (8, 16, 16, 3)).astype(np.uint8)
    with team(1) as members:
        logits = [filters.network.outputs(pictures, members)[:, 0] for filters in (one, other)]
    assert np.corrcoef(*logits)[0, 1] > 0.98  # the statistics are those of other pictures
    assert other.about["plan"]["on"] == PretrainedFilters(one.network).fingerprint
    assert np.mean([position.cost for position in positions]) < 1


@pytest.mark.slow
def test_a_checkpoint_on_other_filters_is_refused(whole, files, tmp_path):
    _, before = whole
    others = tmp_path / "others.npz"
    filters = load_filters(before.out)
    others_parameters = {name: 2 * values for name, values in filters.network.parameters.items()}
    save_filters(others, FoldedNetwork(filters.network.architecture, others_parameters), filters.about)
    list(islice(train_detector(replace(files, on=before.out), PLAN, 1, "", checkpoint_seconds=0), 1))

    with pytest.raises(ModelFileError, match="other settings; name another file"):
        train(replace(files, on=others))


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_a_cost_that_is_not_finite_ends_it(files):
    with pytest.raises(DivergedError, match="the learning rate 1e\\+30 is too high"):
        train(files, replace(PLAN, peak_rate=1e30))


def test_a_place_that_cannot_be_written_is_refused_before_the_work(tmp_path, archives):
    files = TrainingFiles(archives, tmp_path / "missing" / "filters.npz", tmp_path / "checkpoint.npz")

    with pytest.raises(ModelFileError, match="no such folder"):
        next(train_detector(files, PLAN, 1, "the command"))
