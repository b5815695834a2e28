"""Which folders make a data set, and what is said of the others."""

import pytest

from engine.data.image_folder.discovery import find_kinds, have_kinds, list_folder
from engine.errors import DatasetError
from tests.support.picture_files import BLUE, make_folders, picture


def listed(*places):
    return [list_folder(place) for place in places]


@pytest.mark.parametrize("names", [("cat", "dog"), ("cat", "dog", "owl")])
def test_each_folder_is_a_kind_given_by_itself_or_in_one(tmp_path, names):
    make_folders(tmp_path, dict.fromkeys(names, 1))
    kinds = find_kinds(listed(tmp_path))
    assert tuple(kind.name for kind in kinds) == names
    assert find_kinds(listed(*(tmp_path / name for name in names))) == kinds


def test_folders_made_by_systems_are_no_classes(tmp_path):
    make_folders(tmp_path)
    for name in (".thumbnails", "__MACOSX"):
        (tmp_path / name).mkdir()
    (tmp_path / "read me.txt").touch()
    assert [kind.name for kind in find_kinds(listed(tmp_path))] == ["cat", "non-cat"]
    assert have_kinds(listed(tmp_path))


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ({}, r"holds no folders\. A data set of pictures is a folder with a folder of pictures for each class"),
        ({"cat": 1}, r"holds one folder, “cat”\."),
        (
            {"cat": 1, "dog": 0, "owl": 1},
            r"dog: it holds no pictures directly in it\. Put the pictures of this class there",
        ),
    ],
)
def test_other_folders_are_refused(tmp_path, counts, words):
    where = tmp_path / "mine"
    where.mkdir()
    make_folders(where, counts) if counts else None
    with pytest.raises(DatasetError, match=words):
        find_kinds(listed(where))
    assert not have_kinds(listed(where))


def test_pictures_beside_the_folders_belong_to_no_class(tmp_path):
    make_folders(tmp_path)
    picture(tmp_path / "stray.png", BLUE, 1)
    with pytest.raises(DatasetError, match=r"beside its folders, such as stray\.png\. Move them"):
        find_kinds(listed(tmp_path))


def test_a_path_that_is_no_folder_is_refused(tmp_path):
    with pytest.raises(DatasetError, match="could not be looked into"):
        list_folder(tmp_path / "nowhere")
