"""The toolkit itself: some releases lose a reference to True at every emit and abort the process."""

import subprocess
import sys

PROGRAM = """
from PySide6.QtCore import QObject, Signal

class Source(QObject):
    said = Signal(int, float, bool)

source = Source()
heard = []
source.said.connect(lambda *what: heard.append(what))
for k in range(5000):
    source.said.emit(k, 0.5, True)
assert len(heard) == 5000
"""


def test_five_thousand_emits_do_not_abort():
    ended = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
