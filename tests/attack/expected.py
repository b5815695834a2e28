"""The model of what is kept: what the next start must show, or must tell is lost."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

# The word by which a message names what is lost, by the kind of a fact.
_WORDS = {"edit": "edit", "run": "run", "name": "run", "pin": "run", "setting": "setting", "lesson": "setting|lesson"}
_WORDS |= {"photo": "photo", "network": "network", "data": "data"}
_LOSS = re.compile(
    r"lost|gone|damaged|missing|not (all )?back|not (be )?(read|kept|opened|restored|reopened|written)|without|"
    r"cannot|could not|earlier|older|kept aside",
    re.IGNORECASE,
)
_NOT_KEPT = "kept only until you close"
_NOTHING = "Nothing is back"
# What the first window keeps alone.
_OF_SESSION = ("data", "network", "photo")
_ABSENT = None

Facts = Mapping[str, object]


@dataclass(frozen=True)
class ViolationError(Exception):
    """Something that was made and is neither back nor told as lost."""

    fact: str
    text: str

    def __str__(self) -> str:
        return f"{self.fact}: {self.text}"

    @property
    def kind(self) -> str:
        """The kind of the fact."""
        return _kind(self.fact)


class Expected:
    """What a start must show. A fact, such as "name 5", has the values that it may have then.

    It is certain once it was written, or the window was closed. A kill leaves the values before and after what was on
    its way. After damage what the copy has must be back; what is newer may be lost, if a message names it.

    Attributes: `is_damaged`, whether the profile was, since the last start.
    """

    def __init__(self) -> None:
        self.is_damaged = False
        self._values: dict[str, list[object]] = {}
        self._pending: dict[int, set[str]] = {1: set(), 2: set()}
        self._in_copy: dict[str, object] = {}
        self._shown: dict[int, Facts] = {1: {}, 2: {}}
        self._told: list[str] = []
        self._doubted: list[str] = []

    @property
    def has_copy(self) -> bool:
        """Whether anything was copied."""
        return bool(self._in_copy)

    def note(self, window: int, facts: Facts, told: Iterable[str] = ()) -> None:
        """Take what a window shows after an act of its user, and all that it has told."""
        before = self._shown[window]
        for fact in {*before, *facts}:
            value = facts.get(fact, _ABSENT)
            if before.get(fact, _ABSENT) != value and not (window == 2 and _kind(fact) in _OF_SESSION):
                values = self._values.setdefault(fact, [_ABSENT])
                if value in values:
                    values.remove(value)
                values.append(value)
                self._pending[window].add(fact)
        self._shown[window] = dict(facts)
        self.hear(told)

    def show(self, window: int, facts: Facts) -> None:
        """Take what a window shows at its start."""
        self._shown[window] = dict(facts)

    def doubt(self, beginnings: Iterable[str]) -> None:
        """Take it as unknown what the next start shows of some facts: the program is killed while it changes them."""
        self._doubted += beginnings

    def hear(self, told: Iterable[str]) -> None:
        """Take what a window has told."""
        self._told += [text for text in told if text not in self._told]

    def written(self, window: int, is_session: bool) -> None:
        """Take what a window has changed as written: all of it, or all but the session."""
        done = {fact for fact in self._pending[window] if is_session or _kind(fact) not in _OF_SESSION}
        self._make_certain(done)
        self._pending[window] -= done

    def copied(self) -> None:
        """Take what is certain as copied."""
        if not self.is_damaged:
            self._in_copy = {fact: values[0] for fact, values in self._values.items() if len(values) == 1}

    def closed(self, window: int, notice: str, can_copy: bool = True) -> None:
        """Take all that a window has as kept, unless it has told otherwise, and as copied if that was possible."""
        if notice:
            self.hear([f"{_NOT_KEPT}: {notice}"])
        else:
            if self.is_damaged:  # the window has all that the file has lost, but for what another one alone has
                self._pending[window] |= {fact for fact in self._shown[window] if self._is_kept_by(window, fact)}
                self.is_damaged = any(facts for other, facts in self._shown.items() if other != window)
            self.written(window, is_session=True)
            if can_copy:
                self.copied()
        self.killed(window)

    def killed(self, window: int) -> None:
        """Take a window as gone; of what was on its way either value may be there."""
        self._pending[window] = set()
        self._shown[window] = {}

    def forget(self) -> None:
        """Take all as deleted by the user."""
        self.is_damaged = False
        for known in (self._values, self._in_copy, *self._pending.values()):
            known.clear()

    def check(self, facts: Facts, told: Iterable[str], is_checked: Callable[[str], bool], reopens: bool) -> None:
        """Raise ViolationError if a start does not show what it must; what it shows is certain from now on.

        Without the session, which is not there if it is not reopened.
        """
        self.hear(told)
        for fact in sorted({*self._values, *facts}):
            if not reopens and _kind(fact) in _OF_SESSION:
                self._values.pop(fact, None)
            elif is_checked(fact):
                self._check(fact, facts.get(fact, _ABSENT))

    def _check(self, fact: str, found: object) -> None:
        values = self._values.get(fact)
        if values is None and fact.startswith("setting"):
            values = [found]  # its default
        values = values or [_ABSENT]
        is_doubted = fact.startswith(tuple(self._doubted))
        if found not in values and not is_doubted and not self._may_be_lost(fact, found):
            told = " | ".join(self._told) or "nothing"
            raise ViolationError(fact, f"{found!r} instead of {' or '.join(map(repr, values))}; told: {told}")
        self._values[fact] = [found]

    def _may_be_lost(self, fact: str, found: object) -> bool:
        if not self.is_damaged:
            return False
        names = re.compile(rf"\b({_WORDS[_kind(fact)]})", re.IGNORECASE)
        is_told = any(
            _NOT_KEPT in text or _NOTHING in text or (names.search(text) and _LOSS.search(text)) for text in self._told
        )
        if fact in self._in_copy:
            return found == self._in_copy[fact] and (is_told or any("copy" in text for text in self._told))
        return is_told

    def began(self) -> None:
        """Take a start as checked: what was told until then is told."""
        self.is_damaged = False
        self._told, self._doubted = [], []

    def _is_kept_by(self, window: int, fact: str) -> bool:
        is_newest = self._values.get(fact, [_ABSENT])[-1] == self._shown[window][fact]
        return is_newest and (window == 1 or _kind(fact) not in _OF_SESSION)

    def _make_certain(self, facts: Iterable[str]) -> None:
        for fact in facts:
            self._values[fact] = self._values.get(fact, [_ABSENT])[-1:]


def _kind(fact: str) -> str:
    return fact.partition(" ")[0]
