"""The pictures that a page of HTML shows."""

from __future__ import annotations

from contextlib import suppress
from html.parser import HTMLParser

# Tags and texts. They are read in the GUI thread, which takes up to 4 microseconds for each.
_MAX_PIECES = 100_000


def image_sources(html: str) -> list[str]:
    """The addresses of the pictures in the first 100,000 tags and texts of `html`, as they stand there."""
    parser = _ImageParser()
    with suppress(_TooLongError):
        parser.feed(html)
    return parser.found


class _TooLongError(Exception):
    """The page has more pieces than are read."""


class _ImageParser(HTMLParser):
    """Collects the addresses of the pictures in HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)  # a text would be one piece, however long it takes to convert
        self.found: list[str] = []
        self._pieces = 0

    def updatepos(self, i: int, j: int) -> int:
        """Count a piece; called for each."""
        self._pieces += 1
        if self._pieces > _MAX_PIECES:
            raise _TooLongError
        return super().updatepos(i, j)

    def parse_html_declaration(self, i: int) -> int:
        """Skip a declaration, to its first `>` as browsers do: what Python makes of it depends on its version."""
        return self.parse_bogus_comment(i)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect the address of an `img`."""
        address = dict(attrs).get("src") if tag == "img" else None
        if address:
            self.found.append(address)
