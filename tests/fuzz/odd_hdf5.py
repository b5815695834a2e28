"""HDF5 files that are wrong by design: links, external storage, strange types, bombs."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from random import Random
from typing import Any

import h5py
import numpy as np

from tests.support.hdf5_files import random_pictures

_PIECE_BYTES, _ADLER_PRIME = 1_000_000, 65_521
# One byte, and then the byte before it again and again.
_LZF_BOMB = b"\0\0" + b"\xe0\xff\0" * 100_000

Change = Callable[[h5py.File, str, Random], None]

_ELSEWHERE = ("/etc/passwd", "/dev/zero", "/dev/urandom", "/proc/self/mem", "pipe", "test.h5", "train.h5", "gone")
_SHAPES = (
    (),
    (0,),
    (4,),
    (4, 8),
    (4, 8, 10),
    (0, 8, 10, 3),
    (4, 8, 10, 4),
    (4, 8, 10, 1),
    (4, 3, 8, 10),
    (4, 7, 10, 3),
    (4, 513, 8, 3),
    (1,) * 32,
    (10**7, 64, 64, 3),
    (2**40, 8, 8, 3),
    (2**31, 512, 512, 3),
)
_RECORD = np.dtype([("red", "u1"), ("green", "u1"), ("name", h5py.string_dtype())])
_TYPES = (
    _RECORD,
    h5py.enum_dtype({"no": 0, "yes": 1}, basetype="u1"),
    h5py.ref_dtype,
    h5py.regionref_dtype,
    h5py.vlen_dtype(np.dtype("u1")),
    h5py.string_dtype(),
    h5py.string_dtype("utf-8", 7),
    np.dtype("V5"),
    np.dtype(("u1", (3,))),
    np.dtype("?"),
    np.dtype("c8"),
    np.dtype("f2"),
    np.dtype("g"),
    np.dtype("S70000"),
    np.dtype(">u4"),
)


def _key(part: str, random: Random) -> str:
    return random.choice((f"{part}_set_x", f"{part}_set_x", f"{part}_set_y", "list_classes"))


def _gone(file: h5py.File, key: str) -> str:
    """The key, free to be given to something else."""
    if key in file or file.get(key, getlink=True) is not None:
        del file[key]
    return key


def leave_out(file: h5py.File, part: str, random: Random) -> None:
    """A key is missing."""
    _gone(file, _key(part, random))


def put_a_link(file: h5py.File, part: str, random: Random) -> None:
    """A key is a link: to itself, round in a circle, to another, to another file or a device."""
    key = _gone(file, _key(part, random))
    other = random.choice([*file, "gone"])
    match random.randrange(4):
        case 0:
            file[key] = h5py.SoftLink(f"/{random.choice((key, other))}")
        case 1:
            file[key], file["back"] = h5py.SoftLink("/back"), h5py.SoftLink(f"/{key}")
        case 2:
            file[key] = h5py.ExternalLink(random.choice(_ELSEWHERE), f"/{random.choice((key, 'x'))}")
        case _:
            file[key] = file[other] if other in file else h5py.SoftLink("/")


def put_a_group(file: h5py.File, part: str, random: Random) -> None:
    """A key is a group, or a named type, or the file's root."""
    key = _gone(file, _key(part, random))
    file[key] = random.choice((np.dtype("u1"), file["/"], file.require_group("a group")))


def put_another_type(file: h5py.File, part: str, random: Random) -> None:
    """A key holds values of a type that no picture, label or name has."""
    key, kind = _gone(file, _key(part, random)), random.choice(_TYPES)
    shape = random.choice(((4, 8, 10, 3), (4,), (1, 4), (2,), (240,)))
    found = file.create_dataset(key, shape, dtype=kind)
    if kind.hasobject and h5py.check_string_dtype(kind) is None:
        return  # references and lists are left empty
    if not kind.hasobject and kind.itemsize < 100:
        found[...] = np.frombuffer(random.randbytes(found.size * found.dtype.itemsize), found.dtype).reshape(
            found.shape
        )
    elif kind.hasobject:
        found[...] = np.full(shape, "x" * random.choice((0, 3, 100_000)), object)


