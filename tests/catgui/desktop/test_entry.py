"""The desktop's menu entry is installed and removed."""

import configparser
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

import pytest

from catgui.desktop import entry
from catgui.desktop.entry import APPLICATION_ID, HAS_ENTRY, entry_files, main
from engine.version import PROGRAM_VERSION, RELEASED
from tests import ROOT

needs_entry = pytest.mark.skipif(not HAS_ENTRY, reason="its desktop has no such menu entry")


@needs_entry
def test_writes_an_entry_an_icon_and_a_description_and_removes_them_again(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert main([]) == 0
    written = sorted(path for path in tmp_path.rglob("*") if path.is_file())
    assert {path.suffix for path in written} == {".desktop", ".svg", ".xml"}
    assert main(["--remove"]) == 0
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


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


@needs_entry
def test_a_file_that_cannot_be_written_is_named(tmp_path, monkeypatch, capsys):
    (tmp_path / "applications").touch()
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert main([]) == 1
    assert str(tmp_path / "applications") in capsys.readouterr().err


@needs_entry
def test_a_reader_of_the_output_may_close_it(tmp_path):
    read, write = os.pipe()
    os.close(read)

    done = subprocess.run(
        [sys.executable, "main.py", "install-desktop"],
        cwd=ROOT,
        stdout=write,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        timeout=100,
        env={**os.environ, "XDG_DATA_HOME": str(tmp_path)},
    )
    os.close(write)

    assert (done.returncode, done.stderr) == (0, "")
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 3


@needs_entry
def test_without_a_home_folder_the_error_is_one_line(no_home_folder, capsys):
    assert main([]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("catgui: This user has no home folder")
    assert err.count("\n") == 1


def test_where_no_menu_reads_such_files_none_is_written(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setattr(entry, "HAS_ENTRY", False)

    assert main([]) == 1

    out, err = capsys.readouterr()
    assert out == ""
    assert "Linux" in err
    assert err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
