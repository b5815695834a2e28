"""One line says why a window cannot be opened, and what to do."""

import os
import subprocess
import sys

import pytest

from catgui.desktop.qt_libraries import window_unavailable_reason
from tests import ROOT
from tests.support.surroundings import configure_fonts

X11_FILE = "libqxcb.so"
GUI_FILE = "libQt6Widgets.so.6"
ON_LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Qt's libraries for Linux are not here")


def loads_all(library):
    return library


def loads_all_but(*missing):
    """A loader to which the named libraries are missing, and all of Qt's own files that need them."""

    def load(library):
        if os.path.basename(library) in missing:
            raise OSError(f"{library}: cannot open shared object file")

    return load


def test_with_a_display_and_all_libraries_there_is_no_reason():
    assert window_unavailable_reason("linux", {"DISPLAY": ":0"}, loads_all) is None


@pytest.mark.parametrize("environment", [{}, {"DISPLAY": ""}, {"DISPLAY": "", "WAYLAND_DISPLAY": ""}])
def test_without_a_display_the_terminal_command_is_named(environment):
    reason = window_unavailable_reason("linux", environment, loads_all)

    assert "no display" in reason
    assert "'catgui train'" in reason
    assert "\n" not in reason


@pytest.mark.skipif(sys.platform != "linux", reason="only there are displays named")
def test_a_display_that_cannot_be_reached_is_named():
    """Qt would abort, and blame a library of its plugin."""
    reason = window_unavailable_reason("linux", {"DISPLAY": "unix:4077"})

    assert reason.startswith("The display unix:4077 cannot be reached.")
    assert "'catgui train'" in reason
    assert "display" not in (window_unavailable_reason("linux", {"DISPLAY": "unix:4077", "WAYLAND_DISPLAY": "w"}) or "")


@pytest.mark.parametrize(
    "environment",
    [
        {"QT_QPA_PLATFORM": "offscreen"},
        {"WAYLAND_DISPLAY": "wayland-0"},
        {"QT_QPA_PLATFORM": "wayland", "DISPLAY": ":0"},
    ],
)
def test_without_x11_its_libraries_are_not_required(environment):
    load = loads_all_but("libxcb-cursor.so.0", X11_FILE)

    assert window_unavailable_reason("linux", environment, load) is None


@ON_LINUX
@pytest.mark.parametrize("environment", [{"DISPLAY": ":0"}, {"QT_QPA_PLATFORM": "xcb", "WAYLAND_DISPLAY": "wayland-0"}])
def test_missing_libraries_are_named_by_their_packages(environment):
    load = loads_all_but("libxcb-cursor.so.0", "libxkbcommon-x11.so.0", X11_FILE)

    reason = window_unavailable_reason("linux", environment, load)

    assert "sudo apt install libxcb-cursor0 libxkbcommon-x11-0." in reason
    assert "'catgui train'" in reason
    assert "\n" not in reason


def test_a_library_that_this_qt_does_not_need_may_be_missing():
    assert window_unavailable_reason("linux", {"DISPLAY": ":0"}, loads_all_but("libxcb-icccm.so.4")) is None


@ON_LINUX
def test_a_library_that_is_not_in_the_table_is_named_by_the_loader():
    def load(library):
        if library.endswith(X11_FILE):
            raise OSError("libnew.so.1: cannot open shared object file: No such file or directory")

    reason = window_unavailable_reason("linux", {"DISPLAY": ":0"}, load)

    assert "libnew.so.1: cannot open shared object file" in reason
    assert "\n" not in reason


@ON_LINUX
@pytest.mark.parametrize("plugin", ["offscreen", "xcb", "wayland"])
def test_what_qt_itself_needs_is_required_by_every_platform_plugin(plugin):
    load = loads_all_but("libglib-2.0.so.0", "libGL.so.1", GUI_FILE)

    reason = window_unavailable_reason("linux", {"QT_QPA_PLATFORM": plugin}, load)

    assert "sudo apt install libglib2.0-0 libgl1." in reason


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_other_systems_are_not_checked(platform):
    assert window_unavailable_reason(platform, {}, loads_all_but(GUI_FILE)) is None


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="fontconfig finds the fonts on Linux only")
def test_without_a_font_one_line_says_so_and_no_window_of_boxes_opens(tmp_path):
    fonts = configure_fonts(tmp_path, tmp_path)

    done = subprocess.run(
        [sys.executable, "main.py"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
        env={**os.environ, "FONTCONFIG_FILE": str(fonts), "XDG_STATE_HOME": str(tmp_path)},
    )

    assert done.returncode == 1
    assert done.stderr.startswith("catgui: There is no font")
    assert "fonts-dejavu-core" in done.stderr
    assert done.stderr.count("\n") == 1
