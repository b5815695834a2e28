"""What is kept, as sequences that a person has thought of."""

import pytest

from tests.attack.test_known import MADE

pytestmark = pytest.mark.slow

HELD = {
    "a close": f"{MADE}; close; start; close; start",
    "a signal": f"{MADE}; term; start",
    "a kill": f"{MADE}; settle; kill; start; rest; relabel 9 0; undo; settle; kill; start",
    "a kill within an edit": f"{MADE}; settle; kill_in 5 relabel 9 0; start; rest; kill_in 20 train 6; start",
    "a full disk that gets room": f"{MADE}; settle; full; relabel 9 0; train 6; keep; free; settle; close; start",
    "a lock that is released": f"{MADE}; settle; lock; relabel 9 0; keep; unlock; settle; kill; start",
    "another time": f"{MADE}; close; clock 7300; start; relabel 9 0; close; clock -3650; start; rest; close; start",
    "a damaged file, of which there is a copy": f"{MADE}; close; start; rest; close; header; start",
    "two windows with other edits": f"{MADE}; settle; 2: start; 2: relabel 9 0; 2: close; close; start",
}


@pytest.mark.parametrize("steps", HELD.values(), ids=HELD)
def test_what_was_made_is_back(holds, steps):
    holds(steps)
