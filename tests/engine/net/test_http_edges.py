"""How the web is asked, seen from the adapter that would ask it."""

import os

import pytest
import requests
from requests.adapters import BaseAdapter

from engine.net import http as web
from tests.support.http_server import run_server, send


class Unread:
    """The body of an answer, which nobody is to read."""

    def read(self, *_):
        raise AssertionError

    def close(self):
        pass


class Recorder(BaseAdapter):
    """Answers each request by a redirect to the next address, or by nothing, and keeps what it was asked."""

    def __init__(self, redirects):
        super().__init__()
        self.redirects, self.asked = list(redirects), []

    def send(self, request, **how):
        self.asked.append((request, how))
        response = requests.Response()
        response.status_code, response.url, response.request, response.raw = 200, request.url, request, Unread()
        if self.redirects:
            response.status_code, response.headers["location"] = 302, self.redirects.pop(0)
        return response

    def close(self):
        pass


@pytest.fixture
def ask(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "*")

    def answer(redirects, check_redirect=lambda there, target: None):
        recorder = Recorder(redirects)
        with web.NoAuthSession() as session:
            session.mount("https://", recorder)
            return web.get_response(session, "https://a.example/cat.png", check_redirect), recorder.asked

    return answer


def test_it_asks_for_bytes_as_they_are_and_gives_up_after_a_time(ask):
    _, [(request, how)] = ask([])

    assert request.headers["Accept-Encoding"] == "identity"
    assert how["timeout"] == web.TIMEOUT_SECONDS
    assert how["stream"]


def test_each_redirect_is_asked_about_and_followed_from_where_it_leads(ask):
    told = []
    response, asked = ask(["/dog.png", "https://b.example/"], lambda there, target: told.append((there, target)))

    first, second, third = "https://a.example/cat.png", "https://a.example/dog.png", "https://b.example/"
    assert told == [(first, second), (second, third)]
    assert [request.url for request, _ in asked] == [first, second, third]
    assert response.url == third


def test_as_many_redirects_as_are_allowed_are_followed_and_no_more(ask):
    assert ask(["/next"] * web.MAX_REDIRECTS)[0].status_code == 200
    with pytest.raises(requests.TooManyRedirects, match=str(web.MAX_REDIRECTS)):
        ask(["/next"] * (web.MAX_REDIRECTS + 1))


@pytest.fixture
def netrc(tmp_path, monkeypatch):
    path = tmp_path / "netrc"
    path.write_text("default login me password s3cret\n", encoding="utf-8")
    path.chmod(0o600)
    monkeypatch.setenv("NETRC", str(path))


@pytest.mark.usefixtures("netrc")
@pytest.mark.parametrize("user", ["", "me:s3cret@"])
def test_no_password_leaves_neither_at_first_nor_after_a_redirect(monkeypatch, user):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    headers = []

    def answer(handler, name):
        headers.append({name.lower() for name in handler.headers})
        send(handler, b"", status=302 if name == "a" else 200, headers=[("Location", "/b")])

    with run_server(answer) as server, web.NoAuthSession() as session:
        address = server.url.replace("//", f"//{user}")
        assert web.get_response(session, f"{address}a", lambda there, target: None).status_code == 200
    assert len(headers) == 2
    assert not any("authorization" in names for names in headers)


def test_the_body_of_a_redirect_is_not_read(ask):
    assert ask(["/dog.png"])[0].status_code == 200


@pytest.fixture
def set_variable(monkeypatch):
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    return monkeypatch.setenv


def complaint_about(address):
    with web.NoAuthSession() as session, pytest.raises(web.NetworkSettingError) as failure:
        web.get_response(session, address, lambda there, target: None)
    return str(failure.value)


@pytest.mark.parametrize("name", ["ALL_PROXY", "https_proxy"])
@pytest.mark.parametrize("scheme", ["socks4", "socks5", "socks5h"])
def test_a_socks_proxy_is_told_without_its_password(set_variable, monkeypatch, name, scheme):
    # As it is without the package that knows SOCKS.
    monkeypatch.setattr("requests.adapters.SOCKSProxyManager", no_socks)
    set_variable(name, f"{scheme}://me:s3cret@127.0.0.1:9")
    text = complaint_about("https://a.example/")
    assert text.startswith(f"{name} gives a SOCKS proxy, which is not supported; set an HTTP proxy there")
    assert "s3cret" not in text


def no_socks(*_, **__):
    raise requests.exceptions.InvalidSchema


@pytest.mark.parametrize(
    "value",
    ["::s3cret proxy::", "http://me:s3cret@", "http://s3cret:99999", "s3cret://127.0.0.1:9", "http://x..s3cret:1"],
)
def test_a_proxy_that_cannot_be_one_is_told_without_what_it_holds(set_variable, value):
    set_variable("HTTPS_PROXY", value)
    text = complaint_about("https://a.example/")
    assert text.startswith("HTTPS_PROXY gives no address of a proxy; set an HTTP proxy there")
    assert "s3cret" not in text


def test_of_a_proxy_that_no_variable_names_the_system_is_told(set_variable, monkeypatch):
    monkeypatch.setattr("requests.utils.getproxies", lambda: {"https": "::bad proxy::"})
    assert complaint_about("https://a.example/").startswith("the proxy setting of the system gives no address")


@pytest.mark.parametrize("address", ["https://[::1/", "https://127.0.0.1:99999/"])
def test_an_address_that_cannot_be_one_is_no_fault_of_the_proxy(set_variable, address):
    set_variable("HTTPS_PROXY", "http://127.0.0.1:9")
    with web.NoAuthSession() as session, pytest.raises(requests.exceptions.InvalidURL):
        web.get_response(session, address, lambda there, target: None)


def test_certificates_that_are_not_there_are_told(set_variable, tmp_path):
    set_variable("REQUESTS_CA_BUNDLE", str(tmp_path / "none.pem"))
    assert "REQUESTS_CA_BUNDLE or CURL_CA_BUNDLE names are not there" in complaint_about("https://a.example/")
