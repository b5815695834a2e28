"""A server of the test's own on the loopback."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.requested.append(self.path)
        self.server.answer(self, self.path.lstrip("/"))

    def do_CONNECT(self):
        self.server.requested.append(f"CONNECT {self.path}")
        self.send_error(403)

    def log_message(self, *arguments):
        """Keep the test's output clean."""


def send(handler, content, *, status=200, length=None, headers=()):
    handler.send_response(status)
    handler.send_header("Content-Length", str(len(content) if length is None else length))
    for header in headers:
        handler.send_header(*header)
    handler.end_headers()
    handler.wfile.write(content)


@contextmanager
def run_server(answer):
    """A server on the loopback; `url` is its address and `requested` the paths that it was asked for."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.answer, server.requested = answer, []
        server.url = f"http://127.0.0.1:{server.server_port}/"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def redirect_through(*addresses):
    """An answer that sends on to one address after the other, and to the last for ever."""

    def answer(handler, name):
        place = min(len(handler.server.requested), len(addresses)) - 1
        send(handler, b"<html>", status=302, headers=[("Location", addresses[place])])

    return answer
