"""The program that trains the cat detector, on tiny archives in the form of the real ones."""

from __future__ import annotations

import importlib
import io
import sys
import zipfile

import numpy as np
import pytest
from PIL import Image

from engine.vision.block import BlockSpec
from engine.vision.convolution import interior, team
from engine.vision.detection import record_from
from engine.vision.network import Architecture, to_input
from engine.vision.pretrained import load_filters
from tests import ROOT


@pytest.fixture(scope="module")
def program():
    """The program, imported as it is run."""
    sys.path.insert(0, str(ROOT / "datasets"))
    yield importlib.import_module("train_detector")
    sys.path.remove(str(ROOT / "datasets"))


@pytest.fixture(scope="module")
def plan(program):
    """A plan that learns in a moment."""
    return program.Plan(
        seed=3,
        epochs=2,
        architecture=Architecture((BlockSpec(4, stride=2), BlockSpec(5, pool=True)), 1 + len(program.CLASSES)),
        stages=(program.Stage(1 / 2, 8, 0.1), program.Stage(1, 16, 0.4)),
        cifar_share=0.5,
        batch=32,
        averaged_fraction=0.5,
        statistics_batches=2,
    )


def write_archive(path, names, size, kept=()):
    """Pictures of noise, reddish if they show a cat; those in `kept` are no pictures, so that nothing decodes them."""
    stream = np.random.default_rng(1)
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            pixels = stream.integers(0, 160, (*size, 3))
            pixels[..., 0] += 90 * (name.split("/")[-2] == "cat")
            data = io.BytesIO()
            Image.fromarray(pixels.astype(np.uint8)).save(data, "JPEG", quality=80)
            archive.writestr(name, b"" if name in kept else data.getvalue())


def write_archives(program, folder, with_kept_parts):
    """All archives, each with cats in every part."""
    cifar = [f"train/{name}/{i}.jpg" for name in program.CLASSES for i in range(60)]
    photos, more, full = (
        [f"{name}/{name}_{letter}{i:04d}.jpg" for name in ("cat", "dog", "other") for i in range(count)]
        for letter, count in (("p", 60), ("m", 60), ("f", 6))
    )
    kept = set() if with_kept_parts else program.kept_names(photos, 15) | program.kept_names(more, 5)
    write_archive(folder / program.CIFAR, cifar, (4, 4))
    write_archive(folder / program.PHOTOS, photos, (12, 12), kept)
    write_archive(folder / program.MORE, more, (12, 12), kept)
    write_archive(folder / program.FULLSIZE, full, (20, 30))
    with zipfile.ZipFile(folder / program.MORE, "a") as archive:
        rows = [f"{name},0.5,0.25,0.4,0.5" for name in more]
        archive.writestr("boxes.csv", "\n".join(["file,center_x,center_y,width,height", *rows]))


def train(program, folder, plan, name, threads):
    with team(threads) as members:
        curve = list(program.train(folder, folder / name, plan, members))
    return curve, load_filters(folder / name)


@pytest.mark.slow
def test_training_leaves_out_the_kept_parts_and_repeats_to_the_bit(program, plan, tmp_path):
    write_archives(program, tmp_path, with_kept_parts=False)

    curve, filters = train(program, tmp_path, plan, "one.npz", threads=1)
    _, again = train(program, tmp_path, plan, "two.npz", threads=2)

    assert [set(figures) for figures in curve] == [{"cost", "photos", "small", "cifar"}] * 2
    assert curve[1]["cost"] < curve[0]["cost"]
    assert filters.about["validation"]["photos"] > 0.9
    for name, values in filters.network.parameters.items():
        np.testing.assert_array_equal(again.network.parameters[name], values)


@pytest.mark.slow
def test_a_detector_is_calibrated_and_measured_and_its_filters_stay(program, plan, tmp_path):
    write_archives(program, tmp_path, with_kept_parts=True)
    _, filters = train(program, tmp_path, plan, "cat.npz", threads=1)

    with team(1) as members:
        record = program.calibrate(tmp_path, tmp_path / "cat.npz", members)

    found = load_filters(tmp_path / "cat.npz")
    assert record_from(found.about)[1] == record
    kept = program.full_photos(tmp_path / program.FULLSIZE, kept=True)
    assert record.photos.count == len(kept.photos)
    assert record.dark_others.count == (~kept.is_cat).sum()
    for name, values in filters.network.parameters.items():
        np.testing.assert_array_equal(found.network.parameters[name], values)


