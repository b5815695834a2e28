"""Which folders make a data set, in which order, and what is said of the others."""

import pytest

from engine.data.image_folder.discovery import are_class_folders, derive_class_names, find_class_folders, list_folder
from engine.errors import DatasetError
from tests.support.picture_files import BLUE, make_folders, picture


def listed(*places):
    return [list_folder(place) for place in places]


def class_names(listings):
    return derive_class_names(tuple(listing.path for listing in listings))


@pytest.mark.parametrize(
    ("names", "order"),
    [
        (("dog", "cat"), ("cat", "dog")),
        (("Zebra", "apple"), ("apple", "Zebra")),
        (("cat", "non-cat"), ("non-cat", "cat")),
        (("cat", "Noncat"), ("Noncat", "cat")),
        (("cat", "not a cat"), ("not a cat", "cat")),
        (("cat", "no cat"), ("no cat", "cat")),
        (("cat", "others"), ("others", "cat")),
        (("not cat", "non-cat"), ("non-cat", "not cat")),
    ],
)
def test_class_0_has_a_negative_name_or_is_the_first_by_name(tmp_path, names, order):
    make_folders(tmp_path, dict.fromkeys(names, 1))
    folders = find_class_folders(listed(tmp_path))
    assert class_names(folders) == order
    assert find_class_folders(listed(tmp_path / names[0], tmp_path / names[1])) == folders
    assert find_class_folders(listed(tmp_path / names[1], tmp_path / names[0])) == folders


def test_folders_made_by_systems_are_no_classes(tmp_path):
    make_folders(tmp_path)
    for name in (".thumbnails", "__MACOSX"):
        (tmp_path / name).mkdir()
    (tmp_path / "read me.txt").touch()
    assert class_names(find_class_folders(listed(tmp_path))) == ("non-cat", "cat")
    assert are_class_folders(listed(tmp_path))


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ({}, r"holds no folders\. A data set of pictures is a folder with exactly two folders in it"),
        ({"cat": 1}, r"holds one folder, “cat”\."),
        ({"cat": 1, "dog": 1, "owl": 1}, r"holds 3 folders, “cat”, “dog”, “owl”\."),
        ({"cat": 1, "dog": 0}, r"dog: it holds no pictures directly in it\. Put the pictures of this class there"),
    ],
)
def test_other_folders_are_refused(tmp_path, counts, words):
    where = tmp_path / "mine"
    where.mkdir()
    make_folders(where, counts) if counts else None
    with pytest.raises(DatasetError, match=words):
        find_class_folders(listed(where))
    assert not are_class_folders(listed(where))


def test_of_very_many_folders_a_few_are_named(tmp_path):
    for number in range(9):
        (tmp_path / str(number)).mkdir()
    with pytest.raises(DatasetError, match=r"holds 9 folders, “0”, .*“5” and 3 more\."):
        find_class_folders(listed(tmp_path))


def test_pictures_beside_the_two_folders_belong_to_no_class(tmp_path):
    make_folders(tmp_path)
    picture(tmp_path / "stray.png", BLUE, 1)
    with pytest.raises(DatasetError, match=r"beside its two folders, such as stray\.png\. Move them"):
        find_class_folders(listed(tmp_path))


def test_two_classes_of_one_name_are_refused(tmp_path):
    first, second = (make_folders(tmp_path / name, {"cat": 1}) / "cat" for name in ("a", "b"))
    with pytest.raises(DatasetError, match=r"both called “cat”\. Rename one of them"):
        class_names(find_class_folders(listed(first, second)))


def test_a_name_too_long_for_a_class_is_refused(tmp_path):
    make_folders(tmp_path, {"c" * 61: 1, "dog": 1})
    with pytest.raises(DatasetError, match=r"cannot name a class\. Give it a name of up to 60 letters"):
        class_names(find_class_folders(listed(tmp_path)))


def test_a_path_that_is_no_folder_is_refused(tmp_path):
    with pytest.raises(DatasetError, match="could not be looked into"):
        list_folder(tmp_path / "nowhere")
