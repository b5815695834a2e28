"""The occlusion map: where a picture speaks for a class, seen by covering it."""

import numpy as np
import pytest

from engine.analysis.occlusion import occlusion_map
from engine.data.sources.opening import open_dataset
from engine.nn.examples import Examples
from engine.training.config import TrainingConfig
from engine.training.trainer import Trainer


def test_only_what_the_prediction_depends_on_changes_it():
    picture = np.full((32, 48, 3), 255, np.uint8)

    found = occlusion_map(lambda pictures: pictures[:, 10, 20, 0][np.newaxis] / 255.0, picture)

    assert found.probability == 1.0
    assert found.patch == 8
    # All patches that cover this pixel turn it gray; nothing that cannot be covered together with it matters.
    assert found.changes[10, 20] == pytest.approx(1 - 128 / 255)
    assert found.changes.max() == pytest.approx(found.changes[10, 20])
    assert not found.changes[:, 20 + 8 :].any()
    assert not found.changes[10 + 8 :].any()


@pytest.mark.parametrize("shape", [(64, 64), (7, 10), (1, 1), (3, 40)])
def test_every_pixel_is_covered_whatever_the_size(shape):
    picture = np.full((*shape, 3), 255, np.uint8)

    found = occlusion_map(lambda pictures: pictures.min(axis=(1, 2, 3))[np.newaxis] / 255.0, picture)

    np.testing.assert_allclose(found.changes, 1 - 128 / 255)


def test_the_picture_itself_is_not_changed():
    picture = np.random.default_rng(1).integers(0, 256, (16, 16, 3)).astype(np.uint8)
    before = picture.copy()

    occlusion_map(lambda pictures: np.zeros((1, len(pictures))), picture)

    np.testing.assert_array_equal(picture, before)


def test_it_asks_the_notebooks_network():
    dataset = open_dataset("builtin")
    trainer = Trainer(
        Examples.from_pictures(dataset.train.pictures, dataset.train.labels), TrainingConfig(iterations=20)
    )
    for _ in trainer:
        pass
    picture = dataset.test.pictures[0]

    def probabilities(pictures):
        return trainer.probabilities(Examples.from_pictures(pictures, np.zeros((1, len(pictures)), np.int64)))

    found = occlusion_map(probabilities, picture)

    covered = picture.copy()
    covered[:16, :16] = 128
    # The first pixel is covered by the first patch only.
    assert found.changes[0, 0] == pytest.approx(found.probability - probabilities(covered[np.newaxis])[0, 0])
    assert found.probability == pytest.approx(probabilities(picture[np.newaxis])[0, 0])
