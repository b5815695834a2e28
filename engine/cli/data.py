"""The command `data`: describes a data set, and saves it as an HDF5 pair."""

from __future__ import annotations

import argparse
import os
from dataclasses import asdict
from pathlib import Path

from engine.cli.data_arguments import add_data_arguments, open_data
from engine.cli.output import (
    epilog,
    escape_surrogates,
    print_line,
    to_json,
)
from engine.data.dataset import Dataset, overview
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
        "catgui data --data course --add cat=my_cats --save pair": "",
    },
    keys={
        "duplicates": "test pictures that are training pictures too",
        "pictures": "settings of folders",
        "faults": "unreadable files",
        "added": "--add",
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
    is_new = arguments.save is not None and _is_new_folder(arguments.save)
    opened = open_data(arguments)
    saved = [] if arguments.save is None else _save(opened.dataset, Path(arguments.save), is_new)
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
    if is_new:
        print_line(f"Made the folder: {printable(arguments.save)}")
    for path in saved:
        print_line(f"Saved: {printable(path)}")
    return 0


def _is_new_folder(folder: str) -> bool:
    """Whether a folder is still to be made. Raises DatasetError where it cannot be."""
    if os.path.isdir(folder):
        return False
    if not folder or os.path.lexists(folder):
        raise DatasetError(folder, "it is no folder; choose another one")
    parent = os.path.dirname(os.path.abspath(folder))
    if not os.path.isdir(parent):
        raise DatasetError(folder, f"there is no folder {parent}; choose another one")
    return True


def _save(dataset: Dataset, folder: Path, is_new: bool) -> tuple[Path, Path]:
    """Save the pair, in a folder that is made first if it `is_new`. Returns both paths."""
    if is_new:
        with translate_write_errors(DatasetError, folder):
            folder.mkdir(exist_ok=True)
    return write_new_pair(dataset, folder)
