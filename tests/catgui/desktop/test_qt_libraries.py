"""One line says why a window cannot be opened, and what to do."""

import pytest

from catgui.desktop.qt_libraries import window_unavailable_reason


def loads_all(library):
    return library


def loads_all_but(*missing):
    def load(library):
        if library in missing:
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


@pytest.mark.parametrize(
    "environment",
    [
        {"QT_QPA_PLATFORM": "offscreen"},
        {"WAYLAND_DISPLAY": "wayland-0"},
        {"QT_QPA_PLATFORM": "wayland", "DISPLAY": ":0"},
    ],
)
def test_without_x11_its_libraries_are_not_required(environment):
    assert window_unavailable_reason("linux", environment, loads_all_but("libxcb-cursor.so.0")) is None


@pytest.mark.parametrize("environment", [{"DISPLAY": ":0"}, {"QT_QPA_PLATFORM": "xcb", "WAYLAND_DISPLAY": "wayland-0"}])
def test_missing_libraries_are_named_by_their_packages(environment):
    reason = window_unavailable_reason(
        "linux", environment, loads_all_but("libxcb-cursor.so.0", "libxkbcommon-x11.so.0")
    )

    assert "sudo apt install libxcb-cursor0 libxkbcommon-x11-0." in reason
    assert "'catgui train'" in reason
    assert "\n" not in reason


def test_every_library_that_qt_needs_is_checked():
    asked = []

    window_unavailable_reason("linux", {"DISPLAY": ":0"}, asked.append)

    assert asked == [
        "libEGL.so.1",
        "libxcb-cursor.so.0",
        "libxcb-icccm.so.4",
        "libxcb-keysyms.so.1",
        "libxcb-image.so.0",
        "libxcb-render-util.so.0",
        "libxcb-xkb.so.1",
        "libxkbcommon-x11.so.0",
    ]


def test_egl_is_required_by_every_platform_plugin():
    reason = window_unavailable_reason("linux", {"QT_QPA_PLATFORM": "offscreen"}, loads_all_but("libEGL.so.1"))

    assert "sudo apt install libegl1." in reason


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_other_systems_are_not_checked(platform):
    assert window_unavailable_reason(platform, {}, loads_all_but("libEGL.so.1")) is None
