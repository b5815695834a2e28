"""The pictures that a page of HTML shows."""

import pytest

from catgui.inputs.html_images import image_sources


def test_the_addresses_are_found_in_their_order():
    assert image_sources("<p><img src='a.png'><img alt=x src=' b.jpg '/></p><a href='c.png'>") == ["a.png", " b.jpg "]


def test_a_page_that_is_cut_off_gives_what_is_whole():
    assert image_sources("<img src='a.png'><img src='b.p") == ["a.png"]


@pytest.mark.parametrize("declaration", ["<!doctype a>", "<![x(]]>", "<![CDATA[ > ", "<![if !vml]>", "<!>", "<!a '>"])
def test_a_declaration_ends_where_browsers_end_it(declaration):
    assert image_sources(f"<img src='a.png'>{declaration}<img src='b.png'>") == ["a.png", "b.png"]


@pytest.mark.parametrize("piece", ["<img>", "<b>", "</b>", "<b/>", "&amp;x", "a<", "<!---->", "<!x>"])
def test_only_the_beginning_of_an_endless_page_is_read(piece):
    assert image_sources("<img src='a.png'>" + piece * 110_000 + "<img src='b.png'>") == ["a.png"]
