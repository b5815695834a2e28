"""A folder of filters in which those of this checkout are older ones, beside new ones of other numbers."""

import shutil

import numpy as np

from engine import resources
from engine.vision.filters_file import load_filters, save_filters
from engine.vision.folded import FoldedNetwork
from engine.vision.pretrained import pretrained_filters

OLDER = "0.1"


def replace_filters(monkeypatch, folder):
    """Have the present filters be others, and those that were present be of version OLDER; returns its file."""
    path, fingerprint = resources.filters_path(), pretrained_filters().fingerprint
    older = folder / f"cat-{OLDER}-{fingerprint[: resources.FINGERPRINT_DIGITS]}.npz"
    shutil.copy(path, older)
    network, about = load_filters(path)
    changed = {name: array * np.float32(1.25) for name, array in network.parameters.items()}
    save_filters(folder / path.name, FoldedNetwork(network.architecture, changed), about)
    monkeypatch.setattr(resources, "filters_folder", lambda: folder)
    return older
