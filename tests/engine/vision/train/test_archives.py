"""Reading the archives, and their fixed parts."""

import hashlib
import zipfile
from dataclasses import replace

import numpy as np
import pytest

from engine.errors import DatasetError
from engine.vision.train.archives import (
    CIFAR,
    CLASSES,
    FULLSIZE,
    MORE,
    PHOTOS,
    PictureData,
    PictureSet,
    epoch_order,
    full_photos,
    kept_names,
    kept_part,
    learning_names,
    read_pictures,
    scene_names,
    validation_names,
)
from engine.vision.train.cost import UNKNOWN_CLASS
from tests.engine.vision.train.tiny_archives import write_archives

NAMES = [f"cat/cat_{i:04d}.jpg" for i in range(2000)]


@pytest.fixture
def folder(tmp_path):
    write_archives(tmp_path)
    return tmp_path


def test_the_kept_part_is_the_15_percent_of_the_lowest_hashes():
    kept = kept_names(NAMES, 15)

    digests = {name: hashlib.sha256(name.encode()).hexdigest() for name in NAMES}
    assert len(kept) == 300
    assert max(digests[name] for name in kept) < min(digests[name] for name in set(NAMES) - kept)


def test_the_validation_part_is_another_one():
    watched = validation_names(NAMES)

    assert len(watched) == 100
    assert 5 < len(watched & kept_names(NAMES, 15)) < 30


@pytest.mark.slow  # reads and resizes many pictures
def test_the_kept_photos_are_not_learned_from_and_all_of_cifar_is(folder):
    assert len(learning_names(folder / PHOTOS)) == 140 - 21
    assert len(learning_names(folder / MORE)) == 150 - 7
    assert len(learning_names(folder / CIFAR)) == 400


@pytest.mark.slow  # reads and resizes many pictures
@pytest.mark.parametrize(("name", "count"), [(PHOTOS, 21), (MORE, 7)])
def test_the_kept_part_is_read_only_on_purpose(name, count, tmp_path):
    write_archives(tmp_path, with_kept_part=True)

    kept = kept_part(tmp_path / name)

    assert len(kept.names) == count
    assert not set(kept.names) & set(learning_names(tmp_path / name))


@pytest.mark.slow  # reads and resizes many pictures
def test_full_photos_are_split_by_the_first_digit_of_their_hash(folder):
    with zipfile.ZipFile(folder / FULLSIZE) as archive:
        names = sorted(archive.namelist())
    digits = {name: hashlib.sha256(name.encode()).hexdigest()[0] for name in names}

    kept, other = (full_photos(folder / FULLSIZE, kept=kept) for kept in (True, False))

    assert kept.is_cat.tolist() == [name.startswith("cat") for name in names if digits[name] in "89abcdef"]
    assert other.is_cat.tolist() == [name.startswith("cat") for name in names if digits[name] in "01234567"]
    assert {photo.shape for photo in kept.photos + other.photos} == {(20, 30, 3)}


@pytest.mark.slow  # reads and resizes many pictures
def test_pictures_have_the_class_of_their_folder(folder):
    learning = learning_names(folder / PHOTOS)
    names = [next(name for name in learning if name.startswith(kind)) for kind in ("cat", "dog", "other")]

    pictures = read_pictures(folder / PHOTOS, names)

    assert pictures.pixels.shape == (3, 3, 12, 12)
    assert pictures.classes.tolist() == [CLASSES.index("cat"), CLASSES.index("dog"), UNKNOWN_CLASS]
    assert pictures.is_cat.tolist() == [True, False, False]
    assert pictures.subset(np.array([1])).names == (names[1],)


@pytest.mark.slow  # reads and resizes many pictures
def test_a_box_is_where_the_animal_is_in_rows_and_in_columns(folder):
    pictures = read_pictures(folder / MORE, ["cat/cat_m00002.jpg", "cat/cat_m00001.jpg"])

    np.testing.assert_allclose(pictures.boxes[0], [[0.0, 0.5], [0.3, 0.4]])
    assert np.isnan(pictures.boxes[1]).all()
    assert np.isnan(read_pictures(folder / CIFAR, ["train/cat/0000.jpg"]).boxes).all()
    assert np.isnan(pictures.subset(np.array([1])).boxes).all()


