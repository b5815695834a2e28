"""The files of the menu entry are valid, and files and folders are opened by the system's programs."""

import configparser
import re
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from PySide6.QtGui import QDesktopServices

from catgui.desktop.system import APPLICATION_ID, entry_files, open_outside
from engine.version import PROGRAM_VERSION, RELEASED
from tests import ROOT


def test_the_files_are_valid_for_a_desktop(tmp_path):
    files = {path.suffix: text for path, text in entry_files("/opt/my apps/$cat", tmp_path).items()}
    described = configparser.ConfigParser(interpolation=None)
    described.read_string(files[".desktop"])
    assert described["Desktop Entry"]["Exec"] == '"/opt/my apps/\\$cat" %F'
    assert described["Desktop Entry"]["Icon"] == APPLICATION_ID
    description = ElementTree.fromstring(files[".xml"])
    assert description.findtext("id") == APPLICATION_ID
    assert description.find("releases/release").attrib == {"version": PROGRAM_VERSION, "date": RELEASED}
    assert ElementTree.fromstring(files[".svg"]).tag.endswith("svg")


def test_the_day_of_the_release_is_that_of_the_change_log():
    days = dict(re.findall(r"^## \[(.*)\] - (.*)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE))
    assert days.get(PROGRAM_VERSION, RELEASED) == RELEASED  # it has no heading while it is being made


@pytest.mark.parametrize(
    ("kind", "command"),
    [
        (".desktop", ["desktop-file-validate"]),
        # There is no page of the program on the web that could be named.
        (".xml", ["appstreamcli", "validate", "--no-net", "--override=url-homepage-missing=info"]),
    ],
)
def test_the_desktops_own_tools_find_them_valid(tmp_path, kind, command):
    if shutil.which(command[0]) is None:
        pytest.skip(f"there is no {command[0]} here")
    (path, text), *_ = (item for item in entry_files("/opt/my apps/$cat", tmp_path).items() if item[0].suffix == kind)
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    done = subprocess.run([*command, path], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr


def test_what_is_there_is_opened_and_what_cannot_be_is_named(tmp_path, monkeypatch):
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: not opened.append(Path(url.toLocalFile())))
    assert open_outside(tmp_path) == ""
    assert open_outside(tmp_path / "gone") == f"{tmp_path / 'gone'} could not be opened."
    assert opened == [tmp_path]

    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: False)
    assert open_outside(tmp_path) == f"{tmp_path} could not be opened."
