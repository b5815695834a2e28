"""The command: its arguments, what it prints, its exit status."""

import importlib
import re
from dataclasses import replace

import pytest

from engine.vision.detection.record import record_from
from engine.vision.filters_file import load_filters, save_filters
from engine.vision.folded import FoldedNetwork
from engine.vision.network import initial_parameters
from engine.vision.train.trainer import Stage
from tests.engine.vision.train.tiny_archives import PLAN, write_archives

command = importlib.import_module("engine.vision.train.__main__")


@pytest.fixture
def tiny_plan(monkeypatch):
    """The command trains a tiny network; the seeds and epochs that were asked for."""
    asked = []

    def plan_of(seed, epochs):
        asked.append((seed, epochs))
        return PLAN

    monkeypatch.setattr(command, "TrainingPlan", plan_of)
    return asked


@pytest.mark.slow
def test_it_trains_and_writes_the_file_with_the_command_that_makes_it_again(tiny_plan, tmp_path, capsys):
    write_archives(tmp_path, with_kept_part=True)
    arguments = [str(tmp_path), "--out", str(tmp_path / "cat.npz"), "--seed", "5", "--epochs", "3"]

    status = command.main(arguments)

    assert status == 0
    assert tiny_plan == [(5, 3)]
    printed = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r"epoch 1 of 2, step 1 of \d+: cost \d\.\d+, \d+ ms a step", printed[0])
    assert [line.split(":")[0] for line in printed[-4:-2]] == ["epoch 1 of 2 ended", "epoch 2 of 2 ended"]
    assert re.fullmatch(r"epoch 2 of 2 ended: cost [\d.]+, photos [\d.]+, small [\d.]+, cifar [\d.]+", printed[-3])
    about = load_filters(tmp_path / "cat.npz").about
    figures = ", ".join(f"{name} {about['validation'][name]:.4f}" for name in ("photos", "small", "cifar"))
    assert printed[-2] == f"written: {tmp_path / 'cat.npz'}, {figures}"
    _, record = record_from(about)
    assert printed[-1] == f"calibrated: {tmp_path / 'cat.npz'}. {record.sentence()}"
    assert about["command"] == f"python -m engine.vision.train FOLDER --out cat.npz --seed {PLAN.seed} --epochs 2"


@pytest.mark.slow
def test_it_trains_on_from_a_file_of_filters(tmp_path, capsys, monkeypatch):
    write_archives(tmp_path, with_kept_part=True)
    flat = initial_parameters(PLAN.architecture, seed=1)
    save_filters(tmp_path / "old.npz", FoldedNetwork(PLAN.architecture, PLAN.architecture.views(flat)), {})
    monkeypatch.setattr(command, "ON_PLAN", replace(PLAN, stages=(Stage(1, 8, hard=True),)))
    arguments = [str(tmp_path), "--out", str(tmp_path / "cat.npz"), "--on", str(tmp_path / "old.npz"), "--epochs", "1"]

    assert command.main(arguments) == 0

    about = load_filters(tmp_path / "cat.npz").about
    assert about["command"] == "python -m engine.vision.train FOLDER --out cat.npz --seed 1 --epochs 1 --on old.npz"
    assert len(about["curve"]) == 1
    assert "epoch 1 of 1 ended" in capsys.readouterr().out


@pytest.mark.slow
def test_filters_are_calibrated_without_training(tmp_path, capsys):
    write_archives(tmp_path, with_kept_part=True)
    out = tmp_path / "cat.npz"
    flat = initial_parameters(PLAN.architecture, seed=1)
    save_filters(out, FoldedNetwork(PLAN.architecture, PLAN.architecture.views(flat)), {"seed": 1})

    assert command.main([str(tmp_path), "--out", str(out), "--calibrate"]) == 0

    _, record = record_from(load_filters(out).about)
    assert capsys.readouterr().out == f"calibrated: {out}. {record.sentence()}\n"


def test_an_interruption_says_how_to_go_on(tmp_path, capsys, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "train_detector", interrupted)

    status = command.main([str(tmp_path), "--out", str(tmp_path / "cat.npz")])

    assert status == 130
    assert "Interrupted: the same command begins again" in capsys.readouterr().err

    (tmp_path / "cat.checkpoint.npz").touch()
    command.main([str(tmp_path), "--out", str(tmp_path / "cat.npz")])
    assert f"the same command goes on from {tmp_path / 'cat.checkpoint.npz'}" in capsys.readouterr().err
