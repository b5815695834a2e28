"""`WindowState`: all that a window shows, as files in a folder.

    write_state(folder, state)      # any thread, atomic
    update_state(folder, state)     # the same, but the network stays that of the folder
    state = read_state(folder)      # any thread; None where there is none

The network, if any, is a model file (`engine.saved_model`), so that it comes back whole; the rest is JSON.
`catgui.documents.state_keeper.StateKeeper` captures the state of a window and restores it, without a dialog.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from catgui.models.documents.pasted_photos import PASTED_FOLDER, PastedPhoto, delete_others, read_pasted, write_pasted
from engine.data.dataset import DataOrigin
from engine.errors import (
    ConfigError,
    InvalidModelError,
    ModelFileError,
    NewerFileError,
    OlderFileError,
    UnknownOptionError,
)
from engine.progress import UNOBSERVED, Work
from engine.saved_model.encoding import SavedPhoto
from engine.saved_model.model import MODEL_SUFFIX, Model
from engine.storage.atomic import atomic_write, translate_write_errors
from engine.storage.regular_file import check_regular_file
from engine.training.config import TrainingConfig
from engine.version import program_version

# What the folder holds, in messages.
SESSION = "the session, with the photos that were pasted"
VERSION = 3
_STATE_NAME = "session.json"
_NETWORK_NAME = f"session{MODEL_SUFFIX}"
_MAX_BYTES = 100_000_000  # of MAX_PHOTOS with the longest paths
_NOT_WRITTEN = "the session could not be written"


@dataclass(frozen=True, slots=True, eq=False)
class WindowState:
    """The state of a window.

    Attributes: `data`, or None if the data were not opened from anywhere; `config`, the settings of the form;
    `photos`, also those that are no longer there; `network`, without photos, or None; `network_path`, the user's file
    that holds it, or None; `network_error`, why the network could not be read, or '', and `is_network_damaged`, whether
    it never can be; `pasted`, the photos that are in no file, and `missing_pasted`, the number of these that could not
    be kept.
    """

    data: DataOrigin | None
    config: TrainingConfig
    photos: tuple[SavedPhoto, ...] = ()
    network: Model | None = None
    network_path: Path | None = None
    network_error: str = ""
    is_network_damaged: bool = False
    pasted: tuple[PastedPhoto, ...] = ()
    missing_pasted: int = 0


def write_state(folder: Path, state: WindowState) -> None:
    """Write `state` to `folder`, in place of what is there. Raises ModelFileError."""
    from engine.saved_model.file import save_model  # slow to import

    path, network = folder / _STATE_NAME, folder / _NETWORK_NAME
    has_network = state.network is not None and state.network.has_finite_outputs()
    with translate_write_errors(ModelFileError, path, _NOT_WRITTEN):
        folder.mkdir(parents=True, exist_ok=True)
        if state.network is not None and has_network:
            save_model(network, state.network)
        _write_rest(folder, state, _network_fields(has_network, state.network_path))
        if not has_network:
            network.unlink(missing_ok=True)


def update_state(folder: Path, state: WindowState) -> None:
    """Write `state` to `folder`, except its network: that of the folder, if any, stays. Raises ModelFileError."""
    with translate_write_errors(ModelFileError, folder / _STATE_NAME, _NOT_WRITTEN):
        folder.mkdir(parents=True, exist_ok=True)
        _write_rest(folder, state, _read_network_fields(folder))


def _write_rest(folder: Path, state: WindowState, network_fields: dict[str, Any]) -> None:
    """Write all of `state` but its network, and the fields that describe that. Raises OSError."""
    pasted = write_pasted(folder, state.pasted)
    with atomic_write(folder / _STATE_NAME) as temporary:
        fields = {**_to_json(state), **network_fields, "pasted": pasted}
        temporary.write_text(json.dumps(fields), encoding="utf-8")
    delete_others(folder, pasted)


def read_state(folder: Path, work: Work = UNOBSERVED) -> WindowState | None:
    """The state in `folder`, or None where there is none; without its network if that cannot be read.

    Raises OtherFormatError for one of another program, ModelFileError for a damaged one, and CancelledError.
    """
    from engine.saved_model.file import load_model  # slow to import

    path = folder / _STATE_NAME
    try:
        if not path.exists():
            return None
        fields = _read_fields(path)
        state = _read_described(path, fields, folder)
        has_network = bool(fields["has_network"])
    except FileExistsError as error:
        raise ModelFileError(path, f"the last session cannot be opened: {error.strerror}") from error
    except (OSError, ConfigError, ValueError, TypeError, LookupError, RecursionError, AttributeError) as error:
        raise ModelFileError(path, "the last session is damaged and cannot be opened again") from error
    if not has_network:
        return state
    try:
        return replace(state, network=load_model(folder / _NETWORK_NAME, work=work))
    except ModelFileError as error:
        is_damaged = isinstance(error, InvalidModelError)
        return replace(state, network_error=error.reason, is_network_damaged=is_damaged)


def _read_described(path: Path, fields: dict[str, Any], folder: Path) -> WindowState:
    """The state of `fields`, still without its network."""
    from engine.saved_model.encoding import decode_program

    if fields["version"] > VERSION:
        raise NewerFileError(path, decode_program(fields))
    if fields["version"] < VERSION:
        raise OlderFileError(path, decode_program(fields))
    try:
        return _from_json(fields, folder)
    except UnknownOptionError as error:
        raise NewerFileError(path, decode_program(fields), error.field) from error


def state_time(folder: Path) -> float | None:
    """When the state in `folder` was written, in seconds since 1970; None where there is none."""
    with suppress(OSError):
        return (folder / _STATE_NAME).stat().st_mtime
    return None


def move_state(folder: Path, target: Path) -> bool:
    """Move the state in `folder` to `target`; returns whether there was one. Raises OSError."""
    if state_time(folder) is None:
        return False
    target.mkdir()
    # The state last: without it the others are nothing.
    for name in (_NETWORK_NAME, PASTED_FOLDER, _STATE_NAME):
        if (folder / name).exists():
            os.replace(folder / name, target / name)
    return True


def _network_fields(has_network: bool, path: Path | None) -> dict[str, Any]:
    return {"has_network": has_network, "network_path": None if path is None else str(path)}


def _read_network_fields(folder: Path) -> dict[str, Any]:
    """The fields of the network in `folder`; of none where there is none, or they are damaged."""
    with suppress(OSError, ValueError, TypeError, LookupError, RecursionError):
        fields = _read_fields(folder / _STATE_NAME)
        return {name: fields[name] for name in _network_fields(False, None)}
    return _network_fields(False, None)


def _read_fields(path: Path) -> Any:
    check_regular_file(path)
    if path.stat().st_size > _MAX_BYTES:
        raise ValueError("too long")
    return json.loads(path.read_text(encoding="utf-8"))


def _to_json(state: WindowState) -> dict[str, Any]:
    from engine.saved_model.encoding import MAX_PHOTOS, encode_photos

    return {
        "version": VERSION,
        "program": program_version(),
        "data": None if state.data is None else asdict(state.data),
        "config": state.config.as_dict(),
        "photos": encode_photos(state.photos[:MAX_PHOTOS]),
    }


def _from_json(fields: dict[str, Any], folder: Path) -> WindowState:
    from engine.saved_model.encoding import decode_origin, decode_photos

    data, path = fields["data"], fields["network_path"]
    pasted, missing = read_pasted(folder, fields["pasted"])
    return WindowState(
        data=None if data is None else decode_origin(data),
        config=TrainingConfig.from_dict(fields["config"]),
        photos=decode_photos(fields["photos"]),
        network_path=None if path is None else Path(path),
        pasted=pasted,
        missing_pasted=missing,
    )
