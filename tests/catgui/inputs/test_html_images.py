"""The pictures that a page of HTML shows."""

from catgui.inputs.html_images import image_sources


def test_the_addresses_are_found_in_their_order():
    assert image_sources("<p><img src='a.png'><img alt=x src=' b.jpg '/></p><a href='c.png'>") == ["a.png", " b.jpg "]


def test_a_page_that_is_cut_off_gives_what_is_whole():
    assert image_sources("<img src='a.png'><img src='b.p") == ["a.png"]
