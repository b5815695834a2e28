"""The command `data`: describes a data set, and saves it as an HDF5 pair."""

from __future__ import annotations

import argparse
from pathlib import Path

from engine.cli.arguments import add_data_arguments, data_figures, open_data
from engine.cli.output import epilog, escape_surrogates, print_line, to_json
from engine.data.dataset import Dataset, balance
from engine.data.duplicates import DuplicateFinder, format_duplicates
from engine.data.hdf5_pair import write_new_pair
from engine.errors import DatasetError
from engine.system.atomic import translate_write_errors
from engine.text import printable

SUMMARY = "Describe data, or save them as two HDF5 files."
EPILOG = epilog(
    {
        "catgui data --data cats dogs --side 96 --test-percent 30 --save pair": "",
        "catgui data --data animals --positive cat": "cat against all other folders",
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
    dataset = opened.dataset
    duplicates = DuplicateFinder(dataset).find(dataset)
    if arguments.json:
        result = {
            "name": escape_surrogates(dataset.name),
            "source": escape_surrogates(dataset.source),
            "train_examples": dataset.train.count,
            "test_examples": dataset.test.count,
            "picture_shape": dataset.picture_shape,
            "classes": dataset.classes,
            "shapes": dataset.array_shapes,
            "counts": {
                name: dict(zip(dataset.classes, part.class_counts(), strict=True))
                for name, part in dataset.parts.items()
            },
            **data_figures(opened),
            "duplicates": [pair._asdict() for pair in duplicates],
        }
        if saved:
            result["saved"] = [escape_surrogates(str(path)) for path in saved]
        print_line(to_json(result))
        return 0
    rows = _overview(dataset)
    width = max(len(label) for label, _ in rows)
    for label, text in rows:
        print_line(f"{label:{width}}  {printable(text)}")
    if duplicates:
        print_line(format_duplicates(duplicates))
    for path in saved:
        print_line(f"Saved: {printable(path)}")
    return 0


def _overview(dataset: Dataset) -> list[tuple[str, str]]:
    """Label and text of each line: the figures that the notebook prints about its data, and the class balance."""
    height, width = dataset.picture_shape
    return [
        ("Data", dataset.name),
        ("Training examples", str(dataset.train.count)),
        ("Test examples", str(dataset.test.count)),
        ("Picture size", f"{height} x {width} pixels, RGB"),
        ("Classes", ", ".join(f"{label} = {name}" for label, name in enumerate(dataset.classes))),
        *((f"Shape of {array}", str(shape)) for array, shape in dataset.array_shapes.items()),
        *(
            (f"In the {name} part", balance(dataset.classes, part.class_counts()))
            for name, part in dataset.parts.items()
        ),
    ]
