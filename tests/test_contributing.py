"""The lists of calls in CONTRIBUTING.md: what they name exists, and each line leads to the next.

A line of such a list is "1. `Class.method`: what it does", or "2. On `Class.signal`, `Class.method`: ..." where a
signal leads there. A function of a module is named alone. Without a signal the method is called by the line before, or
by an earlier one to which that returns.
"""

import ast
import functools
import itertools
import re
from typing import NamedTuple

import pytest

from tests import ROOT

_SECTION = re.compile(r"^### (The life of .+)$", re.MULTILINE)
_LINE = re.compile(r"^\d+\. (?:On `([\w.]+)`, )?`([\w.]+)`: ", re.MULTILINE)


class Hop(NamedTuple):
    """A line of a list: the signal that leads to a call, or '', and the call."""

    signal: str
    call: str


def read_lists(text):
    """The hops of each section on a life that begins a list with a call, by its title."""
    _, *parts = _SECTION.split(text)
    sections = zip(parts[::2], parts[1::2], strict=True)
    found = {title: [Hop(*line) for line in _LINE.findall(body.split("\n##")[0])] for title, body in sections}
    return {title: hops for title, hops in found.items() if hops}


class Code:
    """The classes and functions of some modules, by name, and what is connected in them."""

    def __init__(self, sources):
        self.classes = {}
        self.functions = {}
        self._trees = [ast.parse(source) for source in sources]
        for tree in self._trees:
            for node in ast.walk(tree):
                if isinstance(node, ast.ClassDef):
                    self.classes.setdefault(node.name, []).append(node)
            for node in tree.body:
                if isinstance(node, ast.FunctionDef):
                    self.functions.setdefault(node.name, []).append(node)

    def find(self, name):
        """The definitions of a function, method or signal; a method may be that of a base class."""
        owner, _, member = name.rpartition(".")
        if not owner:
            return self.functions.get(name, [])
        return [node for cls in self.classes.get(owner, []) for node in self._members(cls, member)]

    def _members(self, cls, name):
        own = [node for node in cls.body if _defined_name(node) == name]
        bases = (base for node in cls.bases for base in self.classes.get(_last_name(node), []))
        return own or [node for base in bases for node in self._members(base, name)]

    def is_ours(self, name):
        """Whether a class is defined here, not by Qt."""
        return name in self.classes

    @functools.cached_property
    def connections(self):
        """The pairs of signal and receiver, by their last names."""
        return {pair for tree in self._trees for pair in _connections(tree)}

    def emits(self, nodes, signal):
        """Whether one of `nodes` is the signal, emits it, or has another signal emit it."""
        name = signal.rpartition(".")[2]
        inside = [one for node in nodes for one in ast.walk(node)]
        emitted = {ast.unparse(one) for one in inside if isinstance(one, ast.Attribute)}  # called, or handed on
        if any(call.endswith(f".{name}.emit") for call in emitted):
            return True
        return any(_defined_name(node) == name for node in nodes) or any(
            name == receiver for one in nodes for _, receiver in _connections(one)
        )


def _last_name(node):
    return getattr(node, "attr", None) or getattr(node, "id", None) or ""


def _defined_name(node):
    """The name that a statement of a class defines."""
    if isinstance(node, ast.FunctionDef):
        return node.name
    if isinstance(node, ast.Assign):
        return _last_name(node.targets[0])
    return _last_name(node.target) if isinstance(node, ast.AnnAssign) else ""


def _names(node):
    return {_last_name(one) for one in ast.walk(node)} - {""}


def _connections(tree):
    """The pairs of signal and receiver that are connected in `tree`, in a loop over signals as well."""
    loops = {}
    for node in ast.walk(tree):
        if isinstance(node, (ast.For, ast.comprehension)) and isinstance(node.target, ast.Name):
            loops.setdefault(node.target.id, set()).update(_names(node.iter))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _last_name(node.func) == "connect" and isinstance(node.func, ast.Attribute):
            signal = _last_name(node.func.value)
            receivers = {name for argument in node.args for name in _names(argument)}
            yield from itertools.product({signal} | loops.get(signal, set()), receivers)


def calls(node, call):
    """Whether the definition `node` calls or hands on the function or method `call`; a loop calls `__iter__`."""
    owner, _, name = call.rpartition(".")
    if name == "__iter__":
        return any(isinstance(one, (ast.For, ast.comprehension)) for one in ast.walk(node))
    return (owner if name == "__init__" else name) in _names(node)


