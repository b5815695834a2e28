"""Photos that the tests of the window make."""

import io

from PIL import Image


def picture_bytes(colour="red", size=(60, 40), kind="PNG"):
    """A picture file in memory, all of one colour."""
    stream = io.BytesIO()
    Image.new("RGB", size, colour).save(stream, kind)
    return stream.getvalue()


def make_photo(path, colour="red", size=(60, 40)):
    """Write a photo and give its path back."""
    path.write_bytes(picture_bytes(colour, size, {".jpg": "JPEG"}.get(path.suffix, "PNG")))
    return path
