"""Model files, good, damaged and hostile, opened and used for a prediction as the window and the terminal do."""

from __future__ import annotations

import io
import json
import pickle
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random
from tokenize import TokenError
from typing import Any

import numpy as np

from engine.data.dataset import DataOrigin, Dataset, Part
from engine.data.edited_dataset import DataReference, EditedDataset
from engine.data.edits import AddedPicture, PictureKey
from engine.data.image_folder import ImageFolderSettings
from engine.nn.examples import Examples
from engine.saved_model.file import VERSION, load_model, save_model
from engine.saved_model.model import Model, RunRecipe
from engine.training.config import TrainingConfig
from engine.training.networks import kind_of
from engine.training.run import Stage
from tests.fuzz.byte_changes import EXTREMES, damaged
from tests.support.models import plain_model

_EXTREME_FLOATS = (np.nan, np.inf, -np.inf, 1e308, -1e308, 1e155, 1e-320, 0.0)
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
_GOOD_MODELS = 6
_LARGE = 10_000_000
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


_unpickled: list[str] = []


def record_unpickling(trap: str) -> None:
    """The function that pickles in the files call."""
    _unpickled.append(trap)


class _PickleExploit:
    """Calls `record_unpickling` when it is unpickled."""

    def __reduce__(self) -> tuple[Any, ...]:
        return record_unpickling, ("a pickle was opened",)


def make(random: Random, folder: Path) -> Callable[[], object]:
    """A file under a model's name, and the function that opens it and asks the network about a picture."""
    path = folder / "model.npz"
    good = _good(random.randrange(_GOOD_MODELS))
    chance = random.random()
    if chance < 0.05:
        data = random.choice(
            (good, b"", random.randbytes(300), b"PK\x03\x04" + bytes(100), pickle.dumps(_PickleExploit()))
        )
    elif chance < 0.4:
        data = damaged(good, random, [_good(random.randrange(_GOOD_MODELS))])
    else:
        data = _archive(_changed(_members(good), random), random)
        data = damaged(data, random) if random.random() < 0.15 else data
    path.write_bytes(data)
    return lambda: _check(path)


def _check(path: Path) -> None:
    try:
        model = load_model(path)
    finally:
        assert not _unpickled, _unpickled.pop()
    pictures = np.full((2, *model.picture_shape, 3), 200, np.uint8)
    assert np.isfinite(model.probabilities(pictures)).all()
    assert model.config.hidden_layers
    assert all(isinstance(name, str) for name in (*model.classes, model.trained_on))
    recipe = model.recipe
    assert [end >= stage.begin for stage, end in recipe.spans()] == [True] * len(recipe.stages)
    assert len(model.costs) == recipe.iterations >= recipe.position
    dataset = _dataset(model.picture_shape)
    restored = recipe.data.restore(dataset)
    assert restored is dataset or recipe.data.fingerprint in ("", restored.fingerprint)


@cache
def _good(number: int) -> bytes:
    """The bytes of a model that was saved."""
    random = Random(number)
    shape = random.choice(((8, 8), (8, 12), (24, 24)))
    layers = tuple(random.randrange(1, 9) for _ in range(random.randrange(1, 4)))
    features = "convolution" if number % 3 == 2 else "pixels"
    config = replace(TrainingConfig.for_features(features), hidden_layers=layers, seed=number)
    train = Examples.from_pictures(np.full((2, *shape, 3), 99, np.uint8), np.array([[0, 1]]))
    kind = kind_of(features)
    parameters = kind.create(config, train, kind.forms[-1]).parameters
    model = plain_model(parameters, ("non-cat", "cät"), shape, config, np.linspace(0.7, 0.1, 40), "drawings")
    if number % 2:
        model = _with_recipe(model)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.npz"
        save_model(path, model)
        return path.read_bytes()


