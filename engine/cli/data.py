"""The command `data`: describes a data set, and saves it as an HDF5 pair."""

from __future__ import annotations

import argparse
import os
from dataclasses import asdict
from pathlib import Path

from engine.cli.data_arguments import add_data_arguments, open_data
from engine.cli.output import (
    escape_surrogates,
    print_line,
    to_json,
)
from engine.data.dataset import overview
from engine.data.duplicates import find_duplicates, format_duplicates
from engine.data.hdf5_writer import write_new_pair
from engine.errors import DatasetError
from engine.text import printable

SUMMARY = "describe a data set: numbers, shapes and the balance of its classes"
EPILOG = """\
examples:
  catgui data --data my_pictures --side 96 --framing centre
  catgui data --data cats dogs --test-percent 30 --split-seed 7 --save .
  catgui data --data animals --positive cat      ten folders: cat against all others
  catgui data --data course --add cat=my_cats --save .       the photos of the course and yours as a pair

Pictures that cannot be read are listed and left out. With --json there is one object instead; for folders of pictures
it also has "pictures", the settings of the data set, and "faults", the unreadable files; with --add, "added", how many
pictures each class got, and "faults"; with --save, "saved" has both files. "duplicates" are the test pictures that are
training pictures as well.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    add_data_arguments(parser)
    parser.add_argument(
        "--save",
        metavar="FOLDER",
        help="write the data into this folder as two HDF5 files that the notebook can open, train_NAME.h5 and "
        "test_NAME.h5, named after the data set; no file is replaced",
    )


def run(arguments: argparse.Namespace) -> int:
    """Print the overview of a data set; save it as an HDF5 pair if asked."""
    if arguments.save is not None and not os.path.isdir(arguments.save):
        raise DatasetError(arguments.save, "there is no such folder; choose another one")
    opened = open_data(arguments)
    saved = [] if arguments.save is None else write_new_pair(opened.dataset, Path(arguments.save))
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
