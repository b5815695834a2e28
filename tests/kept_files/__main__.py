"""Writes the files of the installed version: `python -m tests.kept_files FOLDER`, on Linux or macOS."""

import argparse
import gc
import io
import json
import os
import shutil
import sqlite3
import sys
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import numpy as np
from PIL import Image
from PySide6.QtWidgets import QApplication

from catgui.app import _create_window, _open, collect_in_gui_thread
from catgui.domain.run_texts import run_csv
from catgui.inputs.sources import BytesSource, PathSource
from catgui.models.training.session import RunState
from catgui.profile.settings import Settings
from catgui.profile.store import ProfileStore
from engine.data.edited_dataset import EditedDataset
from engine.data.edits import TEST, TRAIN, AddedPicture, PictureKey
from engine.data.hdf5_pair import write_pair
from engine.data.sources import open_dataset
from engine.saved_model.encoding import encode_edits
from engine.saved_model.file import load_model, save_model
from engine.saved_model.model import Model
from engine.training.config import LOGISTIC_REGRESSION, TrainingConfig
from engine.training.run import TrainingRun
from tests.kept_files import AWAY, COMMANDS, EXPECTED, NETWORKS, PAIR, PROFILE, printed, shape_of
from tests.support.small_data import make_dataset

SIDE = 16  # the least that the pretrained filters take
PIXELS = TrainingConfig((3,), learning_rate=0.01, iterations=30, seed=1, momentum=0.9, dropout=0.2, batch_size=5)
CONVOLUTION = replace(TrainingConfig.for_features("convolution"), hidden_layers=(2, 3), iterations=6, batch_size=4)
CONFIGS = {
    "pixels": PIXELS,
    "pretrained": replace(TrainingConfig.for_features("pretrained"), hidden_layers=(2,), iterations=20),
    "convolution": CONVOLUTION,
    "logistic": replace(LOGISTIC_REGRESSION, iterations=30),
}
POSITION, THRESHOLD = 4, 0.4
NAME, PHOTO = "kept", "tom.png"


def main() -> None:
    """Write the files."""
    parser = argparse.ArgumentParser(prog="python -m tests.kept_files", description=__doc__)
    parser.add_argument("folder", type=Path, help="where to write them; it must not be there")
    folder = parser.parse_args().folder
    AWAY.mkdir()  # names no computer and no user
    try:
        folder.mkdir(parents=True)
        (folder / PAIR).mkdir()
        (folder / NETWORKS).mkdir()
        write_pair(make_dataset(train=16, test=6, side=SIDE, name="pictures"), folder / PAIR / "pictures_train.h5")
        expected = {"networks": {name: write_network(folder, name) for name in CONFIGS}}
        (AWAY / PHOTO).write_bytes(photo((200, 120, 40)))
        shutil.copytree(folder / PAIR, AWAY / PAIR)
        expected["json"] = {name: shape_of(printed(folder, name, AWAY / PHOTO)) for name in COMMANDS}
        expected["profile"] = write_profile(folder / PROFILE)
        (folder / EXPECTED).write_text(json.dumps(expected, indent=1) + "\n", encoding="ascii")
    finally:
        shutil.rmtree(AWAY)


def write_network(folder: Path, name: str) -> dict[str, object]:
    """Train and save a network; what it must answer."""
    dataset = open_dataset(folder / PAIR)
    if name == "pixels":  # with edits
        edited = EditedDataset.of(dataset).relabel([PictureKey(TRAIN, 1)], 1).leave_out([PictureKey(TRAIN, 4)])
        dataset = edited.add([added(dataset.train.pictures[0])], 1, TEST).dataset
    run = TrainingRun(dataset, CONFIGS[name])
    costs = [cost for _, cost in run]
    path = folder / NETWORKS / f"{name}.npz"
    save_model(path, Model.of(run, run.snapshot(), np.array(costs)))
    answers = load_model(path).probabilities(dataset.train.pictures)
    return {"config": run.config.as_dict(), "data": dataset.name, "answers": answers.ravel().tolist()}


def write_profile(path: Path) -> dict[str, object]:
    """Use the window as a user does, with its profile at `path`; what must come back."""
    gc.disable()  # as the program does
    collect_in_gui_thread(QApplication(sys.argv[:1]))
    settings = Settings()
    window = _create_window(settings)
    window.show()
    window.keeper.begin(ProfileStore(path))
    window.runs.load()
    session = window.session
    _open(window, [AWAY / PAIR])
    wait(lambda: window.workspace.dataset is not None)
    for config in CONFIGS.values():
        train(window, config)
    window.runs.rename(window.runs.records[0].number, NAME)
    window.workspace.open("builtin")
    wait(lambda: window.workspace.dataset.source == "builtin" and not window.workspace.loading)
    editor, keys = window.data_editor, [PictureKey(TRAIN, index) for index in range(9)]
    editor.relabel(keys[2:4], 1)
    editor.leave_out(keys[5:6])
    editor.move(keys[7:9], TEST)
    editor.add([(added(window.workspace.dataset.train.pictures[0]), 1)], TRAIN)
    window.training_settings.set_config(CONVOLUTION)
    train(window, CONVOLUTION)
    session.set_threshold(THRESHOLD)
    window.playback.seek(POSITION)
    wait(lambda: session.now.snapshot.iterations == POSITION)
    window.photos.add([PathSource(str(AWAY / PHOTO)), BytesSource("pasted", photo((20, 90, 240)))])
    wait(lambda: len(window.photos) == 2 and not window.photos.busy)
    window.photos.set_actual([entry.key for entry in window.photos], "cat")
    settings.theme = "dark"
    tables = {"photos": window.photos.csv(), "runs": run_csv(window.runs.plotted(window.workspace.dataset))}
    found = {
        "data": window.workspace.dataset.name,
        "edits": encode_edits(window.workspace.dataset.edits),
        "position": POSITION,
        "threshold": THRESHOLD,
        "config": CONVOLUTION.as_dict(),
        "costs": session.now.costs.train.tolist(),
        "photos": [[entry.name, entry.actual] for entry in window.photos],
        "csv": {name: text.splitlines()[0] for name, text in tables.items()},
        "runs": [
            [it.number, it.title, it.data, it.config.features, len(it.train), it.test_accuracy]
            for it in window.runs.records
        ],
    }
    window.close()
    window.shut_down()
    shutil.rmtree(path.with_name("backups"))
    with closing(sqlite3.connect(path)) as connection:
        # A page for each table takes 60 kB.
        connection.execute("PRAGMA page_size = 512")
        connection.execute("VACUUM")
    return found


def added(picture: np.ndarray) -> AddedPicture:
    """A picture to add: another one upside down."""
    return AddedPicture(picture[::-1].copy(), "added.png")


def photo(color: tuple[int, int, int]) -> bytes:
    """A PNG file of one color."""
    stream = io.BytesIO()
    Image.new("RGB", (SIDE, SIDE), color).save(stream, "PNG")
    return stream.getvalue()


def train(window, config: TrainingConfig) -> None:
    """Train a new network to the end, until it is recorded."""
    count = len(window.runs.records)
    window.session.start(window.workspace.dataset, config)
    wait(lambda: len(window.runs.records) == count + 1 and window.session.now.is_inactive)
    wait(lambda: window.session.now.state is not RunState.EVALUATING and not window.session.completer.busy)


def wait(condition) -> None:
    """Let Qt work until `condition` holds."""
    end = time.monotonic() + 120
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError
        QApplication.processEvents()
        time.sleep(0.01)


if __name__ == "__main__":
    main()