def faults(hops, code):
    """What is wrong in a list of calls, as sentences."""
    stack = []
    for hop in hops:
        nodes = code.find(hop.call)
        if not nodes:
            yield f"{hop.call} does not exist"
        if hop.signal:
            yield from _signal_faults(hop, stack, code)
        elif stack:
            before = stack[-1].call
            while stack and not any(calls(node, hop.call) for node in code.find(stack[-1].call)):
                stack.pop()
            if not stack:
                yield f"neither {before} nor a line before it calls {hop.call}"
        stack.append(hop)


def _signal_faults(hop, stack, code):
    owner, _, name = hop.signal.rpartition(".")
    if (name, hop.call.rpartition(".")[2]) not in code.connections:
        yield f"{hop.signal} is connected to {hop.call} nowhere"
    if not code.is_ours(owner):
        return  # Qt's own
    if not code.find(hop.signal):
        yield f"{hop.signal} does not exist"
    senders = [node for before in stack for node in code.find(before.call)]
    if not code.emits(senders, hop.signal) and not code.emits(_methods(code.classes[owner]), hop.signal):
        yield f"{hop.signal} is emitted nowhere"


def _methods(classes):
    return [node for cls in classes for node in cls.body if isinstance(node, ast.FunctionDef)]


@pytest.fixture(scope="module")
def program():
    paths = (path for folder in ("engine", "catgui") for path in (ROOT / folder).rglob("*.py"))
    return Code(path.read_text(encoding="utf-8") for path in paths)


CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
LISTS = read_lists(CONTRIBUTING)

# The most calls and classes from one end of a list to the other: a newcomer reads it in one sitting.
LIMITS = {
    "The life of a run": (18, 9),
    "The life of an edit": (9, 7),
}


@pytest.mark.parametrize("title", LISTS)
def test_each_call_that_a_list_names_leads_to_the_next(title, program):
    assert list(faults(LISTS[title], program)) == []


@pytest.mark.parametrize(("title", "limits"), LIMITS.items())
def test_a_list_is_short(title, limits):
    owners = {hop.call.rpartition(".")[0] for hop in LISTS[title]} - {""}

    assert (len(LISTS[title]) <= limits[0], len(owners) <= limits[1]) == (True, True)


SOURCE = """
class Base:
    done = Signal()
    def finish(self):
        self.done.emit()

class Worker(Base):
    def run(self):
        for step in self:
            take(step)
    def __iter__(self):
        yield from helper()

class Panel:
    pressed = Signal()
    def __init__(self, worker):
        button.clicked.connect(self._press)
        for signal in (worker.done, worker.pressed):
            signal.connect(lambda: self.show())
    def _press(self):
        self.pressed.emit()
    def show(self):
        Worker().run()

def take(step): pass
def helper(): pass
"""


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        (["Panel.show", "Worker.run", "Worker.__iter__", "helper", "take"], None),
        (["Worker.finish", "Worker.done > Panel.show", "Worker.run"], None),
        (["QPushButton.clicked > Panel._press", "Panel.pressed > Panel.show"], None),
        (["Panel.__init__", "Panel.paint"], "Panel.paint does not exist"),
        (["Worker.run", "helper"], "neither Worker.run nor a line before it calls helper"),
        (["Panel._press", "Panel.pressed > Panel._press"], "Panel.pressed is connected to Panel._press nowhere"),
        (["Panel.show", "Panel.done > Panel.show"], "Panel.done does not exist"),
    ],
)
def test_a_list_that_does_not_follow_the_code_is_found(lines, fault):
    hops = [Hop(*(["", line] if " > " not in line else line.split(" > "))) for line in lines]

    assert next(faults(hops, Code([SOURCE])), None) == fault


def test_lists_are_read_by_sections():
    lines = "1. `Cat.eat`: food\n   more\n2. On `Cat.fed`, `Cat.sleep`: long\n"
    text = f"### The life of a cat\n\nProse, `Cat.meow`.\n\n{lines}"

    assert read_lists(f"{text}\n## Other\n1. `no`: no\n") == {
        "The life of a cat": [Hop("", "Cat.eat"), Hop("Cat.fed", "Cat.sleep")]
    }