def put_an_odd_number_type(file: h5py.File, part: str, random: Random) -> None:
    """Numbers of 5 bits, of 128, with a bias, or with their bits in odd places: HDF5 describes any."""
    key, shape = _gone(file, _key(part, random)), random.choice(((4, 8, 10, 3), (4,)))
    base = random.choice((h5py.h5t.STD_U8LE, h5py.h5t.STD_I32BE, h5py.h5t.IEEE_F32LE, h5py.h5t.STD_B8LE)).copy()
    try:
        if isinstance(base, h5py.h5t.TypeFloatID) and random.random() < 0.5:
            base.set_ebias(random.choice((0, 1, 127, 10**6)))
        elif isinstance(base, h5py.h5t.TypeIntegerID):
            base.set_size(random.choice((1, 2, 3, 4, 5, 8, 16)))
            base.set_precision(random.choice((1, 5, 8)))
            base.set_offset(random.choice((0, 0, 1)))
    except (ValueError, RuntimeError):
        pass  # HDF5 will not have this one
    space = h5py.h5s.create_simple(shape)
    h5py.h5d.create(file.id, key.encode(), base, space).write(space, space, np.zeros(shape, "u1"), h5py.h5t.STD_U8LE)


def claim_another_shape(file: h5py.File, part: str, random: Random) -> None:
    """A key claims any shape, of which nothing or little was ever written."""
    key, shape = _gone(file, _key(part, random)), random.choice(_SHAPES)
    kind = random.choice(("u1", "u1", "f8", "S10"))
    chunks = tuple(min(side, random.choice((1, 8, 64))) or 1 for side in shape) if shape and 0 not in shape else None
    filled = {} if kind == "S10" else {"fillvalue": random.choice((None, 1))}
    found = file.create_dataset(key, shape, kind, chunks=chunks, **filled)
    if found.size and random.random() < 0.5:
        found[(0,) * len(shape)] = 1


def put_numbers_out_of_range(file: h5py.File, part: str, random: Random) -> None:
    """Pictures or labels whose numbers are none, or none that they may be."""
    number = random.choice((np.nan, np.inf, -1.0, 0.5, 2.0, 256.0, 1e308, -(2.0**63), 2.0**64))
    if random.random() < 0.5:
        values = random_pictures().astype(random.choice(("f4", "f8")))
        with np.errstate(over="ignore"):
            values.flat[random.randrange(values.size)] = number
        file[_gone(file, f"{part}_set_x")] = values
    else:
        file[_gone(file, f"{part}_set_y")] = np.array([0, 1, 0, number])


def put_odd_names(file: h5py.File, part: str, random: Random) -> None:
    """Names of classes that are none, or are made to mislead."""
    names = (
        b"",
        b"cat",
        b"\xff\xfe",
        b"a\nb",
        b"<b>cat</b>",
        b"\xe2\x80\xaegnp",
        b"c" * 70,
        b"\0cat",
        b" ",
        b"non-cat",
    )
    chosen = [random.choice(names) for _ in range(random.choice((0, 1, 2, 2, 2, 3)))]
    if random.random() < 0.2:
        file.create_dataset(_gone(file, "list_classes"), data=[random.choice((0, 1, -1, 2**62)) for _ in chosen])
        return
    in_heap = [name.decode("utf-8", errors="replace") for name in chosen]
    stored = np.array(in_heap, h5py.string_dtype()) if random.random() < 0.5 else np.array(chosen, "S80")
    file.create_dataset(_gone(file, "list_classes"), data=stored, chunks=random.choice((None, None, True)))


