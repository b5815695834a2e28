"""Folders of photos, one for each class, that the tests of the window make."""

from tests.support.photo_files import make_photo


def make_class_folders(where, counts=None):
    """A folder with a folder for each name, with so many photos in it that all differ."""
    for blue, (name, count) in enumerate((counts or {"cat": 6, "non-cat": 6}).items()):
        (where / name).mkdir(parents=True)
        for number in range(count):
            make_photo(where / name / f"{number}.png", (20 * number, 90, 120 * blue))
    return where
