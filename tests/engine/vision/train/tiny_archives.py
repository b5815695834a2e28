"""Archives in the form of the real ones, of a few tiny pictures, and a plan that learns from them in a moment."""

import io
import zipfile

import numpy as np
from PIL import Image

from engine.vision.block import BlockSpec
from engine.vision.network import Architecture
from engine.vision.train.archives import CIFAR, CLASSES, PHOTOS, kept_names
from engine.vision.train.trainer import TrainingPlan

PLAN = TrainingPlan(
    seed=3,
    epochs=2,
    architecture=Architecture((BlockSpec(4, stride=2), BlockSpec(5, pool=True)), outputs=1 + len(CLASSES)),
    side=8,
    batch=32,
    averaged_fraction=0.5,
    statistics_batches=2,
)


def jpeg(stream, side, is_cat):
    """A picture of noise, reddish if it is to be a cat."""
    pixels = stream.integers(0, 160, (side, side, 3))
    pixels[..., 0] += 90 * is_cat
    data = io.BytesIO()
    Image.fromarray(pixels.astype(np.uint8)).save(data, "JPEG", quality=80)
    return data.getvalue()


def write_archives(folder, with_kept_part=False):
    """Write both archives to `folder`. The pictures of the kept part are no pictures unless asked for.

    So nothing that learns may decode them.
    """
    stream = np.random.default_rng(1)
    cifar = [f"{part}/{name}/{i:04d}.jpg" for part in ("train", "test") for name in CLASSES for i in range(20)]
    photos = [f"{name}/{name}_{i:04d}.jpg" for name in ("cat", "dog") for i in range(60)]
    photos += [f"other/n{i:08d}_thing.jpeg" for i in range(20)]
    kept = set() if with_kept_part else kept_names(photos)
    for path, names, side in ((CIFAR, cifar, 4), (PHOTOS, photos, 12)):
        with zipfile.ZipFile(folder / path, "w") as archive:
            for name in names:
                is_cat = name.split("/")[-2] == "cat"
                archive.writestr(name, b"" if name in kept else jpeg(stream, side, is_cat))
