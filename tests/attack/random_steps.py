"""Random sequences of steps: what a user does, and what becomes of the program and its files meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Collection
from random import Random

from tests.attack.scenarios import FUTURE, RUNS, SESSION

Draw = Callable[[Random], str]

_USES: dict[str, tuple[int, Draw]] = {
    "relabel": (5, lambda random: f"relabel {random.randrange(12)} {random.randrange(2)}"),
    "leave_out": (3, lambda random: f"leave_out {random.randrange(12)}"),
    "move": (2, lambda random: f"move {random.randrange(12)}"),
    "revert": (1, lambda random: f"revert {random.randrange(12)}"),
    "add": (2, lambda random: f"add {random.randrange(9)}"),
    "undo": (2, lambda random: "undo"),
    "redo": (1, lambda random: "redo"),
    "apply": (1, lambda random: "apply"),
    "train": (3, lambda random: f"train {random.randrange(1, 4)}"),
    "name": (2, lambda random: f"name {random.randrange(1, 4)} {random.choice('xyz')}"),
    "pin": (1, lambda random: f"pin {random.randrange(1, 4)}"),
    "remove": (1, lambda random: f"remove {random.randrange(1, 4)}"),
    "photo": (1, lambda random: f"photo {random.randrange(4)}"),
    "paste": (1, lambda random: f"paste {random.randrange(4)}"),
    "answer": (1, lambda random: f"answer {random.randrange(4)}.png {random.choice(['cat', 'non-cat'])}"),
    "set": (1, lambda random: f"set play_seconds {random.randrange(5, 60)}"),
    "lesson": (1, lambda random: f"lesson {random.choice('ab')} {random.randrange(1, 6)}"),
    "keep": (1, lambda random: "keep"),
    "settle": (2, lambda random: "settle"),
    "rest": (1, lambda random: "rest"),
    "copy": (1, lambda random: "copy"),
}
_SQL = [
    *RUNS,
    *SESSION,
    FUTURE,
    *(f"sql {change}" for change in ("DROP TABLE runs", "DROP TABLE edits", "DELETE FROM runs", "DROP TABLE session")),
]
_DAMAGE: dict[str, Draw] = {
    "bytes": lambda random: f"bytes {random.randrange(1000)} {random.choice([5, 400])}",
    "sql": lambda random: random.choice(_SQL),
    "cut": lambda random: f"cut {random.choice([1, 4096, 20000])}",
    "header": lambda random: "header",
    "empty": lambda random: "empty",
    "delete": lambda random: "delete",
    "text": lambda random: "text",
    "other": lambda random: "other",
}
# What happens while the window is open, by the name of a fault; "~" has a use in its place.
_WHILE_OPEN: dict[str, list[str]] = {
    "close": ["close"],
    "term": ["term"],
    "kill": ["kill", "kill_in {milliseconds} ~"],
    "lock": ["lock", "unlock"],
    "full": ["full", "free"],
    "folder": ["away", "back"],
    "second": ["2: start", "2: ~", "2: ~", "2: close"],
}
FAULTS = (*_WHILE_OPEN, "clock", *_DAMAGE)


def draw_steps(random: Random, count: int, faults: Collection[str] = FAULTS) -> list[str]:
    """About `count` steps, between a first start and a last one, with these faults."""
    steps, is_open = ["start", "open"], True
    while len(steps) < count:
        if not is_open:
            steps += ["unlock", "back", _draw_between(random, faults), "start"]
            is_open = True
        elif random.random() < 0.75:
            steps.append(_draw_use(random))
        else:
            steps.append(_draw_fault(random, faults))
            is_open = steps[-1].split()[0] not in ("close", "term", "kill", "kill_in")
    return [*filter(None, steps), "free", "unlock", "back", "settle", "2: close", "close", "start"]


def _draw_use(random: Random) -> str:
    weights = [weight for weight, _ in _USES.values()]
    return random.choices(list(_USES.values()), weights)[0][1](random)


def _draw_fault(random: Random, faults: Collection[str]) -> str:
    """A fault while the window is open, or, less often, damage."""
    known = [fault for fault in _WHILE_OPEN if fault in faults]
    damage = [fault for fault in _DAMAGE if fault in faults]
    if damage and random.random() < 0.15:
        return _DAMAGE[random.choice(damage)](random)
    step = random.choice(_WHILE_OPEN[random.choice(known)])
    return step.replace("~", _draw_use(random)).replace("{milliseconds}", str(random.randrange(60)))


def _draw_between(random: Random, faults: Collection[str]) -> str:
    """What happens between two starts: damage, another time, or nothing."""
    damage = [fault for fault in _DAMAGE if fault in faults]
    if damage and random.random() < 0.4:
        return _DAMAGE[random.choice(damage)](random)
    if "clock" in faults and random.random() < 0.3:
        return f"clock {random.choice([-3650, -1, 0, 1, 7300])}"
    return ""
