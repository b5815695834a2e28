"""The plane of three pictures: each answer is that of the network to the very picture."""

from dataclasses import replace

import numpy as np
import pytest

from engine.core import L_model_forward
from engine.errors import CancelledError
from engine.nn.examples import Examples
from engine.training.config import TrainingConfig
from engine.training.features import filters_of, make_examples
from engine.training.mix_plane import MixPlane, answer_mixes
from engine.training.trainer import Trainer
from tests.support.random_networks import random_examples, random_labels, random_pictures
from tests.support.watched_work import WatchedWork

BASE = TrainingConfig((6, 4), 0.05, 40)
SETTINGS = {
    "plain": {},
    "momentum": {"momentum": 0.9},
    "L2": {"l2": 0.5},
    "dropout": {"dropout": 0.3},
    "mini-batches": {"batch_size": 3, "momentum": 0.5},
}


def random_shares(count, seed=0):
    """Shares (3, count) inside and beyond the triangle."""
    shares = np.random.default_rng(seed).uniform(-0.6, 1.2, (3, count))
    shares[2] = 1 - shares[0] - shares[1]
    return shares


def trained(form, **settings):
    trainer = Trainer(random_examples(9, side=5), replace(BASE, **settings), first_layer=form)
    list(trainer)
    return trainer.network


@pytest.mark.parametrize("form", ["gram", "pixels"])
@pytest.mark.parametrize("settings", SETTINGS.values(), ids=SETTINGS.keys())
def test_mixes_of_pixels_are_answered_as_the_very_pictures(form, settings):
    network, pictures, shares = trained(form, **settings), random_pictures(3, 5, seed=7), random_shares(60)
    columns = np.einsum("sk,sf->fk", shares, pictures.reshape(3, -1).astype(np.float64)) / 255

    *hidden, logits = answer_mixes(network, MixPlane(pictures).mixes(shares))

    _, caches = L_model_forward(columns, network.parameters)
    for found, (_, expected) in zip((*hidden, logits), caches, strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12)
    real = Examples.from_matrix(columns, np.zeros((1, 60)))
    np.testing.assert_allclose(logits, network.forward(real)[1], rtol=1e-12, atol=1e-12)


def test_many_mixes_are_answered_some_at_a_time_and_can_be_cancelled():
    network, plane, shares = trained("gram"), MixPlane(random_pictures(3, 5, seed=7)), random_shares(10_000)
    work = WatchedWork()

    (logits,) = answer_mixes(network, plane.mixes(shares), with_hidden=False, work=work)

    assert len(work.reports) > 1
    assert {total for _, total in work.reports} == {10_000}
    last = answer_mixes(network, plane.mixes(shares[:, -1:]))[-1]
    np.testing.assert_allclose(logits[:, -1:], last, rtol=1e-12)
    work.cancel()
    with pytest.raises(CancelledError):
        answer_mixes(network, plane.mixes(shares), work=work)


def test_the_pixels_of_a_mix_are_not_rounded():
    pictures = np.array([[[[0, 1, 255]]], [[[1, 0, 255]]], [[[0, 0, 255]]]], np.uint8)
    mixed = MixPlane(pictures).pixels(np.array([[0.25], [0.5], [0.25]]))
    np.testing.assert_allclose(mixed, [[[[0.5, 0.25, 255]]]], rtol=1e-15)


def test_real_mixes_pass_through_pretrained_filters_once():
    train = make_examples("pretrained", random_pictures(8, 16), random_labels(8))
    trainer = Trainer(train, BASE)
    list(trainer)
    pictures, shares = random_pictures(3, 16, seed=5), random_shares(70)
    plane, work = MixPlane(pictures, "pretrained"), WatchedWork()

    mixes = plane.mixes(shares, work)

    assert work.reports == [(0, 70), (35, 70)]
    rows = filters_of("pretrained").rows(plane.pixels(shares))
    real = Examples(rows, train.scale, np.zeros((1, 70)))
    *hidden, logits = answer_mixes(trainer.network, mixes)
    np.testing.assert_allclose(logits, trainer.network.forward(real)[1], rtol=1e-12)
    assert [len(Z) for Z in hidden] == [6, 4]
    corners = answer_mixes(trainer.network, plane.mixes(np.eye(3)))[-1]
    expected = trainer.network.forward(make_examples("pretrained", pictures, np.zeros((1, 3), np.int64)))[1]
    np.testing.assert_allclose(corners, expected, rtol=1e-12)


def test_real_mixes_pass_through_the_filters_of_each_network():
    train = random_examples(8, side=8)
    config = replace(TrainingConfig.for_features("convolution"), hidden_layers=(4, 4), iterations=3)
    trainer = Trainer(train, config)
    list(trainer)
    pictures, shares = random_pictures(3, 8, seed=5), random_shares(70)
    plane = MixPlane(pictures, "convolution")
    real = Examples(plane.pixels(shares).reshape(70, -1), 1 / 255, np.zeros((1, 70)), (8, 8))

    (logits,) = answer_mixes(trainer.network, plane.mixes(shares))

    np.testing.assert_allclose(logits, trainer.network.forward(real)[1], rtol=1e-5, atol=1e-5)
    (corners,) = answer_mixes(trainer.network, plane.mixes(np.eye(3)))
    expected = trainer.network.forward(Examples.from_pictures(pictures, np.zeros((1, 3), np.int64)))[1]
    np.testing.assert_allclose(corners, expected, rtol=1e-5, atol=1e-5)