def test_the_gradient_of_the_cost_is_its_derivative(program):
    stream = np.random.default_rng(2)
    outputs, classes = stream.standard_normal((6, 11)), np.array([3, 5, -1, 3, 0, -1])
    _, gradient = program.detector_cost(outputs, classes, 1.7)

    numerical = np.empty_like(outputs)
    for place in np.ndindex(outputs.shape):
        step = np.zeros_like(outputs)
        step[place] = 1e-6
        higher, lower = (program.detector_cost(outputs + sign * step, classes, 1.7)[0] for sign in (1, -1))
        numerical[place] = (higher - lower) / 2e-6
    np.testing.assert_allclose(gradient, numerical, atol=1e-9)


def test_pictures_are_pasted_small_and_labels_stay_right(program):
    classes = np.where(np.arange(2000) % 3 == 0, program.UNKNOWN_CLASS, program.CAT)
    stage = program.Stage(1, 96, 0.3)
    changes = program.draw_changes(classes, np.full((2000, 2, 2), np.nan), stage, np.random.default_rng(5))

    small = changes.background >= 0
    assert small.mean() == pytest.approx(0.3, abs=0.03)
    assert (classes[changes.background[small]] == program.UNKNOWN_CLASS).all()
    assert (changes.background[changes.background[small]] < 0).all()
    assert (changes.sides[small].min(), changes.sides[small].max()) == (21, 60)
    assert (changes.corners + changes.sides[:, np.newaxis] <= 96).all()


def test_without_changes_pictures_are_only_scaled(program):
    pictures = np.random.default_rng(0).integers(0, 256, (3, 3, 8, 8)).astype(np.uint8)
    none = program.Changes(
        windows=np.tile([[0.0, 1.0], [0.0, 1.0]], (3, 1, 1)),
        flipped=np.zeros(3, bool),
        gains=np.ones((3, 3), np.float32),
        offsets=np.zeros((3, 3), np.float32),
        sides=np.full(3, 8),
        corners=np.zeros((3, 2), np.int64),
        background=np.full(3, -1),
    )
    padded = np.zeros((3, 10, 10, 3), np.float32)
    with team(2) as members:
        program.render(pictures, none, padded, members)
    np.testing.assert_allclose(padded, to_input(pictures.transpose(0, 2, 3, 1)), atol=1e-5)
    assert interior(padded).any()


def test_logits_that_are_off_and_too_large_are_put_right(program):
    stream = np.random.default_rng(0)
    true = 2 * stream.standard_normal(20_000)
    is_cat = stream.random(20_000) < 1 / (1 + np.exp(-true))

    found = program.fit_scaling(4 * true + 8, is_cat)

    assert found.scale == pytest.approx(1 / 4, rel=0.1)
    assert found.offset == pytest.approx(-2, rel=0.1)


@pytest.mark.parametrize(("right", "limit"), [((90, 95), 0.5), ((50, 95), 0.6), ((50, 50), 1.0)])
def test_answers_that_are_right_by_chance_are_none(program, right, limit):
    logits = np.repeat(np.log([0.6 / 0.4, 0.9 / 0.1]), 100)
    is_cat = np.concatenate([np.arange(100) < count for count in right])
    mixed = np.random.default_rng(5).permutation(200)

    assert program.find_unsure_limit(logits[mixed], is_cat[mixed]) == pytest.approx(limit, abs=1e-6)


def test_animals_with_a_box_are_cut_out_and_pasted_into_photos_without_one(program):
    pixels = np.zeros((2, 3, 96, 96), np.uint8)
    pixels[:, :, 24:72, 48:72] = 200  # 48 x 24, as the box says
    boxes = np.array([[[0.25, 0.5], [0.5, 0.25]], [[np.nan, np.nan]] * 2])
    pictures = program.Pictures(pixels, np.array([program.CAT, program.CAT]), boxes)
    canvases = [np.full((64, 80, 3), value, np.uint8) for value in (10, 20)]
    photos = program.FullPhotos(canvases, np.array([program.CAT, program.UNKNOWN_CLASS]))

    (pasted,) = program.pasted_animals(pictures, program.CAT, photos, 0.25)

    assert (pasted[..., 0] == 200).sum() == 16 * 8
    assert (pasted[pasted[..., 0] != 200] == 20).all()
