"""Draws the built-in data set: 209 train and 50 test pictures of 64x64, cats and other things, as two HDF5 files.

    python datasets/draw.py [--seed N] [--folder FOLDER] [--contact-sheet PNG]

Needs NumPy, Pillow and h5py. The same seed gives the same pictures.
"""

from __future__ import annotations

import argparse
import zlib
from collections.abc import Callable
from pathlib import Path

import h5py
import numpy as np
from drawing_birds_fish import draw_bird, draw_fish
from drawing_canvas import Canvas
from drawing_cats import draw_cat
from drawing_dogs import draw_dog
from drawing_nature import draw_flower, draw_landscape, draw_pattern
from drawing_people import draw_face
from drawing_shapes import SIZE
from drawing_things import draw_car, draw_house, draw_table
from PIL import Image

SEED = 1
"""The seed of the committed files."""

CLASSES = np.array([b"non-cat", b"cat"])

KINDS: dict[str, tuple[Callable[[Canvas, int], None], int, int]] = {
    "cat": (draw_cat, 72, 33),
    "dog": (draw_dog, 26, 4),
    "bird": (draw_bird, 18, 2),
    "fish": (draw_fish, 12, 2),
    "car": (draw_car, 16, 2),
    "house": (draw_house, 14, 1),
    "flower": (draw_flower, 12, 1),
    "face": (draw_face, 14, 2),
    "landscape": (draw_landscape, 11, 1),
    "table": (draw_table, 10, 1),
    "pattern": (draw_pattern, 4, 1),
}
"""By kind: the function that draws it, and the counts in the train and the test part."""

PARTS = ("train", "test")


def draw_picture(seed: int, part: str, kind: str, index: int) -> np.ndarray:
    """The `index`-th picture of a kind in a part, uint8 (64, 64, 3).

    Each picture has random numbers of its own, made from the four arguments: adding a kind changes no other.
    """
    # RandomState, not Generator: NumPy guarantees that its numbers never change.
    rng = np.random.RandomState([seed, PARTS.index(part), zlib.crc32(kind.encode()), index])
    canvas = Canvas(rng)
    # The test part continues the indices of the train part, so that poses and coats are paired differently.
    KINDS[kind][0](canvas, index + (KINDS[kind][1] if part == "test" else 0))
    return canvas.photograph()


def contents(seed: int, part: str) -> list[tuple[str, int]]:
    """Kind and index of each picture of a part, in the order of the file."""
    column = 1 + PARTS.index(part)
    listed = [(kind, index) for kind, row in KINDS.items() for index in range(row[column])]
    order = np.random.RandomState([seed, PARTS.index(part)]).permutation(len(listed))
    return [listed[place] for place in order]


def draw_part(seed: int, part: str) -> tuple[np.ndarray, np.ndarray]:
    """The pictures of a part, uint8 (m, 64, 64, 3), and their labels, int64 (m,)."""
    listed = contents(seed, part)
    pictures = np.stack([draw_picture(seed, part, kind, index) for kind, index in listed])
    return pictures, np.array([kind == "cat" for kind, _ in listed], dtype=np.int64)


def draw_set(seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Train pictures and labels, test pictures and labels."""
    return (*draw_part(seed, "train"), *draw_part(seed, "test"))


def write_part(path: Path, part: str, pictures: np.ndarray, labels: np.ndarray) -> None:
    """Write one file in the schema of the course photos."""
    with h5py.File(path, "w") as file:
        file.create_dataset(
            f"{part}_set_x",
            data=pictures,
            chunks=(1, SIZE, SIZE, 3),
            compression="gzip",
            compression_opts=9,
            shuffle=True,
            track_times=False,
        )
        file.create_dataset(f"{part}_set_y", data=labels, track_times=False)
        file.create_dataset("list_classes", data=CLASSES, track_times=False)


def contact_sheet(pictures: np.ndarray, columns: int = 16, gap: int = 2) -> Image.Image:
    """An image of all pictures in a grid."""
    rows, step = -(-len(pictures) // columns), SIZE + gap
    sheet = Image.new("RGB", (columns * step, rows * step), "white")
    for place, picture in enumerate(pictures):
        sheet.paste(Image.fromarray(picture), (place % columns * step, place // columns * step))
    return sheet


def arguments() -> argparse.Namespace:
    """The options of the command line."""
    parser = argparse.ArgumentParser(description="Draw the built-in data set.")
    parser.add_argument("--seed", type=int, default=SEED, help="default: %(default)s, that of the committed files")
    parser.add_argument("--folder", type=Path, default=Path(__file__).parent, help="default: beside this program")
    parser.add_argument("--contact-sheet", type=Path, metavar="PNG", help="also write all pictures side by side")
    return parser.parse_args()


def main() -> None:
    """Draw both parts and write them."""
    asked = arguments()
    asked.folder.mkdir(parents=True, exist_ok=True)
    drawn = draw_set(asked.seed)
    for part, (pictures, labels) in zip(PARTS, (drawn[:2], drawn[2:]), strict=True):
        path = asked.folder / f"builtin_{part}.h5"
        write_part(path, part, pictures, labels)
        print(f"{path}: {len(labels)} pictures, {labels.sum()} cats, {path.stat().st_size:,} bytes")  # noqa: T201
    if asked.contact_sheet:
        contact_sheet(np.concatenate([drawn[0], drawn[2]])).save(asked.contact_sheet)


if __name__ == "__main__":
    main()
