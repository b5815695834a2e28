"""Folders of pictures: their settings, which of them make a data set, and which kind is class 1."""

import json
import os
from pathlib import Path

import pytest

from engine.data.image_folder import (
    NO_PICTURES,
    ClassChoiceError,
    ImageFolderSettings,
    assign_classes,
    find_kinds,
    find_left_out,
    have_kinds,
    left_out_text,
    list_folder,
)
from engine.errors import ConfigError, DatasetError
from engine.images.photo import Framing
from tests.support.picture_files import BLUE, make_folders, picture
from tests.support.system import split_arguments


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("side", 15),
        ("side", 129),
        ("test_percent", 0),
        ("test_percent", 91),
        ("seed", -1),
        ("seed", 2**32),
        ("framing", "corner"),
        ("positive", 1),
    ],
)
def test_an_invalid_value_is_refused_by_its_name(field, value):
    with pytest.raises(ConfigError, match=rf"{field} = ") as refusal:
        ImageFolderSettings(**{field: value})
    assert refusal.value.field == field


def test_settings_survive_json():
    settings = ImageFolderSettings(16, Framing.CENTER, 90, 2**32 - 1, "my cats")
    assert ImageFolderSettings.from_dict(json.loads(json.dumps(settings.as_dict()))) == settings


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
        ({}, r"needs a folder of pictures for each class"),
        ({"cat": 1}, r"needs a folder of pictures for each class"),
        (
            {"cat": 1, "dog": 0, "owl": 0},
            r"dog: it holds no pictures itself\. Put some in it",
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


def test_folders_without_pictures_are_named_and_left_out_and_the_others_stay_kinds(tmp_path, monkeypatch):
    make_folders(tmp_path, {"cat": 1, "empty": 0, "owl": 1, "secret": 1})
    scandir = os.scandir

    def refuse(folder):
        if Path(folder).name == "secret":
            raise PermissionError(13, "Permission denied")
        return scandir(folder)

    monkeypatch.setattr(os, "scandir", refuse)
    (place,) = listed(tmp_path)
    assert [kind.name for kind in find_kinds([place])] == ["cat", "owl"]
    empty, secret = find_left_out([place])
    assert (empty.path, empty.reason) == (str(tmp_path / "empty"), NO_PICTURES)
    assert "could not be opened (Permission denied)" in secret.reason
    assert left_out_text([empty, secret]) == "Left out, no pictures found: “empty”, “secret”"
    assert [kind.name for kind in find_kinds(listed(*(tmp_path / name for name in ("cat", "empty", "owl"))))] == [
        "cat",
        "owl",
    ]


def test_pictures_beside_the_folders_belong_to_no_class(tmp_path):
    make_folders(tmp_path)
    picture(tmp_path / "stray.png", BLUE, 1)
    with pytest.raises(DatasetError, match=r"beside its folders, such as stray\.png\. Move them"):
        find_kinds(listed(tmp_path))


def test_a_path_that_is_no_folder_is_refused(tmp_path):
    with pytest.raises(DatasetError, match="could not be opened"):
        list_folder(tmp_path / "nowhere")


def class_names(place, positive=None):
    return tuple(found.name for found in assigned(place, positive))


def assigned(place, positive=None):
    return assign_classes(place, find_kinds([list_folder(place)]), positive)


@pytest.mark.parametrize(
    ("names", "order"),
    [
        (("Zebra", "apple"), ("apple", "Zebra")),
        (("dog", "Nondog"), ("Nondog", "dog")),
        (("dog", "not a dog"), ("not a dog", "dog")),
        (("cat", "others"), ("others", "cat")),
        (("not cat", "non-cat"), ("non-cat", "not cat")),
    ],
)
def test_class_0_of_two_has_a_negative_name_or_is_the_first_by_name(tmp_path, names, order):
    make_folders(tmp_path, dict.fromkeys(names, 1))
    assert class_names(tmp_path) == order


@pytest.mark.parametrize(
    ("cat", "other"),
    [
        ("my-cats", "wolves"),
        ("cat", "concatenated"),
        ("cat", "my cats"),
        ("tabby cat", "without cats"),
    ],
)
def test_cats_are_class_1_unless_the_other_kind_is_chosen(tmp_path, cat, other):
    make_folders(tmp_path, {other: 1, cat: 1})
    assert class_names(tmp_path) == (other, cat)
    assert class_names(tmp_path, other) == (cat, other)


def test_of_many_kinds_that_of_cats_is_class_1_unless_there_are_two(tmp_path):
    make_folders(tmp_path, {"ant": 1, "fluffy cats": 1, "dog": 1})
    assert class_names(tmp_path) == ("non-fluffy cats", "fluffy cats")
    make_folders(tmp_path, {"big cats": 1})
    with pytest.raises(ClassChoiceError, match=r"holds 4 kinds of pictures.*--positive ['\"]big cats['\"]") as refusal:
        assigned(tmp_path)
    assert split_arguments(refusal.value.reason.rstrip("."))[-2:] == ["--positive", "big cats"]
    make_folders(tmp_path, {"cat": 1})
    assert class_names(tmp_path) == ("non-cat", "cat")


def test_of_many_kinds_one_is_recognized_and_all_others_are_one_class(tmp_path):
    kinds = {name: count for count, name in enumerate(["ant", "bee", "cat", "dog", "non-cat"], start=1)}
    for name, count in kinds.items():
        make_folders(tmp_path, {name: count})
    first, second = assigned(tmp_path, "cat")
    assert (first.name, second.name) == ("non-cat", "cat")
    assert [len(found.pictures) for found in (first, second)] == [1 + 2 + 4 + 5, 3]
    assert [path.parent.name for path in first.pictures[:3]] == ["ant", "bee", "bee"]


@pytest.mark.parametrize(
    ("positive", "words"),
    [
        (None, r"holds 9 kinds of pictures: “a0”, .*“a5” and 3 more\. Name the one .* --positive a0"),
        ("cat", "no folder in it is called “cat”: “a0”, "),
    ],
)
def test_what_is_to_be_recognized_must_be_said_and_there(tmp_path, positive, words):
    for number in range(9):
        make_folders(tmp_path, {f"a{number}": 1})
    with pytest.raises(ClassChoiceError, match=words) as refusal:
        assigned(tmp_path, positive)
    assert [kind.name for kind in refusal.value.kinds] == [f"a{number}" for number in range(9)]


def test_two_classes_of_one_name_are_refused(tmp_path):
    places = [make_folders(tmp_path / name, {"cat": 1}) / "cat" for name in ("a", "b")]
    with pytest.raises(DatasetError, match=r"both called “cat”\. Rename one"):
        assign_classes(tmp_path, find_kinds([list_folder(place) for place in places]))


@pytest.mark.parametrize(
    ("names", "longest"), [(("c" * 61, "dog"), 60), (("a", "b" * 61), 60), (("c" * 57, "dog", "owl"), 56)]
)
def test_a_name_too_long_for_a_class_is_refused(tmp_path, names, longest):
    make_folders(tmp_path, dict.fromkeys(names, 1))
    with pytest.raises(DatasetError, match=rf"cannot name a class\. Rename it, with up to {longest} letters"):
        assigned(tmp_path, max(names, key=len))
