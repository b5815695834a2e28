"""The pictures that a page of HTML shows."""

from __future__ import annotations

from html.parser import HTMLParser


def image_sources(html: str) -> list[str]:
    """The addresses of the pictures in `html`, as they stand there."""
    parser = _ImageParser()
    parser.feed(html)
    return parser.found


class _ImageParser(HTMLParser):
    """Collects the addresses of the pictures in HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect the address of an `img`."""
        address = dict(attrs).get("src") if tag == "img" else None
        if address:
            self.found.append(address)
