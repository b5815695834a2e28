"""The data that the cat detector has something to say of."""

import pytest

from catgui.domain.maps.cat_classes import is_about_cats


@pytest.mark.parametrize(
    ("classes", "is_theirs"),
    [
        (None, True),
        (("non-cat", "cat"), True),
        (("dog", "Cats "), True),
        (("cat", "dog"), False),
        (("other", "cattle"), False),
    ],
)
def test_class_1_must_be_cats_by_name(classes, is_theirs):
    assert is_about_cats(classes) is is_theirs
