"""Files that releases have written, which every later one must read: a folder for each release that changed a format.

None is ever changed. `python -m tests.kept_files FOLDER` writes those of the installed version, for a release that
raises the `VERSION` of a kind of file. The `test_kept_files.py` of both packages open all of them.
"""

import io
import json
from contextlib import redirect_stdout
from pathlib import Path

from engine.cli.main import main as run_command

FOLDERS = sorted(path for path in Path(__file__).parent.iterdir() if path.name[:1].isdigit())
# Of Catgui 1, whose profile another one replaces, and some of whose options are gone.
FIRST_FOLDERS = [folder for folder in FOLDERS if folder.name.startswith("1.")]
PAIR, NETWORKS, PROFILE, EXPECTED = "pictures", "networks", "profile.sqlite", "expected.json"
# Where the profile has the pair: a place that no computer has.
AWAY = Path("/tmp/catgui-kept-files")
# Options that a network may name, which runs have no more.
REMOVED = ("flips", "shifts", "trained_blocks")
# What `check` of 1.x said as well.
REMOVED_KEYS = {"loses_digits_from"}
_QUICK = ["--layers", "2", "--iterations", "3"]
_FEW = ["--folds", "2", "--repeats", "1"]
# The commands whose `--json` is kept, by their names in 1.x, with their arguments.
COMMANDS = {
    "data": ["data"],
    "train": ["train", *_QUICK],
    "seeds": ["study", "seeds", *_QUICK, "--seeds", "2"],
    "cross-validate": ["study", "folds", *_QUICK, *_FEW],
    "doubtful": ["study", "doubtful", *_QUICK, *_FEW],
    "check": ["check", *_QUICK],
    "predict": ["predict"],
}


def printed(folder: Path, command: str, photo: Path) -> object:
    """What `command` prints as JSON, of the pair and a network in `folder`."""
    data = ["--data", str(folder / PAIR)]
    if command == "predict":
        data = [str(folder / NETWORKS / "pixels.npz"), str(photo)]
    with redirect_stdout(io.StringIO()) as output:
        assert run_command([*COMMANDS[command], *data, "--json"]) == 0, output.getvalue()
    return json.loads(output.getvalue())


def original_name(data: str) -> str:
    """The name of the data set `data` without what was edited, the words of which may change."""
    return data.split(",")[0]


def shape_of(value: object) -> object:
    """The keys in `value`, and of what kind each value is: of a list that of its first item."""
    if isinstance(value, dict):
        return {key: shape_of(it) for key, it in value.items()}
    if isinstance(value, list):
        return [shape_of(it) for it in value[:1]]
    return {bool: "truth", str: "text", type(None): "null"}.get(type(value), "number")


def has_shape(value: object, shape: object) -> bool:
    """Whether `value` has all that `shape` has; more keys are no matter, and any value may be null instead."""
    if value is None or shape == "null":
        return True
    if isinstance(shape, dict):
        return isinstance(value, dict) and all(key in value and has_shape(value[key], shape[key]) for key in shape)
    if isinstance(shape, list):
        return isinstance(value, list) and all(has_shape(it, shape[0]) for it in value if shape)
    return shape_of(value) == shape
