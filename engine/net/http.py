"""Asking an address of the web, with every redirect looked at before it is followed.

Importing this takes a while (requests), so it is imported where something is fetched.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from urllib.parse import urljoin

import requests
from requests.utils import select_proxy

from engine.text import printable

MAX_REDIRECTS = 5
# To reach a server, and for each piece that it sends.
TIMEOUT_SECONDS = 10.0
# To read at once of a body: on a slow line, what is not wanted any more is waited for no longer than that takes.
CHUNK_BYTES = 1024


class NoAuthSession(requests.Session):
    """Sends no passwords, neither those of ~/.netrc nor those in an address, and follows no redirect by itself.

    The proxies that the system names are used, with the passwords that are named for them.
    """

    def __init__(self) -> None:
        super().__init__()
        # Without the environment the proxies would be gone too; with a function here nothing else is looked for.
        self.auth = _no_auth

    def get_redirect_target(self, _response: requests.Response) -> None:
        """None: what follows a redirect would first read its body, which may be endless."""


def _no_auth(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


class NetworkSettingError(requests.RequestException):
    """The network is set up in a way that cannot be used; `str(error)` names the setting and what to do."""


def get_response(session: NoAuthSession, address: str, check_redirect: Callable[[str, str], None]) -> requests.Response:
    """The answer at `address`, or where redirects lead from there, whatever it is; its body is not read yet.

    `check_redirect(there, target)` is called with each redirect and raises what it has against it. Raises
    requests.RequestException, TooManyRedirects and SettingError among them, and ValueError for an address that cannot
    be one.
    """
    there = address
    for _ in range(MAX_REDIRECTS + 1):
        response = _send_request(session, there)
        if not response.is_redirect:
            return response
        response.close()
        target = urljoin(there, response.headers["location"])
        check_redirect(there, target)
        there = target
    raise requests.TooManyRedirects(f"more than {MAX_REDIRECTS} redirects")


def _send_request(session: NoAuthSession, address: str) -> requests.Response:
    # What is wrong with the address is raised here, so that what is found wrong below is a setting.
    request = session.prepare_request(requests.Request("GET", address, headers={"Accept-Encoding": "identity"}))
    settings = session.merge_environment_settings(address, {}, stream=True, verify=None, cert=None)
    _check_certificates(settings["verify"])
    try:
        return session.send(request, timeout=TIMEOUT_SECONDS, allow_redirects=False, **settings)
    except (ValueError, TypeError) as error:
        # TypeError: what requests comes to from a proxy with a password and no host.
        proxy = select_proxy(address, settings["proxies"])
        if proxy is None:
            raise
        raise NetworkSettingError(_complaint(proxy)) from error


def _check_certificates(trusted: bool | str) -> None:
    # The error of requests is one that a full disk gives as well.
    if isinstance(trusted, str) and not os.path.exists(trusted):
        raise NetworkSettingError(
            f"the certificates that REQUESTS_CA_BUNDLE or CURL_CA_BUNDLE names are not there ({printable(trusted)}); "
            "correct it, and start the program again"
        )


def _complaint(proxy: str) -> str:
    """What cannot be used about a proxy; itself it is not named, for there may be a password in it."""
    names = sorted(name for name, value in os.environ.items() if name.lower().endswith("_proxy") and value == proxy)
    fault = "a SOCKS proxy, which is not supported" if proxy.lower().startswith("socks") else "no address of a proxy"
    return (
        f"{' and '.join(names) or 'the proxy setting of the system'} gives {fault}; set an HTTP proxy there, such as "
        "http://proxy.example:8080, and start the program again"
    )
