"""Files to open and to drop, good and bad, and places to save to."""

from __future__ import annotations

import os
from pathlib import Path
from random import Random

import numpy as np
from PIL import Image

from engine.errors import ModelFileError
from engine.nn.examples import Examples
from engine.saved_model.file import load_model, save_model
from engine.saved_model.model import Model
from engine.training.config import TrainingConfig
from engine.training.trainer import Trainer
from tests.support.models import plain_model
from tests.support.picture_files import make_class_folders
from tests.support.small_data import make_dataset, save_pair

_MARKUP = "<b>bold<br> & \u202eright\u202c\n'quoted'"
_PHOTOS = (
    ("a.png", "RGB", (60, 40)),
    ("b.jpg", "RGB", (300, 200)),
    ("c.webp", "RGB", (64, 64)),
    ("-d.gif", "P", (90, 30)),
    ("e.png", "RGBA", (1, 1)),
    ("f.tiff", "I;16", (30, 80)),
    ("g<b>h.png" if os.name == "posix" else "g&lt;h.png", "L", (1, 500)),
    ("ü ä\u202e.bmp", "RGB", (33, 33)),
)


class SampleFiles:
    """A folder of files by their kind.

    Attributes: the lists of paths `photos`, `bad_photos`, `folders` (of photos), `models`, `bad_models`; `data` and
    `bad_data`, lists of paths that are opened together; `saved`, the folder that is saved to; `documents`, the models
    that the window has shown, to which Save may write.
    """

    def __init__(self, folder: Path) -> None:
        self.folder, self.saved = folder, folder / "saved"
        self.photos, self.folders = self._make_photos(self._make_folder("photos"))
        self.bad_photos = self._make_bad_photos(self._make_folder("bad"))
        self.data, self.bad_data = self._make_data(self._make_folder("data"))
        self.models, self.bad_models = self._make_models(self._make_folder("models"))
        self.documents: set[Path] = set()
        self._originals = self._read_all()
        self.saved.mkdir()

    def problems(self) -> list[str]:
        """The originals that have changed, and the saved files that are incomplete."""
        current = self._read_all()
        changed = {path for path, content in self._originals.items() if current.get(path) != content}
        wrong = [f"changed: {path}" for path in changed - self.documents]
        wrong += [f"left behind: {path}" for path in self.saved.iterdir() if path.suffix == ".part"]
        # Exported programs read archives of pictures beside them.
        networks = [path for path in self.saved.glob("*.npz") if "_data" not in path.stem]
        for path in (*networks, *(changed & self.documents)):
            try:
                if path.is_file():
                    load_model(path)
            except ModelFileError as error:
                wrong.append(str(error))
        return wrong

    def target(self, random: Random, suggestion: str) -> Path:
        """A path that a user may choose to save to; mostly one that can be written."""
        name = Path(suggestion).name
        free = self.saved / f"{random.randrange(9)} {name}"
        taken = self.saved / f"folder {name}"
        taken.mkdir(exist_ok=True)
        odd = [self.saved / f"{random.randrange(9)}", self.saved / "x.txt", taken, self.folder / "missing" / name]
        return free if random.random() < 0.7 else random.choice(odd)

    def _read_all(self) -> dict[Path, bytes]:
        folders = [self.folder / name for name in ("photos", "bad", "data", "models")]
        paths = [path for folder in folders for path in folder.rglob("*")]
        return {path: path.read_bytes() for path in paths if path.is_file()}

    def _make_folder(self, name: str) -> Path:
        folder = self.folder / name
        folder.mkdir()
        return folder

    def _make_photos(self, folder: Path) -> tuple[list[Path], list[Path]]:
        for name, mode, size in _PHOTOS:
            Image.new(mode, size, 7).save(folder / name)
        inner, empty = folder / "inner", folder / "empty.png"
        inner.mkdir()
        empty.mkdir()
        for number in range(12):
            Image.new("RGB", (40 + number, 30), (20 * number, 90, 200)).save(inner / f"{number}.png")
        return [folder / name for name, _, _ in _PHOTOS], [folder, inner, empty]

    def _make_bad_photos(self, folder: Path) -> list[Path]:
        whole = self.photos[1].read_bytes()
        contents = {"cut.jpg": whole[: len(whole) // 2], "empty.png": b"", "page.png": b"<html>no</html>"}
        contents |= {"noise.webp": bytes(range(256)) * 9, "text.txt": b"no picture"}
        names = ["missing.png"]
        if os.name == "posix":
            contents |= {
                f"{_MARKUP}.png": b"no",
                os.fsdecode(b"not \xff utf8.png"): whole,
                "n" * 250 + ".png": b"\x89PNG",
            }
            (folder / "dangling.png").symlink_to(folder / "nowhere.png")
            (folder / "circle.png").symlink_to(folder / "circle.png")
            os.mkfifo(folder / "pipe.jpg")
            names += ["dangling.png", "circle.png", "pipe.jpg"]
        return [*_write(folder, contents), *(folder / name for name in names)]

    def _make_data(self, folder: Path) -> tuple[list[list[Path]], list[list[Path]]]:
        sets = (make_dataset(), make_dataset(side=16, train=40), make_dataset(train=1, test=1, classes=("no", _MARKUP)))
        good = []
        for number, dataset in enumerate(sets):
            place = folder / f"set {number}"
            place.mkdir()
            save_pair(place, dataset)
            good += [[place], [place / "test.h5"], [place / "test.h5", place / "train.h5"]]
        for number, counts in enumerate(({"cat": 3, "non-cat": 3}, {"ant": 2, "bee": 2, "cat": 3})):
            kinds = make_class_folders(folder / f"kinds {number}", counts)
            good += [[kinds], [kinds / name for name in counts]]
            self.folders.append(kinds)
        train = folder / "set 0" / "train.h5"
        contents = {"cut.h5": train.read_bytes()[:2000], "text.h5": b"<html>", "empty.hdf5": b""}
        bad = [[path] for path in _write(folder, contents)] + [[folder / "missing.h5"], [train, train]]
        if os.name == "posix":
            os.mkfifo(folder / "pipe.h5")
            bad.append([folder / "pipe.h5"])
        return good, bad

    def _make_models(self, folder: Path) -> tuple[list[Path], list[Path]]:
        good = [folder / f"{side}.npz" for side in (8, 16, 64)]
        for path in good:
            save_model(path, _trained_model(int(path.stem)))
        whole = good[0].read_bytes()
        np.savez(folder / "foreign.npz", weights=np.ones(3))
        bad = _write(folder, {"cut.npz": whole[: len(whole) // 2], "text.npz": b"PK", "empty.npz": b""})
        return good, [*bad, folder / "foreign.npz", folder / "missing.npz", folder]


def _write(folder: Path, contents: dict[str, bytes]) -> list[Path]:
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in contents]


def _trained_model(side: int) -> Model:
    dataset = make_dataset(side=side, train=8, test=4)
    config = TrainingConfig(hidden_layers=(4,), iterations=20)
    trainer = Trainer(Examples.from_pictures(dataset.train.pictures, dataset.train.labels), config)
    costs = np.array([step.cost for step in trainer])
    return plain_model(trainer.parameters, dataset.classes, dataset.picture_shape, config, costs, dataset.name)
