"""A save that is killed leaves the old file or the new one, and temporary files that are deleted once they are old."""

import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests import ROOT
from tests.support.killed_saves import download_content

SEED = 4
ROUNDS = 200


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        content = download_content(int(self.path[1]))
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *arguments):
        """Keep the test's output clean."""


class Server(ThreadingHTTPServer):
    def handle_error(self, request, address):
        """Ignore clients that were killed before they read the response."""


@pytest.fixture
def address():
    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_a_save_killed_at_any_moment_leaves_the_old_file_or_the_new_one(tmp_path, address):
    # One BLAS thread: others would not survive a fork.
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1", "NO_PROXY": "127.0.0.1"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.killed_saves", str(tmp_path), address, str(SEED), str(ROUNDS)],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        env=environment,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["broken"] == []
    assert found["litter_at_the_end"] == []
    # Otherwise no save was killed half-way.
    assert min(found["old"], found["new"], found["litter"]) > 0
