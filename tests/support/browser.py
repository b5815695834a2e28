"""A headless browser, driven by its WebDriver protocol (W3C, 2018), which is JSON over HTTP."""

import json
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import contextmanager

import pytest

_ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # the key of an element's id in the protocol
_OPTIONS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--disable-background-networking",
    "--no-first-run",
]


class Browser:
    """A window of the browser. Raises AssertionError with what the browser says if it refuses a command."""

    def __init__(self, address):
        self._address = address
        capabilities = {"goog:chromeOptions": {"args": _OPTIONS}, "goog:loggingPrefs": {"performance": "ALL"}}
        self._session = ""
        made = self._send("POST", "/session", {"capabilities": {"alwaysMatch": capabilities}})
        self._session = f"/session/{made['sessionId']}"

    def close(self):
        self._send("DELETE", "")

    def open(self, path):
        self._send("POST", "/url", {"url": path.as_uri()})

    def resize(self, width, height):
        self._send("POST", "/window/rect", {"width": width, "height": height})

    def emulate(self, **features):
        """Answer media queries, such as prefers_color_scheme="dark"."""
        values = [{"name": name.replace("_", "-"), "value": value} for name, value in features.items()]
        command = {"cmd": "Emulation.setEmulatedMedia", "params": {"features": values}}
        self._send("POST", "/goog/cdp/execute", command)

    @contextmanager
    def running_first(self, script):
        """Meanwhile, pages that are opened begin with `script`."""
        command = {"cmd": "Page.addScriptToEvaluateOnNewDocument", "params": {"source": script}}
        added = self._send("POST", "/goog/cdp/execute", command)
        try:
            yield
        finally:
            command = {"cmd": "Page.removeScriptToEvaluateOnNewDocument", "params": added}
            self._send("POST", "/goog/cdp/execute", command)

    def run(self, script, *arguments):
        """What a script returns; `arguments` are its `arguments`."""
        return self._send("POST", "/execute/sync", {"script": script, "args": list(arguments)})

    def choose_files(self, selector, paths):
        found = self._send("POST", "/element", {"using": "css selector", "value": selector})
        self._send("POST", f"/element/{found[_ELEMENT]}/value", {"text": "\n".join(map(str, paths))})

    def screenshot(self):
        """A PNG file, in base64."""
        return self._send("GET", "/screenshot")

    def requests(self):
        """The addresses that were asked for since the last call."""
        entries = self._send("POST", "/se/log", {"type": "performance"})
        messages = [json.loads(entry["message"])["message"] for entry in entries]
        return [one["params"]["request"]["url"] for one in messages if one["method"] == "Network.requestWillBeSent"]

    def wait_for(self, script, *arguments, seconds=60):
        """What `script` returns once that is true."""
        end = time.monotonic() + seconds
        while not (found := self.run(script, *arguments)):
            assert time.monotonic() < end, f"{script} never became true; the page says {self.run(_MESSAGE)}"
            time.sleep(0.05)
        return found

    def _send(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self._address + self._session + path, data, method=method)
        request.add_header("Content-Type", "application/json")
        try:
            with urllib.request.urlopen(request, timeout=120) as response:
                return json.load(response)["value"]
        except urllib.error.HTTPError as error:
            raise AssertionError(error.read().decode()[:2000]) from error


_MESSAGE = "return document.getElementById('message').textContent"


@contextmanager
def running_browser():
    """A browser, if there is one here; otherwise the test is skipped."""
    driver = shutil.which("chromedriver")
    if driver is None:
        pytest.skip("there is no chromedriver here")
    with subprocess.Popen([driver, "--port=0"], stdout=subprocess.PIPE, text=True) as process:
        try:
            line = next(line for line in process.stdout if "started successfully on port" in line)
            browser = Browser(f"http://127.0.0.1:{line.strip().rstrip('.').split()[-1]}")
            try:
                yield browser
            finally:
                browser.close()
        finally:
            process.terminate()
