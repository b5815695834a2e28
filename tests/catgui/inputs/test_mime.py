"""MIME data as file managers and browsers provide them."""

import base64
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QImage

from catgui.inputs.html_images import image_sources
from catgui.inputs.mime import extract_sources, has_photos
from catgui.inputs.sources import BytesSource, ImageSource, PathSource, WebSource
from tests.support.picture_files import picture_bytes


def file_at(path):
    """The source at `path`, which is written as the system does."""
    return PathSource(str(Path(path)))


def mime(urls=(), text=None, html=None, image=None, **formats):
    data = QMimeData()
    if urls:
        data.setUrls([QUrl(url) for url in urls])
    if text is not None:
        data.setText(text)
    if html is not None:
        data.setHtml(html)
    if image is not None:
        data.setImageData(image)
    for kind, content in formats.items():
        data.setData(f"image/{kind}", content)
    return data


def test_files_and_folders(qapp):
    dropped = mime(["file:///a/cat.jpg", "file:///a/folder"])
    assert has_photos(dropped)
    assert extract_sources(dropped) == [file_at("/a/cat.jpg"), file_at("/a/folder")]


def test_files_come_before_the_icon_that_a_file_manager_gives_with_them(qapp):
    assert extract_sources(mime(["file:///a/cat.jpg"], png=picture_bytes("red"))) == [file_at("/a/cat.jpg")]


def test_the_bytes_of_a_picture_come_before_its_address(qapp):
    dropped = mime(["https://example.org/cat.jpg"], png=picture_bytes("red"))
    assert extract_sources(dropped) == [BytesSource("cat.jpg", picture_bytes("red"))]


def test_an_image_without_bytes(qapp):
    image = QImage(4, 3, QImage.Format.Format_RGB32)
    (source,) = extract_sources(mime(image=image))
    assert isinstance(source, ImageSource)
    assert source.image.size() == image.size()


def test_a_picture_inside_a_link_is_the_picture_and_not_the_page_it_leads_to(qapp):
    dropped = mime(
        ["https://example.org/page"], html='<a href="https://example.org/page"><IMG src="https://example.org/cat.jpg">'
    )
    assert extract_sources(dropped) == [WebSource("https://example.org/cat.jpg")]


def test_a_data_address_in_html(qapp):
    text = base64.b64encode(picture_bytes("red")).decode()
    (source,) = extract_sources(mime(html=f'<img alt="x" src="data:image/png;base64,{text}">'))
    assert source.data == picture_bytes("red")


def test_a_local_address_in_html(qapp):
    assert extract_sources(mime(html='<img src="file:///a/my%20cat.jpg">')) == [file_at("/a/my cat.jpg")]


def test_a_web_address(qapp):
    assert extract_sources(mime(["https://example.org/cat.jpg"])) == [WebSource("https://example.org/cat.jpg")]


def test_a_data_address_that_is_dragged(qapp):
    text = base64.b64encode(picture_bytes("red")).decode()
    (source,) = extract_sources(mime([f"data:image/png;base64,{text}"]))
    assert source.data == picture_bytes("red")


def test_addresses_and_paths_as_text_one_a_line(qapp):
    pasted = mime(text='https://example.org/cat.jpg\n\n"/a/my cat#1.jpg"\nfile:///b/dog.png\n')
    assert extract_sources(pasted) == [
        WebSource("https://example.org/cat.jpg"),
        file_at("/a/my cat#1.jpg"),
        file_at("/b/dog.png"),
    ]


@pytest.mark.parametrize(
    "text", ["", "a sentence", "see https://example.org/cat.jpg", "https://example.org/a cat", "/etc/passwd", "cat.jpg"]
)
def test_other_text_is_no_photo(qapp, text):
    assert not has_photos(mime(text=text))
    assert extract_sources(mime(text=text)) == []


def test_html_without_pictures_is_no_photo(qapp):
    assert not has_photos(mime(html="<p>img <b>bold</b><img src='cid:1'><img></p>"))


def test_at_most_a_hundred_pictures_of_a_page_are_taken(qapp):
    page = "".join(f'<img src="https://example.org/{number}.jpg">' for number in range(300))
    assert len(extract_sources(mime(html=page))) == 100


def test_the_addresses_are_found_in_their_order():
    assert image_sources("<p><img src='a.png'><img alt=x src=' b.jpg '/></p><a href='c.png'>") == ["a.png", " b.jpg "]


def test_a_page_that_is_cut_off_gives_what_is_whole():
    assert image_sources("<img src='a.png'><img src='b.p") == ["a.png"]


@pytest.mark.parametrize("declaration", ["<!doctype a>", "<![x(]]>", "<![CDATA[ > ", "<![if !vml]>", "<!>", "<!a '>"])
def test_a_declaration_ends_where_browsers_end_it(declaration):
    assert image_sources(f"<img src='a.png'>{declaration}<img src='b.png'>") == ["a.png", "b.png"]


@pytest.mark.slow
@pytest.mark.parametrize("piece", ["<img>", "<b>", "</b>", "<b/>", "&amp;x", "a<", "<!---->", "<!x>"])
def test_only_the_beginning_of_an_endless_page_is_read(piece):
    assert image_sources("<img src='a.png'>" + piece * 110_000 + "<img src='b.png'>") == ["a.png"]
