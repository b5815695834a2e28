"""The surroundings of the tests: one locale, time zone, screen and font, whatever the machine has."""

import atexit
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from xml.sax.saxutils import escape

FONTS = Path(__file__).parents[1] / "fonts"
# How the user has Qt, the language, the fonts and the terminal.
_PREFIXES = ("QT_", "LC_", "FONTCONFIG_")
_NAMES = ("LANG", "LANGUAGE", "COLUMNS", "FORCE_COLOR", "NO_COLOR")
# The window's tests can be watched on a real screen.
_PLATFORM = "QT_QPA_PLATFORM"
# What names the user's folders: the first three on Linux, the last one on Windows.
HOME_VARIABLES = ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "WIN_PD_OVERRIDE_LOCAL_APPDATA")
# The log of the program in such a folder.
LOG_FOLDER = Path("catgui", "Logs" if sys.platform == "win32" else "log")


def fix_surroundings() -> None:
    """Set the environment of this process and of all that it starts. Call it before Qt is imported."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        return  # it has the environment of the process that started it
    for name in [name for name in os.environ if name.startswith(_PREFIXES) or name in _NAMES]:
        if name != _PLATFORM:
            del os.environ[name]
    os.environ.setdefault(_PLATFORM, "offscreen")
    # A local time that is taken for UTC is wrong by an odd time.
    os.environ["TZ"] = "IST-5:30"
    if hasattr(time, "tzset"):
        time.tzset()
    if sys.platform.startswith("linux"):  # elsewhere the language does not follow the environment
        os.environ["LC_ALL"] = "C.UTF-8"
        folder = Path(tempfile.mkdtemp(prefix="catgui-tests-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        os.environ["FONTCONFIG_FILE"] = str(configure_fonts(folder, FONTS))
    os.environ["QT_QPA_FONTDIR"] = str(FONTS)  # Qt has no other fonts on Windows, without a screen
    # Before Hypothesis makes a folder in the checkout.
    os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", str(Path(tempfile.gettempdir()) / "catgui-hypothesis"))
    # matplotlib keeps a list of fonts there; it draws without a screen.
    os.environ["MPLCONFIGDIR"] = str(Path(tempfile.gettempdir()) / "catgui-matplotlib")
    os.environ["MPLBACKEND"] = "agg"
    # Many tests start the program: its bytecode is kept for them, even where Python is told to write none.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def home_variables(home: str | Path) -> dict[str, str]:
    """The environment of a user whose folders are all `home`, which need not exist."""
    return dict.fromkeys(HOME_VARIABLES, str(home))


def configure_fonts(folder: Path, fonts: Path) -> Path:
    """A file in `folder` for FONTCONFIG_FILE, by which there are the fonts in `fonts` and no others."""
    path = folder / "fonts.conf"
    places = f"<dir>{escape(str(fonts))}</dir><cachedir>{escape(str(folder))}</cachedir>"
    path.write_text(f"<fontconfig>{places}</fontconfig>", encoding="utf-8")
    return path
