"""What only one place may do, or none."""

import ast
import subprocess
from collections.abc import Iterator

from modules import ROOT, Module

TOP_LEVEL = {"main.py", "catgui", "engine", "resources", "tests", "datasets", "pyproject.toml", "LICENSE"}
TOP_LEVEL |= {"README.md", "CHANGELOG.md", "CONTRIBUTING.md"}
TOP_LEVEL |= {".ci", ".github", ".gitignore", ".pre-commit-config.yaml"}

# One forward and one backward pass: what else multiplies weights belongs to the first layer.
NETWORK_FUNCTIONS = ("linear_forward", "linear_backward", "L_model_forward", "L_model_backward", "sigmoid", "relu")
NETWORK_ARITHMETIC = (".dot(", " @ ", "np.maximum(", "np.exp(", "np.log(", "np.log1p(", "np.tanh(")


def faults(modules: list[Module]) -> Iterator[str]:
    """What stands at the top of the project, computes a network, paints or writes texts, and should not."""
    yield from _strangers_at_the_top()
    yield from _second_networks([module for module in modules if module.is_in("engine")])
    for module in modules:
        yield from _loose_painters(module)
        yield from _other_line_ends(module)


def _strangers_at_the_top() -> Iterator[str]:
    if not (ROOT / ".git").exists():
        return  # no checkout
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in sorted({line.split("/")[0] for line in listed.splitlines()} - TOP_LEVEL):
        yield f"{name}:1: nothing else lies at the top of the project; put it into a folder of it"


def _second_networks(engine: list[Module]) -> Iterator[str]:
    """Functions of the one network that are defined again, and network arithmetic in strings."""
    defined: dict[str, list[str]] = {name: [] for name in NETWORK_FUNCTIONS}
    for module in engine:
        for node in module.nodes:
            if isinstance(node, ast.FunctionDef) and node.name in defined:
                defined[node.name].append(module.at(node, f"{node.name} is defined twice; call the one that is there"))
        for node in module.strings():
            if any(arithmetic in node.value for arithmetic in NETWORK_ARITHMETIC):
                yield module.at(node, "a network in a string; exported notebooks copy the source of the one network")
    for name, places in defined.items():
        if not places:
            yield f"engine:1: {name} is defined nowhere; NETWORK_FUNCTIONS in .ci/structure/places.py names it"
        elif len(places) > 1:
            yield from places


def _loose_painters(module: Module) -> Iterator[str]:
    """Painters that end only where nothing fails: one that outlives what it paints on ends the program."""
    held = {id(item.context_expr) for node in module.nodes if isinstance(node, ast.With) for item in node.items}
    for node in module.nodes:
        is_painter = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "QPainter"
        if is_painter and node.args and id(node) not in held:
            yield module.at(node, "a QPainter that no `with` ends; write `with QPainter(...) as painter`")


def _other_line_ends(module: Module) -> Iterator[str]:
    """Texts that Windows would write with line ends of its own."""
    for node in module.nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "write_text":
            yield module.at(node, "other bytes on Windows; call write_text of engine.system.atomic")
