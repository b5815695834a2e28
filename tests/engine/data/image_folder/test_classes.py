"""Which kind of pictures is class 1, and what is said if that is not known."""

import pytest

from engine.data.image_folder.classes import ClassChoiceError, assign_classes
from engine.data.image_folder.discovery import find_kinds, list_folder
from engine.data.image_folder.settings import ORDER_OF_0_2
from engine.errors import DatasetError
from tests.support.picture_files import make_folders


def class_names(place, positive=None):
    return tuple(found.name for found in assigned(place, positive))


def assigned(place, positive=None):
    return assign_classes(place, find_kinds([list_folder(place)]), positive)


@pytest.mark.parametrize(
    ("names", "order"),
    [
        (("Zebra", "apple"), ("apple", "Zebra")),
        (("cat", "non-cat"), ("non-cat", "cat")),
        (("cat", "Noncat"), ("Noncat", "cat")),
        (("cat", "not a cat"), ("not a cat", "cat")),
        (("cat", "no cat"), ("no cat", "cat")),
        (("cat", "others"), ("others", "cat")),
        (("not cat", "non-cat"), ("non-cat", "not cat")),
    ],
)
def test_class_0_of_two_has_a_negative_name_or_is_the_first_by_name(tmp_path, names, order):
    make_folders(tmp_path, dict.fromkeys(names, 1))
    assert class_names(tmp_path) == class_names(tmp_path, ORDER_OF_0_2) == order


@pytest.mark.parametrize(
    ("cat", "other"),
    [
        ("cat", "dog"),
        ("Cats", "dog"),
        ("my-cats", "wolves"),
        ("Cat photos", "Dog photos"),
        ("cat", "concatenated"),
        ("cat", "category"),
        ("cat", "my cats"),
        ("tabby cat", "without cats"),
        ("BigCats", "zoo"),
    ],
)
def test_cats_are_class_1_and_saved_data_keep_the_order_by_name(tmp_path, cat, other):
    make_folders(tmp_path, {other: 1, cat: 1})
    assert class_names(tmp_path) == (other, cat)
    assert class_names(tmp_path, other) == (cat, other)
    assert class_names(tmp_path, ORDER_OF_0_2) == tuple(sorted((cat, other), key=str.casefold))


def test_of_many_kinds_that_of_cats_is_class_1_unless_there_are_two(tmp_path):
    make_folders(tmp_path, {"ant": 1, "fluffy cats": 1, "dog": 1})
    assert class_names(tmp_path) == ("non-fluffy cats", "fluffy cats")
    make_folders(tmp_path, {"big cats": 1})
    with pytest.raises(ClassChoiceError, match=r"holds 4 kinds of pictures.*--positive 'big cats';"):
        assigned(tmp_path)
    make_folders(tmp_path, {"cat": 1})
    assert class_names(tmp_path) == ("non-cat", "cat")
    with pytest.raises(ClassChoiceError):
        assigned(tmp_path, ORDER_OF_0_2)


def test_either_of_two_kinds_can_be_recognized(tmp_path):
    make_folders(tmp_path, {"cat": 1, "dog": 1})
    assert class_names(tmp_path, "cat") == ("dog", "cat")
    assert class_names(tmp_path, "dog") == ("cat", "dog")


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
        (None, r"holds 9 kinds of pictures, “a0”, .*“a5” and 3 more\. Name the one .* --positive a0;"),
        ("cat", "none of its folders is called “cat”: “a0”, "),
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
    with pytest.raises(DatasetError, match=r"both called “cat”\. Rename one of them"):
        assign_classes(tmp_path, find_kinds([list_folder(place) for place in places]))


@pytest.mark.parametrize(
    ("names", "longest"), [(("c" * 61, "dog"), 60), (("a", "b" * 61), 60), (("c" * 57, "dog", "owl"), 56)]
)
def test_a_name_too_long_for_a_class_is_refused(tmp_path, names, longest):
    make_folders(tmp_path, dict.fromkeys(names, 1))
    with pytest.raises(DatasetError, match=rf"cannot name a class\. Give it a name of up to {longest} letters"):
        assigned(tmp_path, max(names, key=len))