@pytest.mark.slow  # reads and resizes many pictures
def test_scenes_are_those_of_some_groups_of_the_manifest(folder):
    found = scene_names(folder / MORE)

    assert found == {f"other/other_m{i:05d}.jpg" for i in range(0, 50, 2)}
    assert scene_names(folder / CIFAR) == set()


@pytest.mark.slow  # reads and resizes many pictures
def test_a_photo_in_full_size_that_cannot_be_read_is_an_error_with_the_archives_name(folder):
    with zipfile.ZipFile(folder / FULLSIZE, "w") as archive:
        archive.writestr("cat/cat_f0000.jpg", b"no picture")

    with pytest.raises(DatasetError, match=f"{FULLSIZE}: its pictures cannot be read"):
        [full_photos(folder / FULLSIZE, kept=kept) for kept in (True, False)]


@pytest.mark.slow  # reads and resizes many pictures
def test_a_picture_that_cannot_be_decoded_is_an_error_with_the_archives_name(folder):
    with zipfile.ZipFile(folder / PHOTOS) as archive:
        kept = sorted(kept_names(archive.namelist(), 15))

    with pytest.raises(DatasetError, match=f"{PHOTOS}: its pictures cannot be read"):
        read_pictures(folder / PHOTOS, kept[:1])


CAT, DOG = CLASSES.index("cat"), CLASSES.index("dog")


def picture_set(side, classes):
    pixels = np.zeros((len(classes), 3, side, side), np.uint8)
    pixels += np.arange(len(classes), dtype=np.uint8).reshape(-1, 1, 1, 1)
    boxes = np.arange(len(classes)).reshape(-1, 1, 1) * np.ones((2, 2))
    return PictureSet(pixels, np.array(classes), tuple(map(str, classes)), boxes)


@pytest.fixture
def data():
    return PictureData(
        picture_set(4, [0] * 10), picture_set(12, [CAT, UNKNOWN_CLASS, DOG]), picture_set(12, [UNKNOWN_CLASS, CAT])
    )


@pytest.mark.parametrize(("share", "count"), [(0.2, 2), (0.5, 8)])
def test_cifar_has_its_share_of_an_epoch_and_other_pictures_each_time(data, share, count):
    first, second = (epoch_order(data, share, seed=1, epoch=epoch) for epoch in (0, 1))

    for order in (first, second):
        assert (order < 10).sum() == len(set(order[order < 10].tolist())) == count
        assert len(order) == 8 + count
    assert set(first.tolist()) != set(second.tolist())


def test_animals_with_a_box_come_more_often_if_asked(data):
    more = replace(data.more, boxes=np.array([np.full((2, 2), np.nan), np.full((2, 2), 0.5)]))

    order = epoch_order(replace(data, more=more), 0.0, seed=1, epoch=0, boxed_times=3)

    assert np.bincount(order, minlength=15)[10:].tolist() == [1, 4, 1, 1, 3]


def test_pictures_are_scenes_by_their_names(data):
    named = replace(data.more, names=("street", "cat"))

    found = replace(data, more=named, scenes=frozenset(["street"])).is_scene

    assert np.flatnonzero(found).tolist() == [13]


def test_the_order_is_random_and_a_function_of_seed_and_epoch(data):
    one = epoch_order(data, 0.5, seed=1, epoch=4)

    np.testing.assert_array_equal(one, epoch_order(data, 0.5, seed=1, epoch=4))
    assert not np.array_equal(one, epoch_order(data, 0.5, seed=2, epoch=4))
    assert not np.array_equal(one, epoch_order(data, 0.5, seed=1, epoch=5))
    assert not np.array_equal(one, np.sort(one))


def test_pictures_come_from_all_archives_with_their_boxes(data):
    indices = np.array([7, 12, 14, 10])

    pictures = data.pictures(indices)

    assert [(picture.shape, picture[0, 0, 0]) for picture in pictures] == [
        ((3, 4, 4), 7),
        ((3, 12, 12), 2),
        ((3, 12, 12), 1),
        ((3, 12, 12), 0),
    ]
    assert data.boxes[indices, 0, 0].tolist() == [7, 2, 1, 0]
    assert data.classes[indices].tolist() == [0, DOG, CAT, CAT]
