from pathlib import Path

from engine.images.formats import PHOTO_SUFFIXES, is_photo_name


def test_photos_are_known_by_their_names() -> None:
    assert all(is_photo_name(f"some.cat{suffix}") for suffix in PHOTO_SUFFIXES)
    assert is_photo_name(Path("folder.txt/IMG_1.JPG"))
    assert is_photo_name("IMG_2.HeIc")
    assert not any(map(is_photo_name, ("notes.txt", "drawing.eps", "jpg", ".jpg", "x.jpg/notes", "._IMG_1.jpg", "")))
