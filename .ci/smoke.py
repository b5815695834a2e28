"""What an installed wheel must do from another folder: answer in the terminal, read files, and open its window."""

import json
import os
import subprocess
import sys
from importlib.metadata import version

catgui = sys.argv[1]


def run_json(*arguments: str) -> dict:
    """The JSON that the installed command prints."""
    done = subprocess.run([catgui, *arguments, "--json"], check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


printed = subprocess.run([catgui, "--version"], check=True, capture_output=True, text=True).stdout
assert printed.split() == ["catgui", version("catgui")], printed
overview = run_json("data")
assert (overview["train_examples"], overview["test_examples"]) == (209, 50), overview
trained = run_json("train", "--iterations", "200", "--save", "model.npz")
assert trained["first_layer"] == "gram"
assert trained["costs"][-1][0] == 199

# Files of the user are read in a child process, which must start from the wheel as well.
from PIL import Image  # noqa: E402

from engine.system.reader_process import default_reader  # noqa: E402

for folder in ("pictures/cat", "pictures/non-cat"):
    os.makedirs(folder)
    for number in range(4):
        Image.new("RGB", (90, 60), (60 * number, 120, 200)).save(f"{folder}/{number}.png")
assert run_json("data", "--data", "pictures", "--save", ".")["train_examples"] == 6
assert run_json("data", "--data", "train_pictures.h5", "test_pictures.h5")["test_examples"] == 2
assert run_json("predict", "model.npz", "pictures/cat/0.png")
assert "probability" in run_json("predict", "builtin", "pictures/cat/0.png")[0]
assert default_reader().call(os.getpid) != os.getpid()

from PySide6.QtWidgets import QApplication  # noqa: E402

import catgui as package  # noqa: E402
from catgui.app import build_window  # noqa: E402

assert "site-packages" in package.__file__, package.__file__
application = QApplication([])
window = build_window()
window.show()
assert not window.grab().isNull()
window.close()
print(f"The wheel works: {package.__file__}")  # noqa: T201
