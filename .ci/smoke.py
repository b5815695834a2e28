"""What a wheel must do from a folder that is not the checkout: answer in the terminal, and build its window."""

import json
import subprocess
import sys

catgui = sys.argv[1]


def answer(*arguments: str) -> str:
    """What the installed command prints."""
    return subprocess.run([catgui, *arguments], check=True, capture_output=True, text=True).stdout


overview = json.loads(answer("data", "--json"))
assert (overview["train_examples"], overview["test_examples"]) == (209, 50), overview
trained = json.loads(answer("train", "--iterations", "200", "--save", "model.npz", "--json"))
assert trained["first_layer"] == "gram"
assert trained["costs"][-1][0] == 199

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
