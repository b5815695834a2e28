"""Sequences that a person has thought of, by what happens in them; the numbers in comments count faults of 1.0.

Starts take most of the time, so that a sequence goes on after one fault with the next.
"""

MADE = "start; open; relabel 0 0; leave_out 3; add 7; train 5; name 5 x; photo 0; paste 1; answer 0.png cat; lesson a 2"
_COPIED = f"{MADE}; close; start; rest; close"
# With no copy of it.
_WRITTEN = f"{MADE}; settle; kill"
RUNS = [
    "sql UPDATE runs SET train_accuracy = NULL",
    "sql UPDATE runs SET train = x'00'",
    "sql UPDATE runs SET name = hex(zeroblob(5000000))",
    "sql UPDATE runs SET ended = 9e999",
    "sql UPDATE runs SET number = -number",
]
SESSION = [
    "sql UPDATE session SET value = '' WHERE name = 'contents'",
    "sql UPDATE session SET value = substr(value, 1, 40) WHERE name = 'contents'",
    "sql DELETE FROM session WHERE name = 'contents'",
    "sql UPDATE session SET value = x'00' WHERE name = 'network'",
]
FUTURE = "sql UPDATE edits SET changed = 4611686018427387905"
_WHOLE = ["cut 1", "sql DROP TABLE runs", "sql ALTER TABLE edits DROP COLUMN changed", "other", "header"]
_WHILE_OPEN = ["header", "delete", "cut 9000", "text"]

SCENARIOS = {
    "closes, signals and kills": f"{MADE}; close; start; close; start; term; start; settle; kill; start; rest; "
    "relabel 9 0; undo; settle; kill; start; kill_in 5 relabel 9 0; start; rest; kill_in 20 train 6; start",
    "a full disk that gets room": f"{MADE}; settle; full; relabel 9 0; train 6; keep; free; settle; close; start",
    "a full disk that is found at the close": f"{MADE}; settle; full; train 6; close; start",
    "a lock that is released": f"{MADE}; settle; lock; relabel 9 0; keep; unlock; settle; kill; start",
    "another time": f"{MADE}; close; clock 7300; start; relabel 9 0; close; clock -3650; start; rest; close; start",
    "two windows with other edits": f"{MADE}; settle; 2: start; 2: relabel 9 0; 2: close; close; start",
    # 1
    "bad starts, which leave the copy": f"{_COPIED}; "
    + "; ".join(f"{fault}; start; rest; close" for fault in [*RUNS, *SESSION])
    + "; start",
    # 2
    "a file that goes in the first session": f"{MADE}; settle; empty; relabel 1 1; close; start",
    "a file that is deleted in the first session": f"{MADE}; settle; delete; relabel 1 1; close; start",
    "a file that is found deleted at the close": f"{MADE}; settle; delete; close; start",
    "a copy without a session": "start; open; relabel 0 0; train 5; set reopens_session 0; close; delete; start",
    "a copy after some time": f"{MADE}; settle; copy; relabel 9 0; settle; kill; header; start",
    "a copy from before the data were opened": "start; open; copy; kill; start; settle; train 1; settle; kill; header; "
    "start",
    "a run that was removed": f"{MADE}; remove 5; keep; kill; start; close; start; rest; settle; kill; start",
    # 3
    "damage while the window is open": f"{_COPIED}; start; rest; "
    + "; ".join(
        f"leave_out {number}; train {number}; name {number} y; settle; {fault}; relabel 9 {number % 2}; close; start"
        for number, fault in enumerate(_WHILE_OPEN, start=6)
    ),
    # 4
    "a disk that goes and comes": f"{MADE}; settle; away; leave_out 6; name 5 y; keep; back; relabel 9 0; close; start",
    # 5
    "an edit after a kill": "start; open; relabel 1 1; train 5; settle; leave_out 10; keep; kill; start; relabel 7 1; "
    "close; start",
    # 6
    "damaged runs without a copy": _WRITTEN
    + "".join(f"; {fault}; start; train {number}; settle; kill" for number, fault in enumerate(RUNS))
    + "; start",
    # 7
    "an edit from the future": f"start; open; relabel 1 1; keep; kill; {FUTURE}; start; relabel 2 1; close; start",
    "an edit from the future without a session": "start; open; set reopens_session 0; relabel 1 1; keep; kill; "
    f"{FUTURE}; start; relabel 2 1; close; start",
    # 8
    "damage that is none for SQLite": f"{_COPIED}; "
    + "; ".join(f"{fault}; start; relabel 9 {number % 2}; close" for number, fault in enumerate(_WHOLE))
    + "; start",
    # 9
    "a session that was shown before two kills": f"{MADE}; close; start; kill; start; kill; start",
    # 10
    "a lock at the close": "start; open; relabel 0 0; settle; lock; relabel 1 1; leave_out 6; close; unlock; start",
    # 11
    "one run in two windows": f"{MADE}; settle; 2: start; name 5 y; keep; 2: pin 5; 2: keep; 2: close; close; start",
    # 12
    "a reset in another window": f"{MADE}; settle; 2: start; reset; 2: relabel 9 0; 2: keep; "
    "2: told reset in another window",
}
