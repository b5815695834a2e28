"""A picture from the web, fetched once the user has agreed.

`requests` takes a while to import, so it is imported where a picture is fetched.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from catgui.workers.interruptible import Flag
from engine.errors import CancelledError, PhotoError
from engine.net.streaming import TooSlowError, receive
from engine.system.memory import in_words
from engine.text import displayable

if TYPE_CHECKING:
    import requests

    from engine.net.http import BareSession

MOST_BYTES = 50_000_000

_ADVICE = "save the picture in the browser and drop the file here"


def fetch_picture(address: str, cancelled: Flag) -> bytes:
    """The bytes at an http or https address; only the host named in it is asked, whatever it answers.

    Raises PhotoError, and CancelledError as soon as `cancelled` is set.
    """
    received = bytearray()

    def take(piece: bytes) -> None:
        if cancelled.is_set():
            raise CancelledError
        received.extend(piece)

    try:
        receive(_pieces(address), take)
    except TooSlowError as error:
        raise _refusal(address, f"{_host(address)} {error}; {_ADVICE}") from error
    return bytes(received)


def _pieces(address: str) -> Iterator[bytes]:
    """The picture, piece by piece. Raises PhotoError."""
    import requests

    from engine.net.http import BareSession

    try:
        with BareSession() as session, _answer(session, address) as response:
            yield from _body(response, address)
    except (requests.exceptions.RequestException, ValueError) as error:
        # ValueError: what urllib3 and urlsplit say of an address that cannot be one.
        raise _refusal(address, f"could not reach {_host(address)}; check the network, or {_ADVICE}") from error


def _answer(session: BareSession, address: str) -> requests.Response:
    """The answer to a request for the picture, its body not yet read."""
    from requests import TooManyRedirects

    from engine.net.http import SettingError, answer_of

    try:
        response = answer_of(session, address, partial(_check_redirect, address))
    except TooManyRedirects as error:
        raise _refusal(address, f"{_host(address)} sends the request round in a circle; {_ADVICE}") from error
    except SettingError as error:
        raise _refusal(address, f"{error}, or {_ADVICE}") from error
    if response.status_code == 200:
        return response
    response.close()
    said = displayable(f"{response.status_code} {response.reason or ''}".strip())
    raise _refusal(address, f"{_host(address)} does not give it (it answers {said}); {_ADVICE}")


def _check_redirect(address: str, there: str, target: str) -> None:
    """Refuse a redirect unless it leads to the host that the user has agreed to, over a line no less secure."""
    parts = urlsplit(target)
    if parts.hostname != urlsplit(address).hostname:
        raise _refusal(
            address, f"{_host(address)} sends on to {displayable(str(parts.hostname))}, which was not asked; {_ADVICE}"
        )
    if parts.scheme != "https" and (parts.scheme != "http" or there.lower().startswith("https:")):
        raise _refusal(address, f"{_host(address)} sends on to an address that is not secure; {_ADVICE}")


def _body(response: requests.Response, address: str) -> Iterator[bytes]:
    from engine.net.http import PIECE_BYTES

    received = 0
    for piece in response.iter_content(PIECE_BYTES):
        received += len(piece)
        if received > MOST_BYTES:
            raise _refusal(address, f"it is larger than {in_words(MOST_BYTES)}, the most that is fetched; {_ADVICE}")
        yield piece


def _refusal(address: str, reason: str) -> PhotoError:
    return PhotoError(displayable(address), reason)


def _host(address: str) -> str:
    return displayable(urlsplit(address).hostname or address)
