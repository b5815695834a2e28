"""Some releases of PySide6 lose a reference to True at every emit and abort the process."""

import subprocess
import sys

PROGRAM = """
from PySide6.QtCore import QObject, Signal

class Source(QObject):
    emitted = Signal(int, float, bool)

source = Source()
received = []
source.emitted.connect(lambda *values: received.append(values))
for k in range(5000):
    source.emitted.emit(k, 0.5, True)
assert len(received) == 5000
"""


def test_five_thousand_emits_do_not_abort():
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
