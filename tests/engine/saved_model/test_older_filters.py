"""What was trained with older filters is read, answers and is repeated with these; new runs take the new ones."""

import json
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from engine.cli.main import main
from engine.errors import ConfigError, ModelFileError, ReproductionError
from engine.export.script import RunPlan, save_data
from engine.resources import FINGERPRINT_DIGITS, filters_path, older_filters, version_of_filters
from engine.saved_model.file import load_model_in_process, save_model
from engine.saved_model.model import Model
from engine.saved_model.recipe import RunRecipe
from engine.saved_model.reproduction import reproduce_model
from engine.saved_model.saved_run import SavedRun
from engine.training.config import TrainingConfig, non_default_options
from engine.training.features import (
    count_features,
    filters_fingerprint,
    make_examples,
    scale_of,
    takes_pixels,
    with_filters,
)
from engine.training.run import TrainingRun
from engine.vision.pretrained import pretrained_filters
from tests.support.older_filters import OLDER, replace_filters
from tests.support.small_data import make_dataset

DATASET = make_dataset(side=16)
KINDS = {
    "pretrained": TrainingConfig((4,), 0.05, 6, features="pretrained"),
    "fine-tuned": replace(TrainingConfig.for_features("fine-tuned"), iterations=3, trained_blocks=1),
}
each_kind = pytest.mark.parametrize("kind", ["pretrained", pytest.param("fine-tuned", marks=pytest.mark.slow)])


def save_run(config, path):
    """Train on DATASET and save the network; returns its answers on the test part."""
    run = TrainingRun(DATASET, config)
    costs, snapshot = np.array([step.cost for step in run]), run.snapshot()
    recipe = RunRecipe.of(run, len(costs), len(costs))
    save_model(
        path,
        Model(snapshot.network.parameters, DATASET.classes, (16, 16), config, costs, DATASET.name, recipe),
    )
    return snapshot.test.probabilities


@each_kind
def test_a_network_answers_as_before_and_its_run_is_repeated(kind, tmp_path, monkeypatch):
    path, config = tmp_path / "model.npz", KINDS[kind]
    answers = save_run(config, path)
    replace_filters(monkeypatch, tmp_path)

    model = load_model_in_process(path)

    assert model.config == replace(config, features=f"{kind}:{OLDER}")
    np.testing.assert_allclose(model.probabilities(DATASET.test.pictures), answers, rtol=1e-6)
    found = reproduce_model(model, DATASET)
    np.testing.assert_allclose(found.snapshot.test.probabilities, answers, rtol=1e-6)
    assert SavedRun(model, DATASET).initial_weights() is not None
    # Another branch of it keeps its filters, and so does another file.
    branch = found.run.resume_from(2, replace(found.run.config, iterations=9))
    assert RunRecipe.of(branch, 2, 2).filters == model.recipe.filters
    save_model(tmp_path / "again.npz", model)
    assert load_model_in_process(tmp_path / "again.npz").config == model.config


@each_kind
def test_new_runs_take_the_new_filters(kind, tmp_path, monkeypatch):
    before = filters_fingerprint(kind)
    answers = save_run(KINDS[kind], tmp_path / "old.npz")
    replace_filters(monkeypatch, tmp_path)

    assert filters_fingerprint(kind) != before
    assert filters_fingerprint(f"{kind}:{OLDER}") == before
    assert not np.allclose(save_run(KINDS[kind], tmp_path / "new.npz"), answers)
    assert load_model_in_process(tmp_path / "new.npz").config == KINDS[kind]


def test_the_features_of_both_filters_are_kept_apart(tmp_path, monkeypatch):
    part = DATASET.train
    before = make_examples("pretrained", part.pictures, part.labels).rows
    replace_filters(monkeypatch, tmp_path)

    new, old = (make_examples(name, part.pictures, part.labels).rows for name in ("pretrained", f"pretrained:{OLDER}"))

    np.testing.assert_array_equal(old, before)
    assert not np.array_equal(new, before)
    assert count_features(f"pretrained:{OLDER}", (16, 16)) == count_features("pretrained", (16, 16))
    assert scale_of(f"pretrained:{OLDER}") == scale_of("pretrained")
    assert takes_pixels(f"fine-tuned:{OLDER}")


