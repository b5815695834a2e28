"""Similar pictures, compared with the formula."""

import numpy as np
import pytest

from engine.analysis import similarity
from engine.analysis.similarity import SimilarityIndex, activation_similarity, find_equal_rows, rank_by_similarity
from engine.errors import CancelledError
from engine.nn.examples import Examples
from tests.support.watched_work import WatchedWork


def examples(pictures):
    return Examples.from_pictures(pictures, np.zeros((1, len(pictures)), np.int64))


@pytest.fixture
def pictures():
    return np.random.default_rng(1).integers(0, 256, (9, 4, 4, 3), dtype=np.uint8)


def literal(pictures, picture):
    """The formula of the module, in float64."""
    rows = pictures.reshape(len(pictures), -1).astype(float)
    m = rows.mean(axis=0)
    x = picture.reshape(-1) - m
    return np.array([(x_i - m) @ x / np.linalg.norm(x_i - m) / np.linalg.norm(x) for x_i in rows])


@pytest.mark.parametrize("tile_bytes", [1, 400, similarity._TILE_BYTES])
def test_the_similarities_are_those_of_the_formula_in_tiles_of_any_size(pictures, tile_bytes, monkeypatch):
    monkeypatch.setattr(similarity, "_TILE_BYTES", tile_bytes)
    index = SimilarityIndex(examples(pictures[:8]))
    found = index.similarities(examples(pictures[8:]))
    np.testing.assert_allclose(found, literal(pictures[:8], pictures[8]), atol=1e-6)
    itself = index.similarities(examples(pictures[3:4]))
    assert itself[3] == pytest.approx(1, abs=1e-6)
    assert rank_by_similarity(itself)[0] == 3


def test_the_mean_itself_is_similar_to_nothing(pictures):
    alone = SimilarityIndex(examples(pictures[:1]))
    assert alone.similarities(examples(pictures[:1])).tolist() == [0.0]
    assert alone.similarities(examples(pictures[1:2])).tolist() == [0.0]


def test_equally_similar_pictures_keep_their_order():
    assert rank_by_similarity(np.array([0.5, 0.9, 0.5, 0.9])).tolist() == [1, 3, 0, 2]


@pytest.mark.parametrize("shape", [(2, 4, 4, 3), (1, 4, 5, 3)])
def test_several_pictures_or_others_of_another_size_are_refused(pictures, shape):
    with pytest.raises(ValueError, match="48 features"):
        SimilarityIndex(examples(pictures)).similarities(examples(np.zeros(shape, np.uint8)))


def test_equal_pictures_are_equal_in_every_feature(pictures):
    pictures[5] = pictures[2]
    pictures[7] = pictures[2]
    pictures[7, 3, 3, 2] ^= 1
    assert np.flatnonzero(find_equal_rows(examples(pictures), examples(pictures[2:3]))).tolist() == [2, 5]


def test_the_work_can_be_cancelled_and_tells_how_far_it_is(pictures, monkeypatch):
    monkeypatch.setattr(similarity, "_TILE_BYTES", 1)
    index = SimilarityIndex(examples(pictures), work=(work := WatchedWork()))
    assert work.reports == [(done, 18) for done in range(18)]
    with pytest.raises(CancelledError):
        index.similarities(examples(pictures[:1]), WatchedWork(cancelled_at=2))


def test_pictures_are_alike_to_a_layer_by_direction_and_strength():
    activations = np.array([[1.0, 3.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0]])
    found = activation_similarity(activations, activations[:, 1:2])
    assert found.argmax() == 1
    assert found[1] == 1
    mean = activations.mean(axis=1)
    a, b = activations[:, 0] - mean, activations[:, 1] - mean
    assert found[0] == pytest.approx(2 * (a @ b) / (a @ a + b @ b))
    assert (np.abs(found) <= 1).all()


@pytest.mark.parametrize("activation", [0.0, np.inf, np.nan])
def test_to_a_dead_or_diverged_layer_nothing_is_alike(activation):
    assert (activation_similarity(np.full((2, 3), activation), np.full((2, 1), activation)) == 0).all()