def keep_it_elsewhere(file: h5py.File, part: str, random: Random) -> None:
    """The bytes are in another file, or gathered from several, or from itself."""
    key, place = _gone(file, _key(part, random)), random.choice(_ELSEWHERE)
    if random.random() < 0.5:
        file.create_dataset(key, (4, 8, 10, 3), "u1", external=[(place, random.choice((0, 100)), 960)])
        return
    layout = h5py.VirtualLayout((4, 8, 10, 3), "u1", maxshape=(None, 8, 10, 3))
    source = h5py.VirtualSource(random.choice((place, ".")), key, (4, 8, 10, 3), maxshape=(None, 8, 10, 3))
    layout[: h5py.h5s.UNLIMITED] = source[: h5py.h5s.UNLIMITED]
    file.create_virtual_dataset(key, layout, fillvalue=random.choice((None, 3)))


def pack_a_bomb(file: h5py.File, part: str, random: Random) -> None:
    """Chunks that unpack to far more than they take, and sometimes to more than a chunk may hold."""
    rows, count = random.choice(((10, 1), (1000, 1), (1000, 20), (4000, 10)))
    true = random.choice((rows * 12_288, 12_288, 50_000_000, 3_000_000_000))
    properties = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    properties.set_chunk((rows, 64, 64, 3))
    for _ in range(random.choice((1, 1, 1, 2))):
        properties.set_deflate(9)
    space = h5py.h5s.create_simple((rows * count, 64, 64, 3))
    key = _gone(file, f"{part}_set_x").encode()
    found = h5py.h5d.create(file.id, key, h5py.h5t.STD_U8LE, space, properties)
    packed = _zeros_packed(true)
    for index in range(count):
        found.write_direct_chunk((index * rows, 0, 0, 0), packed, filter_mask=random.choice((0, 0, 0, 1)))
    file[_gone(file, f"{part}_set_y")] = np.arange(rows * count) % 2


def _zeros_packed(size: int) -> bytes:
    """So many zeros as zlib packs them, made of one piece again and again."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    piece = packer.compress(bytes(_PIECE_BYTES)) + packer.flush(zlib.Z_FULL_FLUSH)
    rest = packer.compress(bytes(size % _PIECE_BYTES)) + packer.flush()
    check_sum = (size % _ADLER_PRIME) << 16 | 1
    return b"\x78\xda" + piece * (size // _PIECE_BYTES) + rest + check_sum.to_bytes(4, "big")


def break_a_chunk(file: h5py.File, part: str, random: Random) -> None:
    """A chunk whose bytes are too few, too many, or none that its filters know."""
    key, shape = _gone(file, f"{part}_set_x"), (4, 8, 10, 3)
    options: dict[str, Any] = random.choice(
        (
            {},
            {"compression": "gzip"},
            {"compression": "lzf"},
            {"fletcher32": True},
            {"scaleoffset": 4},
            {"shuffle": True},
        )
    )
    found = file.create_dataset(key, shape, random.choice(("u1", "<i4")), chunks=(2, 8, 10, 3), **options)
    for row in (0, 2):
        data = random.choice(
            (b"", bytes(10), random.randbytes(480), bytes(5000), zlib.compress(bytes(100_000)), _LZF_BOMB)
        )
        found.id.write_direct_chunk((row, 0, 0, 0), data or b"\0", filter_mask=random.choice((0, 0, 1, 2**32 - 1)))


def name_very_many(file: h5py.File, part: str, random: Random) -> None:
    """Thousands of keys or notes, or names that are long or unprintable."""
    name = random.choice(("key", "x" * 200, "é\n<b>", "\u202eyek"))
    for number in range(random.choice((1, 50, 3000))):
        file[f"{name} {number}"] = h5py.SoftLink("/nowhere")
    if random.random() < 0.5:
        leave_out(file, part, random)


CHANGES: tuple[Change, ...] = (
    leave_out,
    put_a_link,
    put_a_link,
    put_a_group,
    put_another_type,
    put_another_type,
    put_an_odd_number_type,
    claim_another_shape,
    claim_another_shape,
    put_numbers_out_of_range,
    put_odd_names,
    keep_it_elsewhere,
    break_a_chunk,
    name_very_many,
)
# These take a second each.
LARGE_CHANGES: tuple[Change, ...] = (pack_a_bomb,)
