"""Trains the cat detector that comes with the program, calibrates it, and measures it on photos it has not seen.

    python datasets/train_detector.py FOLDER --out FILE [--seed N] [--epochs N] [--threads N] [--calibrate]

FOLDER has `cifar10.zip`, `photos96.zip` and `more96.zip` to learn from, and `fullsize.zip` to calibrate by. The 48
epochs have 375 steps of 0.2 to 0.4 s on two processors each, and take up to 2 GB of memory; an epoch ends with the area
under the ROC curve on the validation part, 5% of the pictures. The result is a function of the seed and the pictures.

`README.md` beside this has what the shipped filters were learned from, what was tried, and how often they are right.
Never tune anything on the kept parts: nothing is learned from them, and nothing is chosen by them.

Runs name their filters by a fingerprint, and cannot be repeated on others: new filters go beside the shipped ones.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import shlex
import sys
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

sys.path.insert(0, str(Path(__file__).parents[1]))  # run as a script, from any folder

from engine.images.decoder import decode_photo_bytes
from engine.statistics import Score, area_under_roc, wilson_interval
from engine.typing import FloatArray, Indices, Pixels
from engine.version import PROGRAM_VERSION
from engine.vision.block import BatchStatistics, BlockSpec
from engine.vision.convolution import Floats, Team, interior, team
from engine.vision.detection import (
    SIDES,
    Calibration,
    Detector,
    DetectorRecord,
    Scaling,
    resampling_matrices,
    resize,
    with_record,
)
from engine.vision.network import (
    CENTER,
    UNIT,
    Architecture,
    ConvolutionalNetwork,
    FoldedNetwork,
    fold,
    initial_parameters,
)
from engine.vision.pretrained import load_filters, save_filters

CIFAR, PHOTOS, MORE, FULLSIZE = "cifar10.zip", "photos96.zip", "more96.zip", "fullsize.zip"
CLASSES = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")
CAT, DOG = CLASSES.index("cat"), CLASSES.index("dog")
# The class of a picture that is none of the ten, or of which it is not known.
UNKNOWN_CLASS = -1
# The percentages of the archives that nothing is learned from, and of the rest, by which the training is watched.
_KEPT_PERCENT = {PHOTOS: 15, MORE: 5}
_VALIDATION_PERCENT = 5
# How often an epoch has each photo of `photos96.zip` that shows no cat and no dog: they are few, one of each kind.
_OTHERS_TIMES = 4
# The purposes of random numbers; the first parameters of the network have 0.
_ORDER, _CHANGES, _LAST_STATISTICS = 1, 2, 3

_BLOCKS = (
    BlockSpec(32, stride=2),
    BlockSpec(48, pool=True),
    BlockSpec(96, pool=True),
    BlockSpec(192, pool=True),
    BlockSpec(256),
)
_ARCHITECTURE = Architecture(_BLOCKS, 1 + len(CLASSES))


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of a training: `until` a fraction of the epochs, with pictures of `side`, `pasted` of them small."""

    until: float
    side: int
    pasted: float


@dataclass(frozen=True, slots=True)
class Plan:
    """All that the filters depend on, beside the pictures.

    Attributes: `stages`, small pictures first, which take half the time, and small animals late, when large ones are
    known; `cifar_share`, that of the pictures of CIFAR; `batch`, the pictures in a step; `peak_rate` of the one cycle;
    `averaged_fraction` of the steps, the last ones, whose parameters are averaged; `statistics_batches`, from which the
    statistics of the average are computed.
    """

    seed: int = 1
    epochs: int = 48
    architecture: Architecture = _ARCHITECTURE
    stages: tuple[Stage, ...] = (Stage(1 / 2, 64, 0.1), Stage(2 / 3, 64, 0.4), Stage(1, 96, 0.4))
    cifar_share: float = 0.2
    batch: int = 128
    peak_rate: float = 0.1
    momentum: float = 0.9
    decay: float = 5e-4
    averaged_fraction: float = 0.1
    statistics_batches: int = 60

    def stage(self, epoch: int) -> Stage:
        """The stage of an epoch, counted from 0."""
        return next((stage for stage in self.stages if epoch < stage.until * self.epochs), self.stages[-1])


# The archives: decoded once, kept as bytes, split into fixed parts.


