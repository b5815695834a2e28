"""Texts about the user's photos."""

from dataclasses import replace

from catgui.domain.photo_texts import description
from catgui.inputs.sources import BytesSource
from tests.support.photo_entries import make_entry


def test_a_picture_in_no_file_says_that_it_is_not_kept():
    in_file = make_entry("tom.png")
    pasted = replace(in_file, source=BytesSource("picture", b""))
    assert description(pasted).endswith("\nIn no file: kept with the session")
    assert "gone" not in description(in_file)
