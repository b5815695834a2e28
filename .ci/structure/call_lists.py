"""The lists of calls in CONTRIBUTING.md: what they name exists, and each line leads to the next.

A line of such a list is "1. `Class.method`: what it does", or "2. On `Class.signal`, `Class.method`: ..." where a
signal leads there. A function of a module is named alone. Without a signal the method is called by the line before, or
by an earlier one to which that returns.
"""

import ast
import itertools
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from modules import ROOT, Module, last_name

_PAGE = "CONTRIBUTING.md"
_LINE = re.compile(r"\d+\. (?:On `([\w.]+)`, )?`([\w.]+)`: ")
# The most calls and classes from one end of a list to the other: a newcomer reads it in one sitting.
LIMITS = {
    "The life of a run": (18, 9),
    "The life of an edit": (9, 7),
}


class Hop(NamedTuple):
    """A line of a list: its number in the page, the signal that leads to a call, or '', and the call."""

    line: int
    signal: str
    call: str

    @property
    def owner(self) -> str:
        """The class that has the method, or ''."""
        return self.call.rpartition(".")[0]


def faults(modules: list[Module]) -> Iterator[str]:
    """What the page says of calls that is not so in the code."""
    code = _Code([module for module in modules if module.is_in("engine", "catgui")])
    lists = _read_lists((ROOT / _PAGE).read_text(encoding="utf-8"))
    for hops in lists.values():
        for line, fault in _list_faults(hops, code):
            yield f"{_PAGE}:{line}: {fault}; write what the code does now"
    for title, (most_calls, most_classes) in LIMITS.items():
        hops = lists[title]
        if len(hops) > most_calls or len({hop.owner for hop in hops} - {""}) > most_classes:
            limit = f"{most_calls} calls of {most_classes} classes"
            yield f"{_PAGE}:{hops[0].line}: more than {limit}; make the way in the code shorter"


def _read_lists(text: str) -> dict[str, list[Hop]]:
    """The hops of each section on a life, by its title."""
    title, lists = "", {}
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("#"):
            title = line.lstrip("# ")
        elif title.startswith("The life of") and (match := _LINE.match(line)):
            lists.setdefault(title, []).append(Hop(number, *match.groups("")))
    return lists


class _Code:
    """The classes and functions of some modules, by name, and what is connected in them."""

    def __init__(self, modules: list[Module]) -> None:
        self.classes: dict[str, list[ast.ClassDef]] = {}
        self._functions: dict[str, list[ast.AST]] = {}
        self.connections: set[tuple[str, str]] = set()
        for module in modules:
            for node in module.nodes:
                if isinstance(node, ast.ClassDef):
                    self.classes.setdefault(node.name, []).append(node)
            for node in module.tree.body:
                if isinstance(node, ast.FunctionDef):
                    self._functions.setdefault(node.name, []).append(node)
            self.connections.update(_connections(module.nodes))

    def find(self, name: str) -> list[ast.AST]:
        """The definitions of a function, method or signal; a method may be that of a base class."""
        owner, _, member = name.rpartition(".")
        if not owner:
            return self._functions.get(name, [])
        return [node for cls in self.classes.get(owner, []) for node in self._members(cls, member)]

    def _members(self, cls: ast.ClassDef, name: str) -> list[ast.AST]:
        own = [node for node in cls.body if _defined_name(node) == name]
        bases = (base for node in cls.bases for base in self.classes.get(last_name(node), []))
        return own or [node for base in bases for node in self._members(base, name)]


def _list_faults(hops: list[Hop], code: _Code) -> Iterator[tuple[int, str]]:
    """The line and the sentence for each thing that is wrong in a list."""
    stack: list[Hop] = []
    for hop in hops:
        if not code.find(hop.call):
            yield hop.line, f"{hop.call} does not exist"
        if hop.signal:
            for fault in _signal_faults(hop, stack, code):
                yield hop.line, fault
        elif stack:
            before = stack[-1].call
            while stack and not any(_calls(node, hop.call) for node in code.find(stack[-1].call)):
                stack.pop()
            if not stack:
                yield hop.line, f"neither {before} nor a line before it calls {hop.call}"
        stack.append(hop)


def _signal_faults(hop: Hop, stack: list[Hop], code: _Code) -> Iterator[str]:
    owner, _, name = hop.signal.rpartition(".")
    if (name, hop.call.rpartition(".")[2]) not in code.connections:
        yield f"{hop.signal} is connected to {hop.call} nowhere"
    if owner not in code.classes:
        return  # Qt's own
    if not code.find(hop.signal):
        yield f"{hop.signal} does not exist"
    senders = [node for before in stack for node in code.find(before.call)]
    methods = [node for cls in code.classes[owner] for node in cls.body if isinstance(node, ast.FunctionDef)]
    if not _emits(senders, name) and not _emits(methods, name):
        yield f"{hop.signal} is emitted nowhere"


def _emits(nodes: list[ast.AST], signal: str) -> bool:
    """Whether one of `nodes` is the signal, emits it, hands its `emit` on, or has another signal emit it."""
    inside = [one for node in nodes for one in ast.walk(node)]
    emitted = (one.value for one in inside if isinstance(one, ast.Attribute) and one.attr == "emit")
    return (
        signal in map(last_name, emitted)
        or signal in map(_defined_name, nodes)
        or any(signal == receiver for _, receiver in _connections(inside))
    )


def _calls(node: ast.AST, call: str) -> bool:
    """Whether the definition `node` calls or hands on the function or method `call`; a loop calls `__iter__`."""
    owner, _, name = call.rpartition(".")
    if name == "__iter__":
        return any(isinstance(one, (ast.For, ast.comprehension)) for one in ast.walk(node))
    return (owner if name == "__init__" else name) in _names(node)


def _connections(nodes: Iterable[ast.AST]) -> Iterator[tuple[str, str]]:
    """The pairs of signal and receiver that are connected in `nodes`, in a loop over signals as well."""
    loops: dict[str, set[str]] = {}
    for node in nodes:
        if isinstance(node, (ast.For, ast.comprehension)) and isinstance(node.target, ast.Name):
            loops.setdefault(node.target.id, set()).update(_names(node.iter))
    for node in nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "connect":
            signal = last_name(node.func.value)
            receivers = {name for argument in node.args for name in _names(argument)}
            yield from itertools.product({signal} | loops.get(signal, set()), receivers)


def _names(node: ast.AST) -> set[str]:
    return {last_name(one) for one in ast.walk(node)} - {""}


def _defined_name(node: ast.AST) -> str:
    """The name that a statement of a class defines."""
    if isinstance(node, ast.FunctionDef):
        return node.name
    if isinstance(node, ast.Assign):
        return last_name(node.targets[0])
    return last_name(node.target) if isinstance(node, ast.AnnAssign) else ""
