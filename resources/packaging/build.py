"""Make what people download, for the system this runs on: `python resources/packaging/build.py --out FOLDER`.

Linux: a .tar.xz and a .deb; Windows: a .zip, and the script of an installer; macOS: a disk image. Beside them their
SHA-256 sums. Needs Python 3.11 or later and the extra `package`; on Linux `xz` and `dpkg-deb`, on macOS `hdiutil`.
"""

from __future__ import annotations

import argparse
import hashlib
import logging
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from catgui.desktop.bundle import LIST_OF_FILES
from catgui.desktop.system import entry_files
from engine.system.user_dirs import resource_path
from engine.version import PROGRAM_VERSION

HERE = Path(__file__).resolve().parent
# What Qt loads that is not in the bundle.
DEPENDENCIES = (
    "libc6 (>= 2.34), libegl1, libgl1, libx11-6, libx11-xcb1, libxcb1, libxcb-shape0, libfontconfig1, libdbus-1-3, "
    "fonts-dejavu-core"
)
_XZ_FILTERS = (["--x86"] if platform.machine() == "x86_64" else []) + ["--lzma2=preset=9,dict=128MiB"]
_ICON_SIDE = 1024
# Names of libraries that Windows has within others: they are no files.
_PARTS_OF_WINDOWS = ("api-ms-win-", "ext-ms-win-")
_CONTROL = """\
Package: catgui
Version: {version}
Architecture: {architecture}
Maintainer: The authors of Catgui <catgui@localhost>
Section: education
Priority: optional
Installed-Size: {kilobytes}
Depends: {dependencies}
Recommends: ca-certificates
Description: Watch a neural network learn to tell cats from other things
 A neural network, written from scratch in NumPy, learns before your eyes. It
 trains on photos of cats or on folders of your own pictures, offline.
"""


def main() -> None:
    """Build the bundle and pack it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True, help="the folder for what people download")
    parser.add_argument("--bundle", type=Path, help="keep the folder that PyInstaller makes here, and pack nothing")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as work:
        bundle = make_bundle(given.bundle or Path(work) / "dist", Path(work))
        if given.bundle is None:
            packed = _pack(bundle, given.out.resolve(), Path(work))
            write_sums(given.out / "SHA256SUMS", packed)


def make_bundle(place: Path, work: Path) -> Path:
    """Run PyInstaller; the folder, or on macOS the application, that it makes.

    Exits with an error if this computer lacks a library that the bundle should take with it.
    """
    import PyInstaller.__main__

    (work / "icons").mkdir()
    make_icons(work / "icons")
    missing = _MissingLibraries()
    logging.getLogger("PyInstaller").addHandler(missing)
    PyInstaller.__main__.run(
        [
            "--noconfirm",
            "--log-level=WARN",
            f"--distpath={place}",
            f"--workpath={work / 'build'}",
            str(HERE / "catgui.spec"),
        ]
    )
    bundle = place / ("Catgui.app" if sys.platform == "darwin" else "catgui")
    if lines := missing.of(bundle):
        sys.exit("Libraries are missing here, and the bundle would lack them:\n" + "\n".join(lines))
    if sys.platform == "darwin":  # an application is signed as it is: nothing may be changed in it, or added
        return bundle
    content = bundle / "_internal"
    if sys.platform == "linux":
        # Python's own library has its symbols in some builds, 15 MB of them. What wheels bring must not be stripped:
        # it has been patched.
        subprocess.run(["strip", "--strip-unneeded", *content.glob("libpython3*.so*")], check=True)
    write_list(content)
    return bundle


class _MissingLibraries(logging.Handler):
    """Collects what PyInstaller warns of, and then builds without: libraries that this computer lacks."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._found: list[tuple[str, str]] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the warning if it says which file needs the library."""
        text = record.getMessage()
        match = re.search(r"could not resolve '(.*)', dependency of '(.*)'", text)
        if match and not match[1].lower().startswith(_PARTS_OF_WINDOWS):
            self._found.append((text, Path(match[2]).name))

    def of(self, bundle: Path) -> list[str]:
        """The warnings of files that are in `bundle`; some, such as the theme of GTK, are left out."""
        names = {path.name for path in bundle.rglob("*")}
        return [text for text, name in self._found if name in names]


