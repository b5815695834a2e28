"""The command `page`: a saved network, or the built-in detector, as one web page."""

from __future__ import annotations

import argparse
from pathlib import Path

from engine.cli.output import REPLACED, epilog, print_line
from engine.cli.predict import DETECTOR, add_framing_argument, add_model_argument, chosen_framing, data_of
from engine.saved_model.file import load_model
from engine.system.memory import format_bytes
from engine.text import printable

SUMMARY = "Make a web page that answers photos offline."
EPILOG = epilog(
    {"catgui page cats.npz --out cats.html": "", "catgui page builtin --out detector.html": ""},
    "It says how often it is right if the network's data are here, or beside its file.",
)


_WRITTEN = "{path}: {size}. Open it in a browser."
_REPLACED = "{path} replaced: {size}. Open it in a browser."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    add_model_argument(parser)
    parser.add_argument("--out", required=True, metavar="PAGE.html", help=f"The page. {REPLACED}")
    add_framing_argument(parser)
    parser.set_defaults(json=False)


def run(arguments: argparse.Namespace) -> int:
    """Write the page, and say how large it is."""
    # It loads the filters' modules, which the other commands need not.
    from engine.export.web_page import detector_page, network_page, write_page

    framing = chosen_framing(arguments)
    if arguments.model == DETECTOR:
        html = detector_page()
    else:
        model = load_model(arguments.model, pictures=1)
        html = network_page(model, data_of(model, arguments.model), framing)
    path = Path(arguments.out)
    sentence = _REPLACED if path.exists() else _WRITTEN
    write_page(path, html)
    print_line(sentence.format(path=printable(path), size=format_bytes(path.stat().st_size)))
    return 0
