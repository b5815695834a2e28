"""Make CPython for Windows in FOLDER/py, with the packages that Catgui runs, is tested and is bundled with.

Usage: windows_python.py FOLDER, by Python 3.11 with pefile. Needs MinGW (gcc-mingw-w64-x86-64). No installer runs under
Wine, so it is put together: the wheel of Panda3D for Windows has the interpreter and its extension modules, and this
Python the standard library, which is the same on all systems but for them.
"""

import shutil
import subprocess
import sys
import sysconfig
import tempfile
import zipfile
from pathlib import Path

import pefile
import tomllib
from windows_build import compile_into, compile_library
from windows_complex import write_complex_library

ROOT = Path(__file__).resolve().parents[1]
PLATFORM = ["--platform=win_amd64", "--python-version=3.11", "--implementation=cp", "--only-binary=:all:"]
# pip judges by this system what is wanted on Windows alone: by pytest, and by PyInstaller.
WINDOWS_ONLY = ["colorama", "pefile", "pywin32-ctypes"]
# Of the wheel of Panda3D; others are found beside the modules that need them.
BESIDE_THE_PROGRAM = ("python311.dll", "VCRUNTIME140.dll")
LIBRARIES = ("libffi-8.dll", "sqlite3.dll", "libcrypto-3.dll", "libssl-3.dll")
LEFT_OUT = ("lib-dynload", "test", "site-packages", "dist-packages", "config-*", "__pycache__")
PROGRAM = "int Py_Main(int, wchar_t **); int wmain(int count, wchar_t **words) { return Py_Main(count, words); }"


def main(folder: Path) -> None:
    """Make FOLDER/py, which is there only once it is whole."""
    made = folder / "py"
    if made.exists():
        return
    with tempfile.TemporaryDirectory(dir=folder) as temporary:
        python = Path(temporary, "py")
        add_interpreter(python, Path(temporary))
        add_packages(python)
        forward_stable_names(python)
        write_encodings(python)
        write_complex_library(python)
        compile_into(python / "python.exe", PROGRAM, "-municode", str(python / "python311.dll"))
        python.rename(made)


def add_interpreter(python: Path, temporary: Path) -> None:
    """The interpreter, its extension modules, and the standard library."""
    pip("download", "--no-deps", *PLATFORM, "--dest", temporary, "panda3d")
    (wheel,) = temporary.glob("panda3d-*.whl")
    modules = python / "DLLs"
    modules.mkdir(parents=True)
    with zipfile.ZipFile(wheel) as archive:
        for member in archive.namelist():
            name = Path(member).name
            if member.startswith("deploy_libs/") and (
                name in (*BESIDE_THE_PROGRAM, *LIBRARIES) or name.endswith(".pyd")
            ):
                (python if name in BESIDE_THE_PROGRAM else modules).joinpath(name).write_bytes(archive.read(member))
    library = python / "Lib"
    shutil.copytree(sysconfig.get_path("stdlib"), library, ignore=shutil.ignore_patterns(*LEFT_OUT))
    # Until 3.11.8 this was no class method, as which the interpreter of later releases calls it.
    metadata = library / "importlib" / "metadata" / "__init__.py"
    text, old = metadata.read_text(encoding="utf-8"), "    def invalidate_caches(cls):"
    if f"@classmethod\n{old}" not in text:
        metadata.write_text(text.replace(old, f"    @classmethod\n{old}"), encoding="utf-8")


def add_packages(python: Path) -> None:
    """What pyproject.toml asks for, with the extras `notebook`, `test` and `package`, and pip."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    named = [line for extra in ("notebook", "test", "package") for line in extras[extra]]
    # One extra has another.
    others = [line for line in named if not line.startswith("catgui[")]
    wanted = [*project["dependencies"], *others, *WINDOWS_ONLY, "pip"]
    site = python / "Lib" / "site-packages"
    pip("install", "--no-compile", *PLATFORM, "--target", site, *wanted)
    for name in ("msvcp140.dll", "vcruntime140_1.dll"):
        shutil.copy(site / "shiboken6" / name, python)


def forward_stable_names(python: Path) -> None:
    """python3.dll, by which PySide6 finds the interpreter of any release."""
    library = pefile.PE(str(python / "python311.dll"))
    names = [symbol.name.decode() for symbol in library.DIRECTORY_ENTRY_EXPORT.symbols if symbol.name]
    compile_library(python / "python3.dll", {name: f"python311.{name}" for name in names})


def write_encodings(python: Path) -> None:
    """icuuc.dll, which Wine lacks, with no encodings in it: Qt has UTF-8 and UTF-16 of its own."""
    core = pefile.PE(str(python / "Lib" / "site-packages" / "PySide6" / "Qt6Core.dll"))
    (imported,) = (entry for entry in core.DIRECTORY_ENTRY_IMPORT if entry.dll.lower() == b"icuuc.dll")
    exports = {one.name.decode(): "nothing" for one in imported.imports} | {"ucnv_open": "unknown"}
    code = "void *nothing(void) { return 0; } void *unknown(const char *name, int *error) { *error = 2; return 0; }"
    compile_library(python / "icuuc.dll", exports, code)


def pip(*words: object) -> None:
    """Run pip."""
    subprocess.run([sys.executable, "-m", "pip", "-q", "--disable-pip-version-check", *map(str, words)], check=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
