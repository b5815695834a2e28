"""An HTTP server on the loopback for one test."""

import sys
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Server(ThreadingHTTPServer):
    def handle_error(self, request, address):
        """Ignore clients that are killed before they have read the response."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, address)


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
    """A server whose GET calls `answer(handler, name)`. Attributes: `url`; `requested`, the paths so far."""
    with Server(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = False  # so that closing the server waits for them
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
    """An answer that redirects to one address after the other, and to the last again and again."""

    def answer(handler, name):
        place = min(len(handler.server.requested), len(addresses)) - 1
        send(handler, b"<html>", status=302, headers=[("Location", addresses[place])])

    return answer