@dataclass(frozen=True, slots=True)
class Pictures:
    """Pictures of one size with their labels.

    Attributes: `pixels` (m, 3, side, side), colors one after the other; `classes`, indices into CLASSES or
    UNKNOWN_CLASS; `boxes` (m, 2, 2), begin and length of the animal in rows and in columns, as fractions of the
    picture, NaN where that is not known.
    """

    pixels: Pixels
    classes: NDArray[np.int64]
    boxes: FloatArray

    @property
    def has_box(self) -> NDArray[np.bool_]:
        """Mask (m,): True where the box is known."""
        return np.asarray(~np.isnan(self.boxes).any(axis=(1, 2)))


@dataclass(frozen=True, slots=True)
class FullPhotos:
    """Photos in their own shape, as users drop them, with their classes."""

    photos: list[Pixels]
    classes: NDArray[np.int64]

    @property
    def is_cat(self) -> NDArray[np.bool_]:
        """Mask (m,): True for photos that show a cat."""
        return np.asarray(self.classes == CAT)


def picture_names(path: Path) -> list[str]:
    """The names of the pictures in an archive, in order."""
    with zipfile.ZipFile(path) as archive:
        return sorted(name for name in archive.namelist() if name.endswith((".jpg", ".jpeg")))


def kept_names(names: Sequence[str], percent: int) -> set[str]:
    """The part of an archive that is never trained on: the `percent` of its names whose SHA-256 is lowest."""
    return set(sorted(names, key=_digest)[: len(names) * percent // 100])


def learning_names(path: Path) -> tuple[list[str], list[str]]:
    """The names of the pictures to learn from, and of the validation part: neither has the kept part."""
    names = picture_names(path)
    kept = kept_names(names, _KEPT_PERCENT.get(path.name, 0))
    names = [name for name in names if name not in kept]
    ordered = sorted(names, key=lambda name: _digest(f"validation/{name}"))
    watched = set(ordered[: len(names) * _VALIDATION_PERCENT // 100])
    return [name for name in names if name not in watched], [name for name in names if name in watched]


def kept_part(path: Path) -> Pictures:
    """The pictures that are never trained on, to measure a finished detector."""
    return read_pictures(path, sorted(kept_names(picture_names(path), _KEPT_PERCENT[path.name])))


def _digest(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()


def _class_of(name: str) -> int:
    folder = name.split("/")[-2]
    return CLASSES.index(folder) if folder in CLASSES else UNKNOWN_CLASS


def read_pictures(path: Path, names: Sequence[str]) -> Pictures:
    """The pictures called `names` in the archive, with the boxes of its `boxes.csv`, if it has one."""
    with zipfile.ZipFile(path) as archive:
        pixels = np.stack([_decode(archive.read(name)) for name in names])
        known = _read_boxes(archive) if "boxes.csv" in archive.namelist() else {}
    unknown = ((np.nan, np.nan), (np.nan, np.nan))
    boxes = np.array([known.get(name, unknown) for name in names])
    return Pictures(pixels, np.array([_class_of(name) for name in names]), boxes)


def _decode(data: bytes) -> Pixels:
    with Image.open(io.BytesIO(data)) as picture:
        return np.ascontiguousarray(np.asarray(picture.convert("RGB")).transpose(2, 0, 1))


def _read_boxes(archive: zipfile.ZipFile) -> dict[str, tuple[tuple[float, float], tuple[float, float]]]:
    """The boxes by the names of the pictures, as Pictures has them."""

    def span(center: str, length: str) -> tuple[float, float]:
        return float(center) - float(length) / 2, float(length)

    rows = csv.DictReader(io.StringIO(archive.read("boxes.csv").decode()))
    return {row["file"]: (span(row["center_y"], row["height"]), span(row["center_x"], row["width"])) for row in rows}


def full_photos(path: Path, kept: bool) -> FullPhotos:
    """The `kept` half of the photos in full size, or the half to calibrate by, read as users' photos are.

    Kept are those whose name's SHA-256 begins with 8 to f.
    """
    names = [name for name in picture_names(path) if (_digest(name)[0] >= 0x80) == kept]
    with zipfile.ZipFile(path) as archive:
        photos = [decode_photo_bytes(archive.read(name), name).detail for name in names]
    return FullPhotos(photos, np.array([_class_of(name) for name in names]))


class LearningData:
    """The pictures of the three archives, one after the other, with their `classes` and `boxes`."""

    def __init__(self, cifar: Pictures, photos: Pictures, more: Pictures) -> None:
        self.sets = cifar, photos, more
        self.classes = np.concatenate([some.classes for some in self.sets])
        self.boxes = np.concatenate([some.boxes for some in self.sets])

    def pictures(self, indices: Indices) -> list[Pixels]:
        """The pictures at `indices`, of different sizes."""
        ends = np.cumsum([len(some.classes) for some in self.sets])
        which = np.searchsorted(ends, indices, side="right")
        return [self.sets[number].pixels[i - ends[number]] for number, i in zip(which, indices, strict=True)]

    def order(self, plan: Plan, epoch: int) -> Indices:
        """The pictures of an epoch in a random order: all photos, and other ones of CIFAR each time."""
        stream = np.random.default_rng([plan.seed, _ORDER, epoch])
        cifar, photos, more = (len(some.classes) for some in self.sets)
        rare = np.repeat(cifar + np.flatnonzero(self.sets[1].classes == UNKNOWN_CLASS), _OTHERS_TIMES - 1)
        others = np.concatenate([cifar + np.arange(photos), rare, cifar + photos + np.arange(more)])
        some = stream.permutation(cifar)[: round(plan.cifar_share / (1 - plan.cifar_share) * len(others))]
        return stream.permutation(np.concatenate([some, others]))


# Pictures changed at random: cropped, stretched, flipped, recolored, pasted small into others.

_AREA = (0.35, 1.1)  # of the picture, that of a crop
_STRETCH = 0.25  # the logarithm of width through height goes up to this
_PASTED_SIDES = (14, 40)  # pixels in a picture of 64
_MARGIN = (1.0, 1.4)  # the side of the crop of a small animal, in parts of the longer side of its box
_GAIN, _COLOR_GAIN, _OFFSET = 0.2, 0.06, 0.2  # the standard deviations
_PICTURES_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Changes:
    """The random changes of a batch: an array for each, with a value or a row for each picture.

    Attributes: `windows` (m, 2, 2), begin and length of the crop in rows and in columns, as fractions of the picture;
    `flipped`; `gains` and `offsets` (m, 3), of the colors; `sides`, the sides of the results; `corners` (m, 2), the row
    and the column where a small one is pasted; `background`, the picture of the batch into which it is pasted, or -1.
    """

    windows: FloatArray
    flipped: NDArray[np.bool_]
    gains: Floats
    offsets: Floats
    sides: Indices
    corners: Indices
    background: Indices


def draw_changes(classes: NDArray[np.int64], boxes: FloatArray, stage: Stage, stream: np.random.Generator) -> Changes:
    """Changes for a batch of pictures of `classes` and `boxes`; the pasted ones lie on others of no known class.

    These show no cat, so that labels stay right. Of a small one with a box the crop is about the box.
    """
    count = len(classes)
    background = np.full(count, -1)
    is_small = stream.random(count) < stage.pasted
    possible = np.flatnonzero(~is_small & (classes == UNKNOWN_CLASS))
    if len(possible):
        background[is_small] = stream.choice(possible, int(is_small.sum()))
    low, high = (round(bound * stage.side / 64) for bound in _PASTED_SIDES)
    sides = np.where(background >= 0, stream.integers(low, high + 1, count), stage.side)
    gains = np.exp(_GAIN * stream.standard_normal((count, 1)) + _COLOR_GAIN * stream.standard_normal((count, 3)))
    windows, about_boxes = _draw_windows(count, stream), _windows_about(boxes, stream)
    has_box = (background >= 0) & ~np.isnan(boxes).any(axis=(1, 2))
    return Changes(
        windows=np.where(has_box[:, np.newaxis, np.newaxis], about_boxes, windows),
        flipped=stream.random(count) < 0.5,
        gains=gains.astype(np.float32),
        offsets=(_OFFSET * stream.standard_normal((count, 1))).repeat(3, axis=1).astype(np.float32),
        sides=sides,
        corners=(stream.random((count, 2)) * (stage.side - sides + 1)[:, np.newaxis]).astype(np.int64),
        background=background,
    )


def _draw_windows(count: int, stream: np.random.Generator) -> FloatArray:
    area = stream.uniform(*_AREA, count)
    stretch = np.exp(stream.uniform(-_STRETCH, _STRETCH, count))
    lengths = np.sqrt(np.stack([area / stretch, area * stretch], axis=1))
    # A window that is longer than the picture goes beyond both its borders or one of them.
    return np.stack([stream.random((count, 2)) * (1 - lengths), lengths], axis=2)


def _windows_about(boxes: FloatArray, stream: np.random.Generator) -> FloatArray:
    """Square windows about boxes, within the picture if they are not longer than it."""
    lengths = (boxes[:, :, 1].max(axis=1) * stream.uniform(*_MARGIN, len(boxes)))[:, np.newaxis].repeat(2, axis=1)
    begins = boxes[:, :, 0] + boxes[:, :, 1] / 2 - lengths / 2
    ends = 1 - lengths
    return np.stack([np.clip(begins, np.minimum(0, ends), np.maximum(0, ends)), lengths], axis=2)


def render(pictures: Sequence[Pixels], changes: Changes, padded: Floats, members: Team) -> None:
    """Write the changed pictures (3, height, width) to the interior of `padded` (m, side + 2, side + 2, 3)."""
    out = interior(padded)

    def render_large(indices: Indices) -> None:
        out[indices] = _changed(pictures, changes, indices)

    def paste(index: int) -> None:
        out[index] = out[changes.background[index]]
        (row, column), side = changes.corners[index], changes.sides[index]
        out[index, row : row + side, column : column + side] = _changed(pictures, changes, np.array([index]))[0]

    # A few pictures of the same size together: fewer and longer calls. Backgrounds are among the large ones.
    large, small = np.flatnonzero(changes.background < 0), np.flatnonzero(changes.background >= 0)
    sizes = np.array([pictures[index].shape[1] for index in large])
    groups = [
        same[begin : begin + _PICTURES_AT_ONCE]
        for same in (large[sizes == size] for size in np.unique(sizes))
        for begin in range(0, len(same), _PICTURES_AT_ONCE)
    ]
    members.run(len(groups), lambda chunk, _: render_large(groups[chunk]))
    members.run(len(small), lambda chunk, _: paste(int(small[chunk])))


def _changed(pictures: Sequence[Pixels], changes: Changes, indices: Indices) -> Floats:
    """The changed pictures at `indices`, of one size before and of one side after: (n, side, side, 3).

    A crop is resized by two products: the rows and the columns of the result are weighted means of those of the
    picture, so that any window, also one beyond the borders, becomes any size.
    """
    some = np.stack([pictures[index] for index in indices])
    (height, width), side = some.shape[2:], int(changes.sides[indices[0]])
    begins, lengths = changes.windows[indices].T
    rows = resampling_matrices(height, side, begins[0], lengths[0])
    columns = resampling_matrices(width, side, begins[1], lengths[1])
    columns[changes.flipped[indices]] = columns[changes.flipped[indices], ::-1]
    gains = (changes.gains[indices] / np.float32(UNIT))[:, :, np.newaxis, np.newaxis]
    offsets = changes.offsets[indices][:, :, np.newaxis, np.newaxis]
    half = some.astype(np.float32).reshape(len(some), -1, width) @ columns.swapaxes(1, 2)
    resized: Floats = rows[:, np.newaxis] @ half.reshape(len(some), 3, height, side)
    resized *= gains
    resized += offsets - np.float32(CENTER) * gains
    return np.asarray(resized.transpose(0, 2, 3, 1))


# The training.

# The weight of the ten classes in the cost. They make the filters tell more apart than cats from the rest.
_CLASS_WEIGHT = 0.5
# Of the running statistics, the part that a step replaces.
_STATISTICS_RATE = 0.02
# The part of the steps in which the rate rises, and where it begins and ends, in parts of the peak.
_RISING = 0.2
_FIRST_RATE, _LAST_RATE = 0.1, 0.02


def detector_cost(outputs: Floats, classes: NDArray[np.int64], positive_weight: float) -> tuple[float, Floats]:
    """The cost of outputs (m, 1 + classes), and its gradient: cross-entropy of "cat", and half that of the classes.

    "Cat", the first output, counts `positive_weight` times for cats. Pictures of UNKNOWN_CLASS have only that cost.
    """
    is_cat, known = classes == CAT, np.flatnonzero(classes != UNKNOWN_CLASS)
    logits, d_outputs = outputs[:, 0], np.zeros_like(outputs)
    weights = np.where(is_cat, positive_weight, 1.0).astype(outputs.dtype)
    # log(1 + exp(logit)) - logit y, without overflow.
    losses = np.logaddexp(0, np.where(is_cat, -logits, logits))
    d_outputs[:, 0] = weights * (np.exp(-np.logaddexp(0, -logits)) - is_cat)
    log_shares = outputs[:, 1:] - np.logaddexp.reduce(outputs[:, 1:], axis=1, keepdims=True)
    d_outputs[known, 1:] = np.exp(log_shares[known])
    d_outputs[known, 1 + classes[known]] -= 1
    d_outputs[:, 1:] *= _CLASS_WEIGHT
    cost = np.sum(weights * losses) - _CLASS_WEIGHT * np.sum(log_shares[known, classes[known]])
    return float(cost) / len(outputs), d_outputs / len(outputs)


def one_cycle(step: int, steps: int, peak: float) -> float:
    """The learning rate of a step: up to `peak` and down again, each as half a cosine (after Smith, 2018)."""

    def half_cosine(progress: float) -> float:
        return float(0.5 - 0.5 * np.cos(np.pi * progress))

    rising = _RISING * steps
    if step < rising:
        return peak * (_FIRST_RATE + (1 - _FIRST_RATE) * half_cosine(step / rising))
    return peak * (1 - (1 - _LAST_RATE) * half_cosine((step - rising) / max(1.0, steps - rising)))


class DetectorTrainer:
    """Steps of Nesterov momentum on changed pictures, v <- momentum v + g, W <- W - rate (g + momentum v).

    g = dW + decay W; shifts and biases do not decay.
    """

    def __init__(self, plan: Plan, data: LearningData, members: Team) -> None:
        self._plan, self._data, self._members = plan, data, members
        flat = initial_parameters(plan.architecture, plan.seed)
        self._network = ConvolutionalNetwork(plan.architecture, flat, members)
        self._velocity, self._average, self._averaged = np.zeros_like(flat), np.zeros_like(flat), 0
        self._decay = np.zeros_like(flat)
        for name, values in plan.architecture.views(self._decay).items():
            values[...] = plan.decay if name.startswith("W") else 0
        self._means = np.zeros(sum(block.channels for block in plan.architecture.blocks), np.float32)
        self._variances = np.zeros_like(self._means)
        is_cat = data.classes[data.order(plan, 0)] == CAT
        # The root of the imbalance.
        self._positive_weight = float(np.sqrt((~is_cat).sum() / max(1, is_cat.sum())))
        self._padded: Floats = np.empty(0, np.float32)
        self.steps = sum(len(data.order(plan, epoch)) // plan.batch for epoch in range(plan.epochs))
        self._step = 0

    def run_epoch(self, epoch: int) -> Iterator[float]:
        """Take the steps of an epoch; the cost of each."""
        order, batch = self._data.order(self._plan, epoch), self._plan.batch
        for first in range(0, len(order) - batch + 1, batch):
            yield self._take_step(order[first : first + batch], self._plan.stage(epoch))

    def current(self) -> FoldedNetwork:
        """The network as it is, with the running statistics."""
        return self._fold(self._network.flat, self._means, self._variances)

    def averaged(self) -> FoldedNetwork:
        """The network of the averaged parameters, with statistics of its own."""
        network = ConvolutionalNetwork(self._plan.architecture, self._average.copy(), self._members)
        stream = np.random.default_rng([self._plan.seed, _LAST_STATISTICS])
        means, variances = np.zeros_like(self._means), np.zeros_like(self._variances)
        order = self._data.order(self._plan, self._plan.epochs - 1)
        for count in range(1, self._plan.statistics_batches + 1):
            self._render(stream.choice(order, self._plan.batch), self._plan.stages[-1], stream)
            network.forward(self._padded)
            means += (_joined(network.batch_statistics, "mean") - means) / count
            variances += (_joined(network.batch_statistics, "variance") - variances) / count
        return self._fold(network.flat, means, variances)

    def _take_step(self, indices: Indices, stage: Stage) -> float:
        plan, network = self._plan, self._network
        self._render(indices, stage, np.random.default_rng([plan.seed, _CHANGES, self._step]))
        cost, d_outputs = detector_cost(
            network.forward(self._padded), self._data.classes[indices], self._positive_weight
        )
        network.backward(d_outputs)
        gradient = network.gradient
        gradient += self._decay * network.flat
        self._velocity *= plan.momentum
        self._velocity += gradient
        gradient += self._velocity * plan.momentum
        gradient *= one_cycle(self._step, self.steps, plan.peak_rate)
        network.flat -= gradient
        rate = max(_STATISTICS_RATE, 1 / (self._step + 1))
        self._means += rate * (_joined(network.batch_statistics, "mean") - self._means)
        self._variances += rate * (_joined(network.batch_statistics, "variance") - self._variances)
        self._step += 1
        if self._step > (1 - plan.averaged_fraction) * self.steps:
            self._averaged += 1
            self._average += (network.flat - self._average) / self._averaged
        return cost

    def _render(self, indices: Indices, stage: Stage, stream: np.random.Generator) -> None:
        """Write the changed pictures at `indices` to `_padded`, in the size of `stage`."""
        shape = (len(indices), stage.side + 2, stage.side + 2, 3)
        if self._padded.shape != shape:
            self._padded = np.zeros(shape, np.float32)
        changes = draw_changes(self._data.classes[indices], self._data.boxes[indices], stage, stream)
        render(self._data.pictures(indices), changes, self._padded, self._members)

    def _fold(self, flat: Floats, means: Floats, variances: Floats) -> FoldedNetwork:
        ends = np.cumsum([block.channels for block in self._plan.architecture.blocks])[:-1]
        pairs = zip(np.split(means, ends), np.split(variances, ends), strict=True)
        return fold(self._plan.architecture, flat, [BatchStatistics(*pair) for pair in pairs])


def _joined(statistics: list[BatchStatistics], which: str) -> Floats:
    return np.concatenate([getattr(block, which) for block in statistics])


def train(folder: Path, out: Path, plan: Plan, members: Team) -> Iterator[dict[str, float]]:
    """Train the detector and write its file; the figures of each epoch: mean cost, and areas on the validation part."""
    names = [(folder / name, *learning_names(folder / name)) for name in (CIFAR, PHOTOS, MORE)]
    validation = Validation(*(read_pictures(path, watched) for path, _, watched in names))
    trainer = DetectorTrainer(plan, LearningData(*(read_pictures(path, some) for path, some, _ in names)), members)
    curve = []
    for epoch in range(plan.epochs):
        costs = list(trainer.run_epoch(epoch))
        areas = validation.figures(trainer.current(), plan.stage(epoch).side, members)
        curve.append({"cost": float(np.mean(costs)), **areas})
        yield curve[-1]
    network = trainer.averaged()
    options = ["FOLDER", "--out", out.name, "--seed", str(plan.seed), "--epochs", str(plan.epochs)]
    about = {
        "command": shlex.join(["python", "datasets/train_detector.py", *options]),
        "seed": plan.seed,
        "plan": asdict(plan),
        "versions": {"catgui": PROGRAM_VERSION, "numpy": np.__version__},
        "steps": trainer.steps,
        "curve": curve,
        "validation": validation.figures(network, plan.stages[-1].side, members),
    }
    save_filters(out, network, about)


# How often it is right: on the validation part while it learns, then calibrated and measured.

# Of CIFAR so many, about as many as there are photos: more would take time that learning could use.
_MOST_PICTURES = 1000
# The sides of the photos that are pasted small into others, in parts of the side of these.
_SMALL = (0.25, 0.6)
# The longer side of a small cat in the record, in parts of the shorter side of the photo.
SMALL_SHARE = 0.25
# Those of the animals by which it is found which answers are none, since such photos are nearer to everyday ones.
_PASTED_SHARES = (0.5, SMALL_SHARE)
# Darkened photos have pixels of so many times their values.
_DARKNESS = 0.25
# An answer is judged by so many answers that are as sure as it is: fewer tell little, more are of other probabilities.
_NEAREST = 50
_NEWTON_STEPS = 25
# The weight of the distance to the start: where classes are separated, the cross-entropy alone has no minimum.
_PRIOR = 1e-3


class Validation:
    """The pictures of the validation part, with their labels: photos, photos pasted small into others, and CIFAR."""

    def __init__(self, cifar: Pictures, photos: Pictures, more: Pictures) -> None:
        some = slice(None, None, -(-len(cifar.classes) // _MOST_PICTURES))
        pixels = np.concatenate([photos.pixels, more.pixels]).transpose(0, 2, 3, 1)
        classes = np.concatenate([photos.classes, more.classes])
        self._parts = {
            "photos": (pixels, classes == CAT),
            "small": (_pasted_small(pixels, classes), classes == CAT),
            "cifar": (cifar.pixels[some].transpose(0, 2, 3, 1), cifar.classes[some] == CAT),
        }

    def figures(self, network: FoldedNetwork, side: int, members: Team) -> dict[str, float]:
        """The area under the ROC curve of "cat" on each part, at `side` pixels."""
        return {
            name: area_under_roc(
                network.outputs(np.stack([resize(picture, side, side) for picture in pictures]), members)[:, 0], is_cat
            )
            for name, (pictures, is_cat) in self._parts.items()
        }


def _pasted_small(photos: Pixels, classes: NDArray[np.int64]) -> Pixels:
    """Each of `photos` (m, side, side, 3) pasted small into a random one that shows no animal; the same ones always."""
    stream = np.random.default_rng(0)
    side = photos.shape[1]
    canvases: Pixels = photos[stream.choice(np.flatnonzero(classes == UNKNOWN_CLASS), len(photos))]
    for canvas, photo in zip(canvases, photos, strict=True):
        small = round(side * stream.uniform(*_SMALL))
        row, column = stream.integers(0, side - small + 1, 2)
        canvas[row : row + small, column : column + small] = resize(photo, small, small)
    return canvases


def calibrate(folder: Path, path: Path, members: Team) -> DetectorRecord:
    """Calibrate and measure the detector in the file `path`, and write both into it.

    The calibration is the scale and the offset that make its logit a probability, for photos in full size and for the
    same reduced; and the probability below which it is unsure, found also on animals pasted small into such photos.
    """
    filters = load_filters(path)
    half = full_photos(folder / FULLSIZE, kept=False)
    scalings = []
    for side in SIDES:
        photos = [_reduced(photo, side) for photo in half.photos]
        scalings.append(fit_scaling(detector_logits(Detector(filters.network), photos, members), half.is_cat))
    calibration = Calibration(SIDES, tuple(scalings))
    watched = read_pictures(folder / MORE, learning_names(folder / MORE)[1])
    photos, is_cat = list(half.photos), list(half.is_cat)
    for kind in (CAT, DOG):
        for share in _PASTED_SHARES:
            pasted = pasted_animals(watched, kind, half, share)
            photos += pasted
            is_cat += [kind == CAT] * len(pasted)
    logits = detector_logits(Detector(filters.network, calibration), photos, members)
    calibration = replace(calibration, unsure_below=find_unsure_limit(logits, np.array(is_cat)))
    record = _measured(Detector(filters.network, calibration), folder, members)
    save_filters(path, filters.network, with_record(filters.about, calibration, record))
    return record


def _measured(detector: Detector, folder: Path, members: Team) -> DetectorRecord:
    """The record of a calibrated detector on the kept photos."""
    kept = full_photos(folder / FULLSIZE, kept=True)
    small = pasted_animals(kept_part(folder / MORE), CAT, kept, SMALL_SHARE)
    dark = [darkened(photo) for photo, is_cat in zip(kept.photos, kept.is_cat, strict=True) if not is_cat]
    logits = detector_logits(detector, kept.photos, members)

    def score(some: FloatArray, is_cat: bool) -> Score:
        unsure = probability_of_class(some) < detector.calibration.unsure_below
        return Score(int(((some > 0) == is_cat)[~unsure].sum()), len(some), int(unsure.sum()))

    kinds = {"cats": CAT, "dogs": DOG, "others": UNKNOWN_CLASS}
    return DetectorRecord(
        **{name: score(logits[kept.classes == kind], kind == CAT) for name, kind in kinds.items()},
        area=area_under_roc(logits, kept.is_cat),
        small_cats=score(detector_logits(detector, small, members), is_cat=True),
        dark_others=score(detector_logits(detector, dark, members), is_cat=False),
    )


def _reduced(photo: Pixels, side: int) -> Pixels:
    """A photo with `side` pixels on its shorter side, if it has more."""
    factor = min(1.0, side / min(photo.shape[:2]))
    return photo if factor == 1 else resize(photo, *(round(factor * length) for length in photo.shape[:2]))


def darkened(photo: Pixels) -> Pixels:
    """A photo as in bad light."""
    return (_DARKNESS * photo).astype(np.uint8)


def pasted_animals(pictures: Pictures, kind: int, photos: FullPhotos, share: float) -> list[Pixels]:
    """Each of the animals of one class that have a box, pasted into a random one of `photos` that shows none.

    The longer side of its box becomes `share` of the shorter side of the photo. The same ones always.
    """
    stream = np.random.default_rng(0)
    possible = np.flatnonzero(photos.classes == UNKNOWN_CLASS)
    pasted = []
    for number in np.flatnonzero((pictures.classes == kind) & pictures.has_box):
        pixels, box = pictures.pixels[number], pictures.boxes[number]
        sizes = np.array(pixels.shape[1:])
        (top, left), (bottom, right) = (
            np.clip(np.rint(edges * sizes), 0, sizes).astype(int) for edges in (box[:, 0], box.sum(axis=1))
        )
        animal = pixels[:, top:bottom, left:right].transpose(1, 2, 0)
        canvas = photos.photos[stream.choice(possible)].copy()
        factor = share * min(canvas.shape[:2]) / max(animal.shape[:2])
        height, width = (max(1, round(factor * side)) for side in animal.shape[:2])
        row, column = stream.integers(0, [canvas.shape[0] - height + 1, canvas.shape[1] - width + 1])
        canvas[row : row + height, column : column + width] = resize(animal, height, width)
        pasted.append(canvas)
    return pasted


def detector_logits(detector: Detector, photos: Sequence[Pixels], members: Team) -> FloatArray:
    """The logit of each photo."""
    return np.array([detector.detect(photo, members).logit for photo in photos])


def fit_scaling(logits: FloatArray, is_cat: NDArray[np.bool_]) -> Scaling:
    """The scaling with the least cross-entropy, where cats and others count alike: after Platt (1999)."""
    # Newton's steps may overshoot where they begin far from the minimum, so they take standardized logits.
    mean, deviation = float(logits.mean()), float(logits.std()) or 1.0
    inputs = np.stack([(logits - mean) / deviation, np.ones_like(logits)], axis=1)
    weights = np.where(is_cat, 0.5 / is_cat.sum(), 0.5 / (~is_cat).sum())
    values = start = np.array([1.0, 0.0])
    for _ in range(_NEWTON_STEPS):
        probabilities = np.exp(-np.logaddexp(0, -inputs @ values))
        gradient = inputs.T @ (weights * (probabilities - is_cat)) + _PRIOR * (values - start)
        curvature = (inputs.T * (weights * probabilities * (1 - probabilities))) @ inputs + _PRIOR * np.eye(2)
        values = values - np.linalg.solve(curvature, gradient)
    scale = float(values[0]) / deviation
    return Scaling(scale, float(values[1]) - scale * mean)


def find_unsure_limit(logits: FloatArray, is_cat: NDArray[np.bool_]) -> float:
    """The probability below which answers are right not clearly more often than by chance; 0.5 if all are.

    Clearly: the interval of the share of right ones among the _NEAREST answers that are as sure is above one half.
    """
    probabilities = probability_of_class(logits)
    order = np.argsort(probabilities, kind="stable")
    right = ((logits > 0) == is_cat)[order]
    count = min(_NEAREST, len(order))
    for first in range(len(order) - count + 1):
        if wilson_interval(int(right[first : first + count].sum()), count)[0] > 0.5:
            return float(probabilities[order[first + count // 2]]) if first else 0.5
    return 1.0


def probability_of_class(logits: FloatArray) -> FloatArray:
    """The probability of the class that each logit is of, from one half on."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.abs(logits))))


def main() -> None:
    """Train and calibrate as the command line says."""
    parser = argparse.ArgumentParser(description="Train the cat detector.")
    parser.add_argument("folder", type=Path, help="with cifar10.zip, photos96.zip, more96.zip and fullsize.zip")
    parser.add_argument("--out", type=Path, required=True, help="the file of filters to write (.npz)")
    parser.add_argument("--seed", type=int, default=Plan().seed, help="default: %(default)s")
    parser.add_argument("--epochs", type=int, default=Plan().epochs, help="default: %(default)s")
    parser.add_argument("--threads", type=int, default=2, help="default: %(default)s; the result is the same")
    parser.add_argument("--calibrate", action="store_true", help="do not train; calibrate and measure the file OUT")
    given = parser.parse_args()
    with team(given.threads) as members:
        if not given.calibrate:
            plan = Plan(seed=given.seed, epochs=given.epochs)
            for epoch, figures in enumerate(train(given.folder, given.out, plan, members), 1):
                listed = ", ".join(f"{name} {value:.4f}" for name, value in figures.items())
                print(f"epoch {epoch} of {plan.epochs}: {listed}", flush=True)
        print(calibrate(given.folder, given.out, members).sentence())


if __name__ == "__main__":
    main()
