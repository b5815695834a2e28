"""Downloading one file that is known beforehand: never half a file in place, never another one.

Importing this takes a while (requests), so it is imported where a download begins.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import requests

from engine.data.sources.course import OFFLINE_HINT
from engine.errors import DownloadError
from engine.net.http import CHUNK_BYTES, NetworkSettingError, NoAuthSession, get_response
from engine.net.streaming import TooSlowError, stream_body
from engine.storage.atomic import atomic_write
from engine.system.memory import format_bytes
from engine.text import printable

_LOOPBACK = {"127.0.0.1", "::1", "localhost"}
_ADVICE = f"Try again later. {OFFLINE_HINT}"


def download(
    url: str, path: Path, *, sha256: str, size: int, advance: Callable[[int], None], loopback: bool = False
) -> None:
    """Fetch `url` to a temporary file beside `path` and move it there once size and SHA-256 are right.

    `advance(count)` is called with the bytes that came, with 0 first and many times a second while none come; what it
    raises ends the download and leaves nothing behind. Only HTTPS is used, wherever redirects lead; `loopback` allows
    plain HTTP to this computer itself, for tests. Raises DownloadError.
    """
    if not _is_secure(url, loopback):
        raise DownloadError(f"{url} is not a secure address. Use one that begins with https://.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with atomic_write(path) as temporary, temporary.open("wb") as output:

            def on_chunk(chunk: bytes) -> None:
                output.write(chunk)
                advance(len(chunk))

            stream_body(_download_chunks(url, size, sha256, loopback), on_chunk)
    except TooSlowError as error:
        raise DownloadError(f"{_host(url)} {error}; nothing was kept. {_ADVICE}") from error
    except OSError as error:
        raise DownloadError(
            f"{path.name} could not be kept in {printable(path.parent)}: {error.strerror or error}. Make room there, "
            "or allow writing to it."
        ) from error


def _download_chunks(url: str, size: int, sha256: str, loopback: bool) -> Iterator[bytes]:
    """The file, piece by piece. Raises DownloadError where it cannot be had, is not whole, or is another one."""
    digest = hashlib.sha256()
    with NoAuthSession() as session, _get_file_response(session, url, loopback) as response:
        for chunk in _body(response, size):
            digest.update(chunk)
            yield chunk
        if digest.hexdigest() != sha256:
            raise DownloadError(
                f"{_host(response.url)} sent another file (its checksum is wrong) as "
                f"{response.url.rpartition('/')[2]}; nothing was kept. {_ADVICE}"
            )


def _body(response: requests.Response, size: int) -> Iterator[bytes]:
    """What comes, piece by piece. Raises DownloadError unless that is `size` bytes."""
    received = 0
    try:
        for chunk in response.iter_content(CHUNK_BYTES):
            received += len(chunk)
            if received > size:
                raise DownloadError(
                    f"{_host(response.url)} sends more than the file's {format_bytes(size)}; nothing was kept. "
                    f"{_ADVICE}"
                )
            yield chunk
    except requests.RequestException as error:
        raise _cut(response, received, size) from error
    if received < size:
        raise _cut(response, received, size)


def _is_secure(url: str, loopback: bool) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "https" or (loopback and parts.scheme == "http" and parts.hostname in _LOOPBACK)


def _get_file_response(session: NoAuthSession, url: str, loopback: bool) -> requests.Response:
    """The answer to a request for `url`, its body not yet read. Raises DownloadError unless it is the file."""

    def check(_there: str, target: str) -> None:
        if not _is_secure(target, loopback):
            raise DownloadError(f"{_host(url)} sends on to an address that is not secure; nothing was kept. {_ADVICE}")

    try:
        response = get_response(session, url, check)
    except requests.TooManyRedirects as error:
        raise DownloadError(f"{_host(url)} sends the request round in a circle; nothing was kept. {_ADVICE}") from error
    except NetworkSettingError as error:
        raise DownloadError(f"{_host(url)} could not be asked: {error}. {OFFLINE_HINT}") from error
    except (requests.RequestException, ValueError) as error:
        # ValueError: what urllib3 and urlsplit say of an address that cannot be one.
        raise DownloadError(f"Could not reach {_host(url)}. Check the network. {_ADVICE}") from error
    if response.status_code != requests.codes.ok:
        response.close()
        answer = printable(f"{response.status_code} {response.reason or ''}".strip())
        raise DownloadError(f"{_host(url)} does not give {url.rpartition('/')[2]}: it answers {answer!r}. {_ADVICE}")
    return response


def _cut(response: requests.Response, received: int, size: int) -> DownloadError:
    return DownloadError(
        f"The connection to {_host(response.url)} was cut after {format_bytes(received)} of "
        f"{format_bytes(size)}; nothing was "
        f"kept. {_ADVICE}"
    )


def _host(url: str) -> str:
    return printable(urlsplit(url).hostname or url)
