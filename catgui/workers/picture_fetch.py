"""A picture from the web, fetched once the user has agreed.

`requests` takes a while to import, so it is imported where a picture is fetched.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from catgui.workers.interruptible import CancelFlag
from engine.errors import CancelledError, PhotoError
from engine.net.streaming import TooSlowError, stream_body
from engine.system.memory import format_bytes
from engine.text import printable

if TYPE_CHECKING:
    import requests

    from engine.net.http import NoAuthSession

MAX_BYTES = 50_000_000

_ADVICE = "save the picture in the browser and drop the file here"


def fetch_picture(address: str, cancelled: CancelFlag) -> bytes:
    """The bytes at an http or https address; only the host named in it is asked, whatever it answers.

    Raises PhotoError, and CancelledError as soon as `cancelled` is set.
    """
    received = bytearray()

    def on_chunk(chunk: bytes) -> None:
        if cancelled.is_set():
            raise CancelledError
        received.extend(chunk)

    try:
        stream_body(_stream_chunks(address), on_chunk)
    except TooSlowError as error:
        raise _photo_error(address, f"{_host(address)} {error}; {_ADVICE}") from error
    return bytes(received)


def _stream_chunks(address: str) -> Iterator[bytes]:
    """The picture, piece by piece. Raises PhotoError."""
    import requests

    from engine.net.http import NoAuthSession

    try:
        with NoAuthSession() as session, _get_response(session, address) as response:
            yield from _limited_chunks(response, address)
    except (requests.exceptions.RequestException, ValueError) as error:
        # ValueError: what urllib3 and urlsplit say of an address that cannot be one.
        raise _photo_error(address, f"could not reach {_host(address)}; check the network, or {_ADVICE}") from error


def _get_response(session: NoAuthSession, address: str) -> requests.Response:
    """The answer to a request for the picture, its body not yet read."""
    from requests import TooManyRedirects

    from engine.net.http import NetworkSettingError, get_response

    try:
        response = get_response(session, address, partial(_check_redirect, address))
    except TooManyRedirects as error:
        raise _photo_error(address, f"{_host(address)} sends the request round in a circle; {_ADVICE}") from error
    except NetworkSettingError as error:
        raise _photo_error(address, f"{error}, or {_ADVICE}") from error
    if response.status_code == 200:
        return response
    response.close()
    status = printable(f"{response.status_code} {response.reason or ''}".strip())
    raise _photo_error(address, f"{_host(address)} does not give it (it answers {status}); {_ADVICE}")


def _check_redirect(address: str, there: str, target: str) -> None:
    """Refuse a redirect unless it leads to the host that the user has agreed to, over a line no less secure."""
    parts = urlsplit(target)
    if parts.hostname != urlsplit(address).hostname:
        raise _photo_error(
            address, f"{_host(address)} sends on to {printable(str(parts.hostname))}, which was not asked; {_ADVICE}"
        )
    if parts.scheme != "https" and (parts.scheme != "http" or there.lower().startswith("https:")):
        raise _photo_error(address, f"{_host(address)} sends on to an address that is not secure; {_ADVICE}")


def _limited_chunks(response: requests.Response, address: str) -> Iterator[bytes]:
    from engine.net.http import CHUNK_BYTES

    received = 0
    for chunk in response.iter_content(CHUNK_BYTES):
        received += len(chunk)
        if received > MAX_BYTES:
            raise _photo_error(
                address, f"it is larger than {format_bytes(MAX_BYTES)}, the most that is fetched; {_ADVICE}"
            )
        yield chunk


def _photo_error(address: str, reason: str) -> PhotoError:
    return PhotoError(printable(address), reason)


def _host(address: str) -> str:
    return printable(urlsplit(address).hostname or address)
