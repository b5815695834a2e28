"""The parser of the terminal commands, and their exit statuses."""

from __future__ import annotations

import argparse
import errno
import os
import sys
from collections.abc import Sequence
from typing import Any

from engine.cli import check, data, page, predict, study, train
from engine.cli.arguments import argument_of
from engine.cli.output import epilog, to_json
from engine.errors import ConfigError, EngineError, describe_shortage
from engine.text import printable
from engine.version import PROGRAM_VERSION

# Each module has a summary, an epilog, the arguments and the function that returns the exit status.
COMMANDS = {
    "train": train,
    "predict": predict,
    "page": page,
    "data": data,
    "study": study,
    "check": check,
}

_EPILOG = epilog(
    {
        "catgui train --data course --save cats.npz": "",
        "catgui predict cats.npz my_cat.jpg": "",
        "catgui page cats.npz --out cats.html": "",
    },
    "Without a command the window opens: catgui [FILE ...]\n"
    "A file that you name is replaced; in a folder that you name, no file is.\n"
    "Exit status: 0, 1 if something failed, 2 for wrong arguments, 130 after Ctrl+C.",
)
# That of argparse.
_WRONG_ARGUMENTS = 2
# 128 plus the number of the signal, as in shells.
_INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; return its exit status: 0, 1 for a failure, 2 for wrong arguments, 130 if interrupted.

    For arguments that it cannot parse, argparse raises SystemExit with status 2.
    """
    _escape_unencodable()
    arguments = make_parser().parse_args(argv)
    try:
        return int(arguments.run(arguments))
    except ConfigError as error:
        text = f"{argument_of(error.field)}: {error.reason} (got {error.value_text})"
        return _fail(text, arguments.json, _WRONG_ARGUMENTS)
    except EngineError as error:
        return _fail(str(error), arguments.json)
    except (MemoryError, RuntimeError) as error:
        if not (shortage := describe_shortage(error)):
            raise
        return _fail(shortage, arguments.json)
    except KeyboardInterrupt:
        print("catgui: interrupted", file=sys.stderr)
        return _INTERRUPTED
    except OSError as error:
        # Nothing more is written, or Python's flush at exit would fail.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
        # The reader of the output may have closed it, which is no fault.
        if not (isinstance(error, BrokenPipeError) or (sys.platform == "win32" and error.errno == errno.EINVAL)):
            print(f"catgui: {printable(describe_shortage(error) or error.strerror or str(error))}", file=sys.stderr)
        return 1


def _fail(text: str, as_json: bool, status: int = 1) -> int:
    line = printable(text)
    if as_json:
        print(to_json({"error": line}), flush=True)
    else:
        print(f"catgui: {line}", file=sys.stderr)
    return status


def _escape_unencodable() -> None:
    """Print characters that the terminal lacks as escape sequences instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


class _CommandParser(argparse.ArgumentParser):
    """The parser of one command, which shows its own usage for arguments that it does not have."""

    def parse_known_args(self, *args: Any, **kwargs: Any) -> Any:
        found, others = super().parse_known_args(*args, **kwargs)
        if others:
            self.error(f"unrecognized arguments: {' '.join(map(printable, others))}")
        return found, others


def make_parser() -> argparse.ArgumentParser:
    """The parser of all commands."""
    parser = argparse.ArgumentParser(
        prog="catgui",
        description="Train neural networks, in NumPy alone, to tell cats from other things.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"catgui {PROGRAM_VERSION}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True, parser_class=_CommandParser)
    for name, command in COMMANDS.items():
        command_parser = commands.add_parser(
            name,
            help=command.SUMMARY,
            description=command.SUMMARY,
            epilog=command.EPILOG,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        command.add_arguments(command_parser)
        command_parser.set_defaults(run=command.run)
    return parser
