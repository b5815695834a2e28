"""Messages between this process and the one that reads untrusted files: pickles, with arrays sent beside them.

A message is a head (the number of its call, its kind, and how many parts follow), the length of each part, and the
parts: a pickle and the buffers of its arrays, which are written from and read into memory without another copy.
"""

from __future__ import annotations

import pickle
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from io import RawIOBase
from typing import Any

import numpy as np

_HEAD = struct.Struct("<QBI")
Buffer = bytes | memoryview


class Kind(IntEnum):
    """The kinds of messages."""

    CALL = 0
    PROGRESS = 1
    VALUE = 2
    ERROR = 3
    READY = 4


@dataclass(frozen=True, slots=True)
class Message:
    """One message, still pickled. Attributes: `call`, the number of the call it belongs to; `parts`, see above."""

    call: int
    kind: Kind
    parts: Sequence[Buffer]

    @classmethod
    def of(cls, call: int, kind: Kind, content: object) -> Message:
        """The message with `content`. Raises whatever pickle raises."""
        buffers: list[pickle.PickleBuffer] = []
        pickled = pickle.dumps(content, protocol=5, buffer_callback=buffers.append)
        return cls(call, kind, [pickled, *(buffer.raw() for buffer in buffers)])

    def content(self) -> Any:
        """The unpickled content; its arrays use the memory of the parts."""
        pickled, *buffers = self.parts
        return pickle.loads(pickled, buffers=buffers)


def send(stream: RawIOBase, message: Message) -> None:
    """Write the whole message. Raises OSError if the other process has closed its end."""
    lengths = [memoryview(part).nbytes for part in message.parts]
    head = _HEAD.pack(message.call, message.kind, len(lengths)) + struct.pack(f"<{len(lengths)}Q", *lengths)
    for part in (head, *message.parts):
        left = memoryview(part).cast("B")
        while left:
            left = left[stream.write(left) :]


def receive(stream: RawIOBase) -> Message:
    """The next message. Raises EOFError if the other process has ended."""
    call, kind, count = _HEAD.unpack(_read_exactly(stream, _HEAD.size))
    lengths = struct.unpack(f"<{count}Q", _read_exactly(stream, 8 * count))
    return Message(call, Kind(kind), [_read_exactly(stream, length) for length in lengths])


def _read_exactly(stream: RawIOBase, length: int) -> Buffer:
    # Unlike a bytearray, it is not filled with zeros first.
    content = memoryview(np.empty(length, np.uint8))  # type: ignore[arg-type]
    left = content
    while left:
        count = stream.readinto(left)
        if not count:
            raise EOFError
        left = left[count:]
    return content