def make_icons(folder: Path) -> None:
    """Write the icon of the program as Windows and macOS want it: `catgui.ico` and `catgui.icns`."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PIL import Image
    from PySide6.QtGui import QGuiApplication, QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    application = QGuiApplication.instance() or QGuiApplication([])
    picture = QImage(_ICON_SIDE, _ICON_SIDE, QImage.Format.Format_RGBA8888)
    picture.fill(0)
    painter = QPainter(picture)
    QSvgRenderer(str(resource_path("resources", "icons", "catgui.svg"))).render(painter)
    painter.end()
    icon = Image.frombuffer("RGBA", (_ICON_SIDE, _ICON_SIDE), bytes(picture.constBits()))
    icon.save(folder / "catgui.ico", sizes=[(side, side) for side in (16, 24, 32, 48, 64, 128, 256)])
    icon.save(folder / "catgui.icns")
    del application


def write_list(folder: Path) -> None:
    """List the files in `folder` with their sizes, so that a bundle that came in part says so."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    lines = [f"{path.stat().st_size} {path.relative_to(folder).as_posix()}\n" for path in files]
    (folder / LIST_OF_FILES).write_text("".join(lines), encoding="utf-8")


def _pack(bundle: Path, out: Path, work: Path) -> list[Path]:
    name = f"catgui-{PROGRAM_VERSION}-{platform.system().lower()}-{platform.machine().lower()}"
    if sys.platform == "darwin":
        return [_disk_image(bundle, out / f"{name}.dmg")]
    if sys.platform == "win32":
        shutil.copy(HERE / "installer.iss", out)
        return [Path(shutil.make_archive(str(out / name), "zip", bundle.parent, bundle.name))]
    return [_tar_xz(bundle, out / f"{name}.tar.xz"), _deb(bundle, out / f"{name}.deb", work / "deb")]


def _disk_image(application: Path, path: Path) -> Path:
    subprocess.run(["hdiutil", "create", "-srcfolder", application, "-volname", "Catgui", "-ov", path], check=True)
    return path


def _tar_xz(bundle: Path, path: Path) -> Path:
    # Links stay links. Threads would compress parts on their own, and a filter for machine code gains 4%.
    tar = ["tar", "--create", "--owner=0", "--group=0", "--sort=name", "-C", bundle.parent, bundle.name]
    with path.open("wb") as out, subprocess.Popen(tar, stdout=subprocess.PIPE) as archive:
        subprocess.run(["xz", "--threads=1", *_XZ_FILTERS], stdin=archive.stdout, stdout=out, check=True)
    if archive.returncode:
        raise subprocess.CalledProcessError(archive.returncode, tar)
    return path


def _deb(bundle: Path, path: Path, root: Path) -> Path:
    """A Debian package: the bundle in /opt, its command in /usr/bin, and its menu entry."""
    shutil.copytree(bundle, root / "opt" / "catgui", symlinks=True)
    (root / "usr" / "bin").mkdir(parents=True)
    (root / "usr" / "bin" / "catgui").symlink_to("/opt/catgui/catgui")
    for file, text in entry_files("/usr/bin/catgui", root / "usr" / "share").items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    documents = root / "usr" / "share" / "doc" / "catgui"
    documents.mkdir(parents=True)
    shutil.copy(HERE.parents[1] / "LICENSE", documents / "copyright")
    shutil.copy(HERE.parent / "filters" / "NOTICE.md", documents)
    size = sum(file.lstat().st_size for file in root.rglob("*"))
    architecture = subprocess.run(["dpkg", "--print-architecture"], check=True, capture_output=True, text=True).stdout
    (root / "DEBIAN").mkdir()
    (root / "DEBIAN" / "control").write_text(
        _CONTROL.format(
            version=PROGRAM_VERSION,
            architecture=architecture.strip(),
            kilobytes=-(-size // 1024),
            dependencies=DEPENDENCIES,
        )
    )
    subprocess.run(
        ["dpkg-deb", "--build", "--root-owner-group", "-Zxz", root, path], check=True, stdout=subprocess.DEVNULL
    )
    return path


def write_sums(path: Path, files: list[Path]) -> None:
    """Write the SHA-256 sums of files, as `sha256sum --check` reads them."""
    lines = [f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in files]
    path.write_text("".join(lines), encoding="ascii")


if __name__ == "__main__":
    main()
