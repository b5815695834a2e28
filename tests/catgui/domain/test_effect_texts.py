"""The effects as a list: those that stand out from chance by name and first, with their spread."""

from dataclasses import replace

import numpy as np
import pytest

from catgui.domain import effect_texts
from catgui.domain.effect_texts import effect_page, effects_on
from engine.experiments.leave_one_out import PictureEffects
from engine.text import NOT_A_NUMBER
from tests.support.small_data import make_dataset


@pytest.fixture
def dataset():
    return make_dataset(train=4, test=3)


def test_only_work_of_hours_is_refused_each_time_with_a_remedy():
    assert effect_texts.refusal(209, 3000) == ""
    text = effect_texts.refusal(209, 9000)
    assert "about 3 hours" in text
    assert "Use fewer pictures" in text
    assert "single training picture" in effect_texts.refusal(1, 1)
    assert "20,000" in effect_texts.refusal(20_000, 0)


# With 8 seeds: a clear effect, a larger one that changes its sign, and two next to nothing.
EFFECTS = np.array([[-2.0 - 0.1 * seed, 6.0 * (-1) ** seed + 1.0, 0.02, -0.01 * (-1) ** seed] for seed in range(8)])


def found_of(effects=EFFECTS):
    return PictureEffects(np.arange(4), np.full((8, 1), 1.0), (1.0 - effects)[:, :, np.newaxis])


def test_effects_that_stand_out_come_first_and_only_they_are_called_so(dataset):
    found = found_of(np.array([[-2.0 - 0.1 * seed, 0.8 * (-1) ** seed + 0.3, 0.02, -0.01] for seed in range(8)]))
    effects = effects_on(found)
    assert (effects[0].picture.index, effects[0].stands_out) == (0, True)
    assert effects[0].text == "effect −2.35 ± 0.087"
    assert [effect.picture.index for effect in effects[1:]] == [1, 2, 3]
    assert effects[1].text == "+0.30 ± 0.30"
    rows = [effect.row(dataset) for effect in effects]
    assert [row.is_noise for row in rows] == [not effect.stands_out for effect in effects]
    assert rows[0].lines == ("effect −2.35 ± 0.087", "cat")
    assert "may be chance" not in rows[0].description
    assert rows[1].description.startswith("Training picture 1: +0.30 ± 0.30, may be chance.")


def test_an_effect_without_a_deviation_says_so():
    effects = np.full((8, 4), np.nan)
    effects[0] = 0.5
    assert effects_on(found_of(effects))[0].text == f"+0.50 ± {NOT_A_NUMBER}"


def test_an_effect_says_in_how_many_networks_and_what_this_one_does(dataset):
    """The mean of the others is 7 logits less without a picture; the run's own network hardly changes its answer."""
    own = np.array([[-5.0, 0.0, 0.0, 0.0]])
    others = np.tile([[7.0, 0.0, 0.0, 0.0]], (7, 1))
    without = (8.4 - np.vstack([own, others]))[:, :, np.newaxis]
    effect = next(it for it in effects_on(PictureEffects(np.arange(4), np.full((8, 1), 8.4), without)) if it.mean > 1)
    assert (effect.agreeing, effect.networks) == (7, 8)
    assert effect.own == (8.4, 13.4)
    changed = replace(effect, own=(8.4, 3.52))
    assert changed.own_text == ">99% with it, 97% without"
    assert "This network says cat: >99% with it, 97% without. Actual: " in changed.row(dataset).description
    diverged = replace(effect, own=(8.4, float("nan")))
    assert diverged.own_text == ""
    assert "This network" not in diverged.row(dataset).description


def test_a_mean_that_is_larger_than_a_clear_one_is_none_where_its_sign_changes():
    effects = effects_on(found_of())
    assert not any(effect.stands_out for effect in effects if effect.picture.index == 1)


def test_the_page_has_the_answer_and_how_many_stand_out(dataset):
    page = effect_page(dataset, dataset.test.pictures[1], "Test picture 1", 0.5, found_of(np.tile(EFFECTS[:1], (8, 1))))
    assert (page.heading, page.title) == ("Predicted: cat (73%)", "Test picture 1")
    assert page.note == "Beyond chance: 4 of 4. Mean of 8 seeds, this network's among them, ± its standard error."
    assert len(page.rows) == 4


def test_where_all_may_be_chance_and_networks_diverged_it_says_so(dataset):
    effects = np.random.RandomState(2).randn(8, 4)
    effects[3, 1] = np.nan
    page = effect_page(dataset, dataset.test.pictures[1], "Test picture 1", 0.5, found_of(effects))
    assert page.note.startswith("Beyond chance: 0 of 4. Diverged networks: 1. What is faint may be chance.")
