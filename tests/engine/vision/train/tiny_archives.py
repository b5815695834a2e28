"""Archives in the form of the real ones, of a few tiny pictures, and a plan that learns from them in a moment."""

import io
import zipfile

import numpy as np
from PIL import Image

from engine.vision.block import BlockSpec
from engine.vision.network import Architecture
from engine.vision.train.archives import CIFAR, CLASSES, FULLSIZE, MORE, PHOTOS, kept_names
from engine.vision.train.trainer import Stage, TrainingPlan

PLAN = TrainingPlan(
    seed=3,
    epochs=2,
    architecture=Architecture((BlockSpec(4, stride=2), BlockSpec(5, pool=True)), outputs=1 + len(CLASSES)),
    stages=(Stage(1 / 2, 8, 0.1), Stage(1, 16, 0.4)),
    cifar_share=0.5,
    batch=32,
    averaged_fraction=0.5,
    statistics_batches=2,
)


def jpeg(stream, size, is_cat):
    """A picture of noise, reddish if it is to be a cat."""
    pixels = stream.integers(0, 160, (*size, 3))
    pixels[..., 0] += 90 * is_cat
    data = io.BytesIO()
    Image.fromarray(pixels.astype(np.uint8)).save(data, "JPEG", quality=80)
    return data.getvalue()


def write_archives(folder, with_kept_part=False):
    """Write all archives to `folder`. The pictures of the kept parts are no pictures unless asked for.

    So nothing that learns may decode them.
    """
    stream = np.random.default_rng(1)
    cifar = [f"{part}/{name}/{i:04d}.jpg" for part in ("train", "test") for name in CLASSES for i in range(20)]
    photos = [f"{name}/{name}_{i:04d}.jpg" for name in ("cat", "dog") for i in range(60)]
    photos += [f"other/n{i:08d}_thing.jpeg" for i in range(20)]
    more = [f"{name}/{name}_m{i:05d}.jpg" for name in ("cat", "dog", "other") for i in range(50)]
    full = [f"{name}/{name}_f{i:04d}.jpg" for name in ("cat", "dog", "other") for i in range(6)]
    kept = set() if with_kept_part else kept_names(photos, 15) | kept_names(more, 5)
    for path, names, size in ((CIFAR, cifar, (4, 4)), (PHOTOS, photos, (12, 12)), (MORE, more, (12, 12))):
        write_archive(folder / path, stream, names, size, kept)
    write_archive(folder / FULLSIZE, stream, full, (20, 30), set())
    with zipfile.ZipFile(folder / MORE, "a") as archive:
        rows = [f"{name},0.5,0.25,0.4,0.5" for name in more[::2]]
        archive.writestr("boxes.csv", "\n".join(["file,center_x,center_y,width,height", *rows]))
        rows = [f"{name},{'street' if name.startswith('other') else 'thing'}" for name in more[::2]]
        archive.writestr("manifest.csv", "\n".join(["file,group", *rows]))


def write_archive(path, stream, names, size, kept):
    """Write an archive of pictures of noise to `path`; those in `kept` are empty files."""
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            is_cat = name.split("/")[-2] == "cat"
            archive.writestr(name, b"" if name in kept else jpeg(stream, size, is_cat))
