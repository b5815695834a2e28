"""The command `data`: describes a data set, and saves it as an HDF5 pair."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from engine.cli.data_arguments import add_data_arguments, open_data
from engine.cli.output import epilog, escape_surrogates, print_line, to_json
from engine.data.dataset import overview
from engine.data.duplicates import find_duplicates, format_duplicates
from engine.data.hdf5_pair import write_new_pair
from engine.errors import DatasetError
from engine.storage.atomic import translate_write_errors
from engine.text import printable

SUMMARY = "Describe data, or save them as two HDF5 files."
EPILOG = epilog(
    {
        "catgui data --data cats dogs --side 96 --test-percent 30 --save pair": "",
        "catgui data --data animals --positive cat": "cat against all other folders",
    },
    keys={
        "duplicates": "test pictures that are training pictures too",
        "pictures": "settings of folders",
        "faults": "unreadable files",
        "saved": "--save",
    },
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    add_data_arguments(parser)
    parser.add_argument(
        "--save",
        metavar="FOLDER",
        help="Write train_NAME.h5 and test_NAME.h5 into this folder; no file is replaced.",
    )


def run(arguments: argparse.Namespace) -> int:
    """Print the overview of a data set; save it as an HDF5 pair if asked."""
    opened = open_data(arguments)
    saved: tuple[Path, ...] = ()
    if arguments.save is not None:
        folder = Path(arguments.save)
        with translate_write_errors(DatasetError, folder):
            folder.mkdir(exist_ok=True)
        saved = write_new_pair(opened.dataset, folder)
    found, duplicates = overview(opened.dataset), find_duplicates(opened.dataset)
    if arguments.json:
        result = {
            **found.as_dict(),
            "name": escape_surrogates(found.name),
            "source": escape_surrogates(found.source),
            **opened.figures(),
            "duplicates": [asdict(pair) for pair in duplicates],
        }
        if saved:
            result["saved"] = [escape_surrogates(str(path)) for path in saved]
        print_line(to_json(result))
        return 0
    rows = found.rows()
    width = max(len(label) for label, _ in rows)
    for label, text in rows:
        print_line(f"{label:{width}}  {printable(text)}")
    if duplicates:
        print_line(format_duplicates(duplicates))
    for path in saved:
        print_line(f"Saved: {printable(path)}")
    return 0