def _with_recipe(model: Model) -> Model:
    stages = Stage(0, model.config), Stage(7, replace(model.config, momentum=0.9), zero_velocity=False)
    origin = DataOrigin(("/pets \udcff",), ImageFolderSettings(side=16).as_dict())
    form = kind_of(model.config.features).forms[0]
    dataset = _dataset(model.picture_shape)
    picture = AddedPicture(np.full((*model.picture_shape, 3), 7, np.uint8), "cats/tom.png")
    edited = EditedDataset.of(dataset).add([picture], 1, "train").relabel([PictureKey("test", 0)], 1).dataset
    data = DataReference("drawings", edited.fingerprint, origin, edited.edits)
    recipe = RunRecipe(data, stages, 40, 12, 0.3, form)
    test_costs = np.array([0.0, 20.0, 40.0]), np.array([0.7, np.inf, 0.2])
    return replace(model, recipe=recipe, test_costs=test_costs)


def _dataset(shape: tuple[int, int]) -> Dataset:
    """Four pictures of each part, of which every other one is of class 1."""
    part = Part(np.full((4, *shape, 3), 50, np.uint8), np.array([[0, 1, 0, 1]]))
    return Dataset("drawings", "drawings", part, part, ("non-cat", "cät"))


def _members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _archive(members: dict[str, bytes], random: Random) -> bytes:
    stream, packing = io.BytesIO(), random.choice(_PACKINGS)
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in members.items():
            packing = zipfile.ZIP_DEFLATED if len(content) > _LARGE else packing
            archive.writestr(zipfile.ZipInfo(name, _LONG_AGO), content, packing, compresslevel=1)
            if random.random() < 0.01:
                archive.writestr(zipfile.ZipInfo(f"{name}/", _LONG_AGO), b"")
    return stream.getvalue()


def _npy(array: np.ndarray, **options: bool) -> bytes:
    stream = io.BytesIO()
    np.save(stream, array, **options)
    return stream.getvalue()


def _changed(members: dict[str, bytes], random: Random) -> dict[str, bytes]:
    changes = random.choices(_CHANGES, k=random.choice((0, 1, 1, 1, 2)))
    if random.random() < 0.02:
        changes.append(_put_a_bomb)
    for change in dict.fromkeys(changes):
        change(members, random)
    return members


def _array_in(members: dict[str, bytes], name: str) -> np.ndarray | None:
    """The array, or None where another change has been."""
    with suppress(ArithmeticError, EOFError, LookupError, RuntimeError, SyntaxError, TypeError, ValueError, TokenError):
        return np.load(io.BytesIO(members[name]))
    return None


def _array_name(members: dict[str, bytes], random: Random) -> str:
    return random.choice([name for name in members if name != "description.npy"] or ["W1.npy"])


def _leave_out_or_add(members: dict[str, bytes], random: Random) -> None:
    if random.random() < 0.5:
        members.pop(random.choice(list(members)))
    else:
        name = random.choice(("W9.npy", "b1", "../../escape.npy", "/W1.npy", "x" * 300, "W1.npy.npy", "", "extra.txt"))
        members[name] = random.choice((_npy(np.zeros((3, 3))), b"text", b""))


def _put_another_shape(members: dict[str, bytes], random: Random) -> None:
    shape = random.choice(((), (0,), (3,), (3, 3), (1, 1), (4, 0), (1,) * 32, (1000, 1000)))
    members[_array_name(members, random)] = _npy(np.zeros(shape))


def _put_another_type(members: dict[str, bytes], random: Random) -> None:
    kind = random.choice((">f8", "f4", "f2", "i8", "u1", "?", "c16", "S5", "U5", "V3", "M8[s]", "g", [("a", "f8")]))
    members[_array_name(members, random)] = _npy(np.zeros((3, 3), kind))


def _put_extreme_numbers(members: dict[str, bytes], random: Random) -> None:
    name = _array_name(members, random)
    array = _array_in(members, name)
    if array is None or array.dtype != np.float64:
        return
    array.reshape(-1)[: random.choice((1, array.size))] = random.choice(_EXTREME_FLOATS)
    members[name] = _npy(array)


def _put_a_pickle(members: dict[str, bytes], random: Random) -> None:
    array = np.empty(1, object)
    array[0] = _PickleExploit()
    hidden = random.choice((_npy(array, allow_pickle=True), pickle.dumps(_PickleExploit())))
    members[random.choice([*members, "extra.npy", "extra"])] = hidden


