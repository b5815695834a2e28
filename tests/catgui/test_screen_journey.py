"""The program on a real X server, by mouse and keyboard only; what it shows is read from the screen."""

import os
import shutil
import subprocess
import sys
import time

import numpy as np
import pytest
from PIL import Image, ImageGrab, features

from catgui.desktop.qt_libraries import window_unavailable_reason
from catgui.style.colors import LIGHT
from engine.saved_model.file import load_model
from engine.training.config import TrainingConfig
from tests import ROOT

SIZE = (1280, 800)
PATIENCE = 100  # seconds; an order of magnitude more than a slow machine needs
PAUSE = 0.5  # seconds between two looks at the screen, each of which takes a tenth of one
MAGENTA = "#ff00ff"  # nothing of the program's own has this color
FOLDERS = ("CONFIG_HOME", "DATA_HOME", "CACHE_HOME", "STATE_HOME", "RUNTIME_DIR")


def x_server_problem():
    """The reason why no X server can be started here, or ''."""
    if not sys.platform.startswith("linux"):
        return "an X server is started on Linux only"
    missing = [program for program in ("Xvfb", "xdotool") if shutil.which(program) is None]
    if missing:
        return f"{' and '.join(missing)} must be installed"
    if not features.check("xcb"):
        return "this Pillow cannot take a picture of an X screen"
    return window_unavailable_reason("linux", {"QT_QPA_PLATFORM": "xcb"}) or ""


pytestmark = pytest.mark.skipif(bool(x_server_problem()), reason=x_server_problem())


@pytest.fixture
def display():
    """The name of a new X server."""
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", f"{SIZE[0]}x{SIZE[1]}x24", "-nolisten", "tcp", "-noreset"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    try:
        with open(reading, encoding="ascii") as line:
            number = line.readline().strip()
        assert number, "the X server did not start"
        yield f":{number}"
    finally:
        server.kill()
        server.wait()


@pytest.fixture
def start(display, tmp_path):
    """Starts the program with these arguments, the first time as a new user; kills it when the test ends."""
    started = []

    def start(*words):
        started.append(Program(display, tmp_path, words))
        return started[-1]

    yield start
    for program in started:
        program.process.kill()
        program.process.communicate()


class Program:
    """The program in a process of its own, with its screen, mouse and keyboard."""

    def __init__(self, display, home, words):
        self._display = display
        self.process = subprocess.Popen(
            [sys.executable, "-m", "catgui", *map(str, words)],
            cwd=ROOT,
            env=self._environment(home),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def _environment(self, home):
        """The environment of the tests, without the variables of the desktop."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("QT_", "XDG_", "DBUS_", "WAYLAND_"))}
        for name in FOLDERS:
            folder = home / name.lower()
            folder.mkdir(mode=0o700, exist_ok=True)
            kept[f"XDG_{name}"] = str(folder)
        return kept | {"HOME": str(home), "DISPLAY": self._display, "QT_QPA_PLATFORM": "xcb", "LC_ALL": "C.UTF-8"}

    def until(self, seen):
        """Wait until `seen()` is true; its value."""
        deadline = time.monotonic() + PATIENCE
        while not (found := seen()):
            try:
                status = self.process.wait(PAUSE)
            except subprocess.TimeoutExpired:
                assert time.monotonic() < deadline, f"timed out waiting for {seen.__name__}"
            else:
                pytest.fail(f"it ended with status {status}: {self.process.communicate()[1]}")
        return found

    def ended(self):
        """Its exit status and its output, once it has closed."""
        output = "".join(self.process.communicate(timeout=PATIENCE))
        return self.process.returncode, output

    def _xdotool(self, *words):
        done = subprocess.run(
            ["xdotool", *map(str, words)],
            env={**os.environ, "DISPLAY": self._display},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        return done.stdout.strip()

    @property
    def titles(self):
        """Window number -> title of the visible windows."""
        windows = self._xdotool("search", "--onlyvisible", "--pid", self.process.pid).split()
        return {window: self._xdotool("getwindowname", window) for window in windows}

    def focus(self, title):
        """Wait for the window with this title and give it the focus."""

        def window_with_title():
            return next((window for window, its_title in self.titles.items() if its_title == title), None)

        # There is no window manager to do it.
        self._xdotool("windowfocus", "--sync", self.until(window_with_title))

    def click(self, x, y):
        self._xdotool("mousemove", x, y, "click", 1)

    def press(self, *keys):
        self._xdotool("key", *keys)

    def type(self, text):
        self._xdotool("type", text)

    def screen(self):
        """The pixels of the screen, (height, width, 3)."""
        return np.asarray(ImageGrab.grab(xdisplay=self._display).convert("RGB"))

    def where(self, color):
        """A mask of the pixels of exactly this color, (height, width)."""
        rgb = [int(color[k : k + 2], 16) for k in (1, 3, 5)]
        return (self.screen() == rgb).all(axis=2)


def spots(mask, height, width):
    """The centers (x, y) of all areas of this size that are all True, from the top."""
    windows = np.lib.stride_tricks.sliding_window_view
    rows = windows(mask, height, axis=0).all(axis=-1)
    ys, xs = np.nonzero(windows(rows, width, axis=1).all(axis=-1))
    return [(int(x) + width // 2, int(y) + height // 2) for x, y in zip(xs, ys, strict=True)]


def primary_buttons(program):
    """Points on the enabled buttons that are filled with the accent color."""
    return spots(program.where(LIGHT.accent), 20, 12)


def is_answered(program):
    """Whether beside the photo is a text that is not muted: the answer. None without a photo."""
    ys, xs = np.nonzero(program.where(MAGENTA))
    if not len(ys):
        return None
    return program.where(LIGHT.text)[ys.min() - 20 : ys.max(), xs.max() : xs.max() + 90].sum() > 20


@pytest.mark.slow
def test_from_the_first_start_to_a_verdict_on_a_photo_and_a_saved_network(start, tmp_path):
    photo, model = tmp_path / "photo.png", tmp_path / "kept.npz"
    Image.new("RGB", (300, 200), MAGENTA).save(photo)
    program = start(photo)
    program.focus("built-in drawings – Catgui")

    def enabled_button():
        return primary_buttons(program)

    train = program.until(enabled_button)[0]
    program.until(lambda: is_answered(program) is not None)
    assert not is_answered(program)
    program.click(*train)
    program.until(lambda: is_answered(program))
    seen = []

    def nothing_moves():  # the first run is slow, to be watched
        seen[:] = [*seen[-6:], program.screen()]
        return len(seen) == 7 and all(np.array_equal(seen[0], other) for other in seen)

    program.until(nothing_moves)

    program.press("ctrl+s")
    program.focus("Save the network")
    program.type(str(model))
    program.press("Return")
    program.focus("kept.npz – built-in drawings – Catgui")
    assert len(load_model(model).costs) == TrainingConfig().iterations

    program.press("ctrl+q")  # nothing is asked
    assert program.ended() == (0, "")
    again = start()
    again.until(lambda: is_answered(again))
