"""Convolution: a step against PyTorch and the literal functions, features, and training on the data at hand.

PyTorch has the same network, batch and processors, in float32 and in its faster layout (channels last).
"""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Callable
from math import inf
from statistics import median
from time import perf_counter

import numpy as np

from engine.data import course as course_photos
from engine.data.sources import BUILTIN, COURSE, open_dataset
from engine.training.config import TrainingConfig
from engine.training.features import CONVOLUTION
from engine.training.run import TrainingRun
from engine.vision.block import Block, BlockSpec
from engine.vision.convolution import Team, interior, pad, team
from engine.vision.network import ConvolutionalNetwork, FoldedNetwork, initial_parameters
from tests import ROOT
from tests.benchmarks.measurement import Measurement
from tests.support.literal_convolution import conv_backward, conv_forward, pool_backward, pool_forward

sys.path.append(str(ROOT / "datasets"))
from train_detector import Plan

ROUNDS = 7
THREADS = 2
PLAN = Plan()
# Those of the pictures at the beginning and at the end of the detector's training.
SIDES = PLAN.stages[0].side, PLAN.stages[-1].side
FEW, MANY = 259, 20_000


def measure() -> list[Measurement]:
    """Times of a step and of features, speeds against the others, and the peak of memory."""
    # First: a child begins with the peak of its parent.
    ended = subprocess.run([sys.executable, "-m", __name__], check=True, capture_output=True, text=True)
    with team(THREADS) as members:
        first, last = (_medians([_our_step(members, side), _torch_step(side)]) for side in SIDES)
        features = _median(_features(members))
        literal = _literal_block_seconds() / _block_seconds(members)
    figures = [
        Measurement(f"forward and backward, {PLAN.batch} pictures", 1000 * first[0], "ms"),
        Measurement("faster than the literal functions", literal, "x", 200),
        Measurement(f"features of {FEW} pictures", features, "s", 1, at_most=True),
        Measurement(f"peak of memory, features of {MANY:,} pictures", float(ended.stdout), "MB", 600, at_most=True),
        Measurement("95% of the training part learned", _seconds_to_learn(), "s", 15, at_most=True),
    ]
    if first[1]:
        for side, (ours, torch) in zip(SIDES, (first, last), strict=True):
            figures.append(Measurement(f"speed of PyTorch float32, {side}x{side}", torch / ours, "x", 1.2))
    return figures


def _seconds_to_learn() -> float:
    """The time of training until 95% of the training part are right, with all evaluations on the way."""
    dataset = open_dataset(BUILTIN if course_photos.find() is None else COURSE)
    run = TrainingRun(dataset, TrainingConfig.for_features(CONVOLUTION))
    began = perf_counter()
    for step in run:
        if step.iteration % 10 == 9 and run.snapshot().train.accuracy >= 0.95:
            return perf_counter() - began
    return inf


def _medians(steps: list[Callable[[], object] | None]) -> list[float]:
    """The median seconds of each of `steps`, taken in turn; 0 for None."""
    times: list[list[float]] = [[] for _ in steps]
    for _ in range(ROUNDS):
        for step, found in zip(steps, times, strict=True):
            began = perf_counter()
            if step is not None:
                step()
            found.append(perf_counter() - began if step is not None else 0.0)
    return [median(found) for found in times]


def _median(step: Callable[[], object]) -> float:
    return _medians([step])[0]


def _our_step(members: Team, side: int) -> Callable[[], object]:
    network = ConvolutionalNetwork(PLAN.architecture, initial_parameters(PLAN.architecture, 1), members)
    stream = np.random.default_rng(1)
    padded = pad(stream.standard_normal((PLAN.batch, side, side, 3)).astype(np.float32))
    d_outputs = stream.standard_normal((PLAN.batch, PLAN.architecture.outputs)).astype(np.float32)

    def step() -> None:
        network.forward(padded)
        network.backward(d_outputs)

    return step


def _torch_step(side: int) -> Callable[[], object] | None:
    try:
        import torch
    except ImportError:
        print("  PyTorch is not installed (extra `bench`): left out")
        return None
    torch.set_num_threads(THREADS)
    layers: list[torch.nn.Module] = []
    channels = PLAN.architecture.channels
    for block in PLAN.architecture.blocks:
        layers.append(torch.nn.Conv2d(channels, block.channels, 3, block.stride, 1, bias=False))
        layers += [torch.nn.MaxPool2d(2)] if block.pool else []
        layers += [torch.nn.BatchNorm2d(block.channels), torch.nn.ReLU()]
        channels = block.channels
    layers += [torch.nn.AdaptiveAvgPool2d(1), torch.nn.Flatten(), torch.nn.Linear(channels, PLAN.architecture.outputs)]
    network = torch.nn.Sequential(*layers).to(memory_format=torch.channels_last)
    pictures = torch.randn(PLAN.batch, 3, side, side).to(memory_format=torch.channels_last)
    d_outputs = torch.randn(PLAN.batch, PLAN.architecture.outputs)
    return lambda: network(pictures).backward(d_outputs)


def _features(members: Team) -> Callable[[], object]:
    network, pictures = _network(), _pictures(FEW)
    return lambda: network.features(pictures, members)


def _network() -> FoldedNetwork:
    flat = initial_parameters(PLAN.architecture, 1)
    return FoldedNetwork(PLAN.architecture, PLAN.architecture.views(flat))


def _pictures(count: int) -> np.ndarray:
    return np.random.default_rng(1).integers(0, 256, (count, SIDES[0], SIDES[0], 3), dtype=np.uint8)


_BLOCK = BlockSpec(32, pool=True)
_BLOCK_SHAPE = (8, 8, 16)


def _block_seconds(members: Team) -> float:
    """The seconds of a block with pooling, forward and backward, for each picture of a batch."""
    stream = np.random.default_rng(1)
    W = stream.standard_normal((3, 3, _BLOCK_SHAPE[2], _BLOCK.channels)).astype(np.float32)
    shift = np.zeros(_BLOCK.channels, np.float32)
    block = Block(_BLOCK, W, shift, np.empty_like(W), np.empty_like(shift))
    padded = pad(stream.standard_normal((PLAN.batch, *_BLOCK_SHAPE)).astype(np.float32))
    return _median(lambda: block.backward(np.array(interior(block.forward(padded, members))), members)) / PLAN.batch


def _literal_block_seconds() -> float:
    """The same of the literal functions, which have no normalization, for one picture."""
    stream = np.random.default_rng(1)
    A_prev, W = stream.standard_normal((1, *_BLOCK_SHAPE)), stream.standard_normal((3, 3, 16, _BLOCK.channels))
    began = perf_counter()
    Z = conv_forward(A_prev, W, 1)
    conv_backward(pool_backward(pool_forward(Z), Z), A_prev, W, 1)
    return perf_counter() - began


if __name__ == "__main__":
    with team(THREADS) as own_members:
        _network().features(_pictures(MANY), own_members)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000)