def _put_a_bomb(members: dict[str, bytes], random: Random) -> None:
    size = random.choice((10**6, 10**8, 3 * 10**8))
    head = f"{{'descr': '<f8', 'fortran_order': False, 'shape': ({size // 8},), }}\n".encode()
    content = b"\x93NUMPY\x01\x00" + len(head).to_bytes(2, "little") + head + bytes(size)
    members[random.choice([*members, "extra.npy"])] = content


def _put_another_head(members: dict[str, bytes], random: Random) -> None:
    """The head of an array claims any type, order and shape, or is no head at all."""
    kind = random.choice(("<f8", ">f8", "|O", "<U999999999", "|S0", "nonsense", "<f8,<f8", "|V2147483647", "<M8[s]"))
    shape = random.choice(
        (f"({random.choice(EXTREMES)},)", f"({10**40},)", "(-4, 18)", "(4, 18)", "()", "(2.5,)", "[4]")
    )
    order = random.choice(("False", "True", "None"))
    head = f"{{'descr': '{kind}', 'fortran_order': {order}, 'shape': {shape}, }}".encode()
    head = random.choice((head, head, head, b"(" * 5000, b"'''", b"{'descr': ", b"\xff" * 100, b"x = 1"))
    version = random.choice((b"\1\0", b"\2\0", b"\3\0", b"\x09\0"))
    length = len(head).to_bytes(2 if version == b"\1\0" else 4, "little")
    members[random.choice(list(members))] = b"\x93NUMPY" + version + length + head + bytes(64)


def _describe_otherwise(members: dict[str, bytes], random: Random) -> None:
    array = _array_in(members, "description.npy")
    if array is None or not str(array).startswith('{"format"'):
        return
    description = json.loads(str(array))
    inner = _dictionaries(description)
    target = random.choice((description, *inner))
    key = random.choice([*target, "extra"])
    values = (
        None,
        -1,
        0,
        1.5,
        10**30,
        10**400,
        "x",
        "\ud800",
        "<b>x</b>\n",
        [],
        {},
        [64],
        [8, 8],
        [0, 0],
        [-2, 3],
        ["cat"],
    )
    target[key] = random.choice((*values, ["cat", "cat"], ["", ""], [10**9] * 2, float("nan"), VERSION + 1, True))
    if random.random() < 0.1:
        del target[key]
    text = random.choice(
        (json.dumps(description), json.dumps(description), json.dumps(description)[:-5], "[" * 10**5, "7")
    )
    members["description.npy"] = _npy(
        random.choice((np.array(text), np.array(text), np.array([text]), np.array(text.encode())))
    )


def _edit_otherwise(members: dict[str, bytes], random: Random) -> None:
    array = _array_in(members, "edits.npy")
    if array is None or array.dtype != np.uint8:
        return
    with suppress(ValueError, KeyError, TypeError, RecursionError):
        edits = json.loads(array.tobytes())
        rows = random.choice((edits["placements"], edits["added"]))
        values = (None, -1, 0, 1, 2, 10**30, 1.5, True, "", "x", "train", "test", "added", [8, 8], [0, 0], [10**9] * 2)
        row = list(random.choice(rows))
        row[random.randrange(len(row))] = random.choice(values)
        rows.append(row)
        array = np.frombuffer(json.dumps(edits).encode(), np.uint8)
    content = (array, array, array, array[:-5], array[np.newaxis], np.frombuffer(b"[" * 10**5, np.uint8))
    members["edits.npy"] = _npy(random.choice(content))


def _dictionaries(value: Any) -> list[dict[str, Any]]:
    """All dictionaries inside `value`, at any depth."""
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    found = [part for part in inside if isinstance(part, dict)]
    return found + [deeper for part in inside for deeper in _dictionaries(part)]


_CHANGES = (
    _edit_otherwise,
    _leave_out_or_add,
    _put_another_shape,
    _put_another_type,
    _put_extreme_numbers,
    _put_extreme_numbers,
    _put_a_pickle,
    _put_another_head,
    _describe_otherwise,
    _describe_otherwise,
    _describe_otherwise,
)