@each_kind
def test_a_script_has_the_filters_of_its_run(kind, tmp_path, monkeypatch):
    expected = pretrained_filters().arrays
    replace_filters(monkeypatch, tmp_path)
    run = TrainingRun(DATASET, replace(KINDS[kind], features=f"{kind}:{OLDER}"))

    save_data(RunPlan(run.stages_until(0), 0), DATASET, tmp_path / "data.npz")

    with np.load(tmp_path / "data.npz") as data:
        for name, array in expected.items():
            np.testing.assert_array_equal(data[f"filters_{name}"], array)


def test_the_terminal_classifies_with_the_filters_of_the_file(tmp_path, monkeypatch, capsys):
    answers = save_run(KINDS["pretrained"], tmp_path / "model.npz")
    Image.fromarray(DATASET.test.pictures[0]).save(tmp_path / "tom.png")
    monkeypatch.setattr("engine.cli.predict.load_model", load_model_in_process)
    replace_filters(monkeypatch, tmp_path)
    assert main(["predict", "--json", str(tmp_path / "model.npz"), str(tmp_path / "tom.png")]) == 0

    assert json.loads(capsys.readouterr().out)[0]["probability"] == pytest.approx(answers[0, 0])


@each_kind
def test_without_its_filters_a_file_says_which_version_has_them_or_answers_all_the_same(kind, tmp_path, monkeypatch):
    answers = save_run(KINDS[kind], tmp_path / "model.npz")
    replace_filters(monkeypatch, tmp_path).unlink()

    if kind == "pretrained":
        with pytest.raises(ModelFileError, match="made by filters"):
            load_model_in_process(tmp_path / "model.npz")
        return
    model = load_model_in_process(tmp_path / "model.npz")
    np.testing.assert_allclose(model.probabilities(DATASET.test.pictures), answers, rtol=1e-6)
    assert SavedRun(model, DATASET).initial_weights() is None
    with pytest.raises(ReproductionError, match="does not have the filters that it was trained with"):
        reproduce_model(model, DATASET)


def test_older_filters_are_named_in_settings_but_not_in_files(tmp_path, monkeypatch):
    with pytest.raises(ConfigError, match="must be one of pixels, pretrained, convolution, fine-tuned"):
        TrainingConfig(features=f"pretrained:{OLDER}")

    fingerprint = pretrained_filters().fingerprint
    replace_filters(monkeypatch, tmp_path)

    older = TrainingConfig.for_features(f"fine-tuned:{OLDER}")
    assert replace(older, features="fine-tuned") == TrainingConfig.for_features("fine-tuned")
    assert non_default_options(older)["features"] == f"fine-tuned:{OLDER}"
    assert older.as_dict()["features"] == "fine-tuned"
    assert with_filters(older.as_dict()["features"], fingerprint) == older.features
    assert with_filters("pixels", fingerprint) == "pixels"
    assert with_filters("pretrained", "0" * 64) == with_filters("pretrained", "") == "pretrained"
    for features in (f"pixels:{OLDER}", f"convolution:{OLDER}", "pretrained:9", "pretrained:"):
        with pytest.raises(ConfigError):
            TrainingConfig(features=features)


def test_the_files_of_older_filters_have_the_names_of_their_fingerprints():
    """Those in this checkout: whoever adds one names it so."""
    for version in older_filters():
        fingerprint = pretrained_filters(version).fingerprint
        assert filters_path(version).stem == f"cat-{version}-{fingerprint[:FINGERPRINT_DIGITS]}"
        assert version_of_filters(fingerprint) == version
        assert fingerprint != pretrained_filters().fingerprint
