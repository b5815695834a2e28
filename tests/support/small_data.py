"""Small data, and the settings that a run on them may have besides the notebook's."""

from dataclasses import replace

import h5py
import numpy as np

from engine.data.dataset import Dataset, Part
from engine.progress import UNOBSERVED

# One for each way of training, to add to settings for (4,) hidden units.
OTHER_SETTINGS = {
    "momentum": {"momentum": 0.9},
    "weight decay": {"l2": 0.5},
    "mini-batches and dropout": {"batch_size": 5, "dropout": 0.2},
    "early stopping": {"patience": 3},
    "convolution": {"features": "convolution", "hidden_layers": (4, 4, 4), "iterations": 8},
}


def make_dataset(train=24, test=10, side=8, seed=3, classes=("non-cat", "cat"), name="random pictures"):
    """Random pictures whose label shows in their brightness, so that a network learns something of them."""
    stream = np.random.RandomState(seed)

    def part(count):
        labels = (np.arange(count) % 3 == 0).astype(np.int64)[np.newaxis]
        pictures = stream.randint(0, 180, (count, side, side, 3)) + 60 * labels[0][:, None, None, None]
        return Part(pictures.astype(np.uint8), labels)

    return Dataset(name, "random", part(train), part(test), classes)


def make_clear_dataset(train=26, test=12):
    """Pictures whose label is plain to see: those of class 0 are dark."""
    dataset = make_dataset(train, test)
    parts = (
        replace(part, pictures=np.where(part.labels[0][:, None, None, None] == 1, part.pictures, part.pictures // 4))
        for part in dataset.parts.values()
    )
    return replace(dataset, **dict(zip(dataset.parts, parts, strict=True)))


def save_pair(folder, dataset):
    """Write `dataset` to `folder` as a pair of HDF5 files."""
    for name, part in dataset.parts.items():
        with h5py.File(folder / f"{name}.h5", "w") as file:
            file[f"{name}_set_x"], file[f"{name}_set_y"] = part.pictures, part.labels[0]
            file["list_classes"] = np.array([text.encode() for text in dataset.classes])


def save_network(document, path):
    """Save the network of a model document to `path`, here and now."""
    writing, on_written = document.saving(path)
    writing(UNOBSERVED)
    on_written()
