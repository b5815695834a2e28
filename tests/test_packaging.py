"""What people download is packed whole; PyInstaller itself runs in CI."""

import hashlib
import importlib.util
import logging
import re
import shutil
import subprocess
import sys
import tarfile

import pytest
from PIL import Image

from catgui.desktop.bundle import damaged_files
from catgui.desktop.system import APPLICATION_ID
from engine.data.dataset import DATA_SUFFIXES
from engine.images.photo import PHOTO_SUFFIXES
from engine.saved_model.model import MODEL_SUFFIX
from tests import ROOT


@pytest.fixture(scope="module")
def build():
    spec = importlib.util.spec_from_file_location("build", ROOT / "resources" / "packaging" / "build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def folder(tmp_path):
    """A folder like a bundle, with a link in it."""
    if sys.platform == "win32":
        pytest.skip("links need rights there, and its bundle has none")
    folder = tmp_path / "catgui"
    (folder / "_internal" / "lib").mkdir(parents=True)
    (folder / "catgui").write_text("the program")
    (folder / "_internal" / "lib" / "a b.so").write_text("a library")
    (folder / "_internal" / "b.so").symlink_to("lib/a b.so")
    return folder


def needs(*commands):
    lacking = [command for command in commands if shutil.which(command) is None]
    return pytest.mark.skipif(bool(lacking), reason=f"there is no {' '.join(lacking)} here")


def test_the_list_of_files_names_what_is_lost_later(build, folder):
    content = folder / "_internal"
    build.write_list(content)
    assert damaged_files(content) == []

    (content / "lib" / "a b.so").unlink()
    assert damaged_files(content) == ["b.so", "lib/a b.so"]


def test_a_library_that_is_missing_here_counts_if_the_bundle_needs_it(build, folder):
    missing = build._MissingLibraries()
    needed, left_out = (
        f"Library not found: could not resolve 'libx.so.0', dependency of '/wheels/{name}'."
        for name in ("a b.so", "libqgtk3.so")
    )
    for text in (needed, left_out, "Library shell32 required via ctypes not found"):
        missing.handle(logging.makeLogRecord({"msg": text, "levelno": logging.WARNING}))

    assert missing.of(folder) == [needed]


def test_the_names_within_windows_are_not_missing(build, tmp_path):
    (tmp_path / "Qt6Core.dll").touch()
    missing = build._MissingLibraries()
    parts = (
        "api-ms-win-core-winrt-l1-1-0.dll",
        "API-MS-Win-core-file-l1-1-0.dll",
        "ext-ms-win-ntuser-window-l1-1-0.dll",
    )
    for library in (*parts, "icuuc.dll"):
        text = f"Library not found: could not resolve {library!r}, dependency of {str(tmp_path / 'Qt6Core.dll')!r}."
        missing.handle(logging.makeLogRecord({"msg": text, "levelno": logging.WARNING}))

    assert [line.split("'")[1] for line in missing.of(tmp_path)] == ["icuuc.dll"]


@needs("tar", "xz")
def test_the_archive_has_all_files_and_keeps_links(build, folder, tmp_path):
    build._tar_xz(folder, tmp_path / "catgui.tar.xz")

    with tarfile.open(tmp_path / "catgui.tar.xz") as archive:
        assert archive.extractfile("catgui/_internal/lib/a b.so").read() == b"a library"
        assert archive.getmember("catgui/_internal/b.so").issym()
        assert {member.uid for member in archive} == {0}


@needs("dpkg-deb", "dpkg")
def test_the_package_has_the_bundle_its_command_and_its_menu_entry(build, folder, tmp_path):
    path = build._deb(folder, tmp_path / "catgui.deb", tmp_path / "root")
    subprocess.run(["dpkg-deb", "--extract", path, tmp_path / "there"], check=True)
    depends = subprocess.run(["dpkg-deb", "--field", path, "Depends"], check=True, capture_output=True, text=True)

    there = tmp_path / "there"
    assert (there / "opt/catgui/catgui").read_text() == "the program"
    assert (there / "usr/bin/catgui").readlink().as_posix() == "/opt/catgui/catgui"
    assert 'Exec="/usr/bin/catgui" %F' in next((there / "usr/share/applications").iterdir()).read_text()
    assert (there / "usr/share/doc/catgui/copyright").read_text() == (ROOT / "LICENSE").read_text()
    notice = (ROOT / "resources/filters/NOTICE.md").read_text(encoding="utf-8")
    assert (there / "usr/share/doc/catgui/NOTICE.md").read_text(encoding="utf-8") == notice
    assert "libegl1" in depends.stdout
    assert "python" not in depends.stdout


def test_the_installer_names_the_window_and_files_as_the_program_does():
    text = (ROOT / "resources" / "packaging" / "installer.iss").read_text(encoding="utf-8")
    suffixes = set(re.findall(r'ValueName: "(\..*)"', text))

    assert f'AppUserModelID: "{APPLICATION_ID}"' in text
    assert {*DATA_SUFFIXES, MODEL_SUFFIX} < suffixes < {*DATA_SUFFIXES, MODEL_SUFFIX, *PHOTO_SUFFIXES}


def test_the_application_for_macos_has_a_menu_and_opens_files():
    text = (ROOT / "resources" / "packaging" / "catgui.spec").read_text(encoding="utf-8")
    suffixes = ", ".join(f'"{suffix[1:]}"' for suffix in (*DATA_SUFFIXES, MODEL_SUFFIX))

    assert f'bundle_identifier="{APPLICATION_ID}"' in text
    assert '"LSBackgroundOnly": False' in text
    assert f'"CFBundleTypeExtensions": [{suffixes}]' in text


def test_the_checksums_are_those_of_the_files(build, tmp_path):
    (tmp_path / "a.zip").write_bytes(b"content")
    build.write_sums(tmp_path / "SHA256SUMS", [tmp_path / "a.zip"])

    assert (tmp_path / "SHA256SUMS").read_text() == f"{hashlib.sha256(b'content').hexdigest()}  a.zip\n"


@pytest.mark.slow
def test_the_icons_are_those_of_windows_and_macos(build, tmp_path, qapp):
    build.make_icons(tmp_path)

    with Image.open(tmp_path / "catgui.ico") as icon:
        assert {(16, 16), (32, 32), (256, 256)} <= icon.info["sizes"]
        assert icon.convert("RGBA").getpixel((128, 128))[3] == 255
    with Image.open(tmp_path / "catgui.icns") as icon:
        assert (512, 512, 2) in icon.info["sizes"]
