"""Files to open and to drop: good ones, bad ones, and places to save to."""

from __future__ import annotations

import os
from pathlib import Path
from random import Random

import numpy as np
from PIL import Image

from engine.data.dataset import Dataset
from engine.nn.examples import Examples
from engine.saved_model.file import Model, save_model
from engine.training.config import TrainingConfig
from engine.training.trainer import Trainer
from tests.support.small_data import make_dataset, save_pair

_MARKUP = "<b>bold<br> & \u202eright\u202c\n'quoted'"


class Larder:
    """A folder of files by what they are.

    Attributes: `photos`, good ones; `bad_photos`; `folders`, of photos; `data`, what opens as a data set, each a list
    of paths; `bad_data`; `models`; `bad_models`; `saved`, the folder that is saved to.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.photos: list[Path] = []
        self.bad_photos: list[Path] = []
        self.folders: list[Path] = []
        self.data: list[list[Path]] = []
        self.bad_data: list[list[Path]] = []
        self.models: list[Path] = []
        self.bad_models: list[Path] = []
        self.saved = folder / "saved"
        self._fill()

    def _fill(self) -> None:
        for name in ("saved", "photos", "bad", "data", "models"):
            (self.folder / name).mkdir()
        self._make_photos(self.folder / "photos")
        self._make_bad_photos(self.folder / "bad")
        self._make_data(self.folder / "data")
        self._make_models(self.folder / "models")

    def _make_photos(self, folder: Path) -> None:
        kinds = (("a.png", "RGB", (60, 40)), ("b.jpg", "RGB", (300, 200)), ("c.webp", "RGB", (64, 64)))
        kinds += (("-d.gif", "P", (90, 30)), ("e.png", "RGBA", (1, 1)), ("f.tiff", "I;16", (30, 80)))
        kinds += (("g<b>h.png", "L", (1, 500)), ("ü ä\u202e.bmp", "RGB", (33, 33)))
        for name, mode, size in kinds:
            path = folder / name
            Image.new(mode, size, 7).save(path)
            self.photos.append(path)
        inner = folder / "inner"
        inner.mkdir()
        for number in range(12):
            Image.new("RGB", (40 + number, 30), (20 * number, 90, 200)).save(inner / f"{number}.png")
        empty = folder / "empty.png"
        empty.mkdir()
        self.folders += [folder, inner, empty]

    def _make_bad_photos(self, folder: Path) -> None:
        whole = self.photos[1].read_bytes()
        contents = {"cut.jpg": whole[: len(whole) // 2], "empty.png": b"", "page.png": b"<html>no</html>"}
        contents |= {"noise.webp": bytes(range(256)) * 9, "text.txt": b"no picture", "n" * 250 + ".png": b"\x89PNG"}
        for name, content in contents.items():
            (folder / name).write_bytes(content)
            self.bad_photos.append(folder / name)
        self.bad_photos += [folder / "missing.png", folder / "dangling.png", folder / "circle.png"]
        if os.name == "posix":
            (folder / "dangling.png").symlink_to(folder / "nowhere.png")
            (folder / "circle.png").symlink_to(folder / "circle.png")
            os.mkfifo(folder / "pipe.jpg")
            marked, unreadable = folder / f"{_MARKUP}.png", folder / os.fsdecode(b"not \xff utf8.png")
            marked.write_bytes(b"no")
            unreadable.write_bytes(whole)
            self.bad_photos += [folder / "pipe.jpg", marked, unreadable]

    def _make_data(self, folder: Path) -> None:
        sets = (make_dataset(), make_dataset(side=16, train=40), make_dataset(train=1, test=1, classes=("no", _MARKUP)))
        for number, dataset in enumerate(sets):
            place = folder / f"set {number}"
            place.mkdir()
            save_pair(place, dataset)
            self.data += [[place], [place / "test.h5"], [place / "test.h5", place / "train.h5"]]
        whole = (folder / "set 0" / "train.h5").read_bytes()
        for name, content in {"cut.h5": whole[:2000], "text.h5": b"<html>", "empty.hdf5": b""}.items():
            (folder / name).write_bytes(content)
            self.bad_data.append([folder / name])
        self.bad_data += [[folder / "missing.h5"], [folder / "set 0" / "train.h5"] * 2]
        if os.name == "posix":
            os.mkfifo(folder / "pipe.h5")
            self.bad_data.append([folder / "pipe.h5"])

    def _make_models(self, folder: Path) -> None:
        for number, side in enumerate((8, 16, 64)):
            save_model(folder / f"{number}.npz", _model(make_dataset(side=side, train=8, test=4)))
            self.models.append(folder / f"{number}.npz")
        whole = self.models[0].read_bytes()
        np.savez(folder / "foreign.npz", weights=np.ones(3))
        for name, content in {"cut.npz": whole[: len(whole) // 2], "text.npz": b"PK", "empty.npz": b""}.items():
            (folder / name).write_bytes(content)
            self.bad_models.append(folder / name)
        self.bad_models += [folder / "foreign.npz", folder / "missing.npz", folder]

    def place_to_save(self, random: Random, suggested: str) -> Path:
        """A place that a user may choose: mostly one that can be written to."""
        name = Path(suggested).name
        free = self.saved / f"{random.randrange(9)} {name}"
        taken = self.saved / f"folder {name}"
        taken.mkdir(exist_ok=True)
        odd = [self.saved / f"{random.randrange(9)}", self.saved / "x.txt", taken, self.folder / "missing" / name]
        return free if random.random() < 0.7 else random.choice(odd)


def _model(dataset: Dataset) -> Model:
    config = TrainingConfig(hidden_layers=(4,), iterations=20)
    trainer = Trainer(Examples.from_pictures(dataset.train.pictures, dataset.train.labels), config)
    costs = np.array([step.cost for step in trainer])
    return Model(trainer.parameters, dataset.classes, dataset.picture_shape, config, costs, dataset.name)
