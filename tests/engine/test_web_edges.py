"""How the web is asked, seen from the adapter that would ask it."""

import pytest
import requests
from requests.adapters import BaseAdapter

from engine import web


class Recorder(BaseAdapter):
    """Answers each request by a redirect to the next address, or by nothing, and keeps what it was asked."""

    def __init__(self, redirects):
        super().__init__()
        self.redirects, self.asked = list(redirects), []

    def send(self, request, **how):
        self.asked.append((request, how))
        response = requests.Response()
        response.status_code, response.url, response.request = 200, request.url, request
        if self.redirects:
            response.status_code, response.headers["location"] = 302, self.redirects.pop(0)
        return response

    def close(self):
        pass


@pytest.fixture
def ask(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "*")

    def answer(redirects, may_follow=lambda there, target: None):
        recorder = Recorder(redirects)
        with requests.Session() as session:
            session.mount("https://", recorder)
            return web.answer_of(session, "https://a.example/cat.png", may_follow), recorder.asked

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
    assert ask(["/next"] * web.MOST_REDIRECTS)[0].status_code == 200
    with pytest.raises(requests.TooManyRedirects, match=str(web.MOST_REDIRECTS)):
        ask(["/next"] * (web.MOST_REDIRECTS + 1))
