"""Downloading one file that is known beforehand: never half a file in place, never another one.

Importing this takes half a second (requests and pooch), so it is imported where a download begins.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

import pooch
import requests

from engine.errors import DownloadError
from engine.memory import in_words

TIMEOUT_SECONDS = 10.0

# Small, so that a cancel is heeded soon on a slow line.
_CHUNK_BYTES = 8192
_LOOPBACK = {"127.0.0.1", "::1", "localhost"}
_ADVICE = "Try again later. The built-in drawings work without a network."


def download(url: str, path: Path, *, sha256: str, size: int, advance: Callable[[int], None]) -> None:
    """Fetch `url` to a temporary name beside `path` and move it there once size and SHA-256 are right.

    `advance(count)` is called with the bytes that came, first with 0; what it raises ends the download and leaves
    nothing behind. Only HTTPS is used, but for this computer itself, and no redirect is followed.
    Raises DownloadError.
    """
    _check_url(url)

    def downloader(url: str, output_file: str, _pooch: object) -> None:
        advance(0)
        with _request(url) as response, open(output_file, "wb") as output:
            _receive(response, output, size, advance)

    # It logs to stderr; the caller shows the progress.
    pooch.get_logger().setLevel("WARNING")
    try:
        pooch.retrieve(url, f"sha256:{sha256}", fname=path.name, path=path.parent, downloader=downloader)
    except ValueError as error:
        raise DownloadError(
            f"{_host(url)} sent another file as {path.name} (its checksum is wrong); nothing was kept. {_ADVICE}"
        ) from error
    except OSError as error:
        raise DownloadError(
            f"{path.name} could not be kept in {path.parent}: {error.strerror or error}. Make room there, or allow "
            "writing to it."
        ) from error


def _check_url(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        raise DownloadError(f"{url} is not a secure address. Use one that begins with https://.")


def _request(url: str) -> requests.Response:
    """The answer to a request for `url`, its body not yet read. Raises DownloadError unless it is the file."""
    try:
        response = requests.get(
            url,
            stream=True,
            timeout=TIMEOUT_SECONDS,
            allow_redirects=False,
            headers={"Accept-Encoding": "identity"},
        )
    except requests.exceptions.RequestException as error:
        raise DownloadError(f"Could not reach {_host(url)}. Check the network. {_ADVICE}") from error
    if response.status_code != requests.codes.ok:
        response.close()
        answer = f"{response.status_code} {response.reason or ''}".strip()
        raise DownloadError(f"{_host(url)} does not give {url.rpartition('/')[2]}: it answers {answer!r}. {_ADVICE}")
    return response


def _receive(response: requests.Response, output: BinaryIO, size: int, advance: Callable[[int], None]) -> None:
    received = 0
    try:
        for chunk in response.iter_content(_CHUNK_BYTES):
            received += len(chunk)
            if received > size:
                raise DownloadError(
                    f"{_host(response.url)} sends more than the file's {in_words(size)}; nothing was kept. {_ADVICE}"
                )
            output.write(chunk)
            advance(len(chunk))
    except requests.exceptions.RequestException as error:
        raise _cut(response, received, size) from error
    if received < size:
        raise _cut(response, received, size)


def _cut(response: requests.Response, received: int, size: int) -> DownloadError:
    return DownloadError(
        f"The connection to {_host(response.url)} was cut after {in_words(received)} of {in_words(size)}; nothing was "
        f"kept. {_ADVICE}"
    )


def _host(url: str) -> str:
    return urlsplit(url).hostname or url
