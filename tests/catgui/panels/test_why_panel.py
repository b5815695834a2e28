"""The explanation panel: the explanation of a picture, and the way from it to others."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QTabBar, QToolButton

from catgui.domain.effect_texts import effects_on
from catgui.domain.explanation import format_contribution, heading
from catgui.domain.learning_texts import learned_text
from catgui.domain.photo_entry import Verdict
from catgui.domain.picture import ROW_ROLE, Picture
from catgui.domain.place_map import MapKind
from catgui.models.network.answer_finder import AnswerFinder
from catgui.models.network.effect_finder import EffectFinder, EffectLister
from catgui.models.network.explainer import Explainer
from catgui.models.network.picture_mapper import PictureMapper
from catgui.models.photos.detections import PhotoDetections
from catgui.models.photos.rows import PhotoListModel
from catgui.models.selected_picture import SelectedPicture
from catgui.models.training.learning_finder import LearningFinder
from catgui.models.training.session import TrainingSession
from catgui.panels.why_panel import WhyPanel
from catgui.style.tooltips import unescape_tooltip
from catgui.widgets.basic.elided_label import ElidedLabel
from catgui.widgets.explanation_views import EffectsView, SharesView
from catgui.widgets.figures.contribution_bar import ContributionBar, ContributionLegend
from catgui.widgets.maps.map_tabs import MapTabs
from catgui.widgets.pictures.picture_grid import PictureGrid
from engine.analysis.attribution import explain
from engine.analysis.similarity import alikeness, by_similarity
from engine.data.edits import PictureKey
from engine.nn.examples import Examples
from engine.training.config import TrainingConfig

CONFIG = TrainingConfig(hidden_layers=(8, 6), iterations=60, learning_rate=0.05, initialization="he")


@pytest.fixture
def panel(qtbot):
    session, picked = TrainingSession(), SelectedPicture()
    explainer, mapper = Explainer(session, picked), PictureMapper(session, PhotoDetections(PhotoListModel()), picked)
    effects = EffectFinder(session, ())
    lister = EffectLister(session, picked, effects)
    answers = AnswerFinder(session, picked, effects)
    learning = LearningFinder(session)
    panel = WhyPanel(answers, explainer, mapper, effects, lister, picked, learning)
    panel.session, panel.picked, panel.effects, panel.learning = session, picked, effects, learning
    qtbot.addWidget(panel)
    panel.resize(698, 208)
    panel.show()
    panel.activateWindow()
    yield panel
    session.shutdown()
    answers.shutdown()
    learning.shutdown()
    explainer.shutdown()
    mapper.shutdown()
    effects.shutdown()
    lister.shutdown()


@pytest.fixture
def trained(panel, dataset, qtbot):
    with qtbot.waitSignal(panel.session.completed):
        panel.session.start(dataset, CONFIG)
    return panel


@pytest.fixture
def explained(trained, dataset, qtbot):
    """About test picture 2, with the sum shown."""
    trained.findChild(MapTabs).choose_page(trained.findChild(SharesView))
    pick(trained, dataset.test.pictures[2], "Test picture 2")
    qtbot.waitUntil(lambda: "Test picture 2" in text(trained, "why_title"))
    return trained


def pick(panel, pixels, title):
    panel.picked.pick(pixels, title)


def expected(panel, pixels):
    example = Examples.from_pictures(pixels[np.newaxis], np.zeros((1, 1), np.int64))
    return explain(panel.session.snapshot.network, example)


def text(panel, name):
    return panel.findChild(QLabel, name).text()


def is_seen(panel, name, kind=QLabel):
    return panel.findChild(kind, name).isVisible()


def grid(panel, label):
    return panel.findChild(PictureGrid, f"share_grid_{label}")


def ranking(panel, label):
    model = grid(panel, label).model()
    return [model.index(row).data(ROW_ROLE).picture.index for row in range(model.rowCount())]


def figures(panel):
    return [text.text() for text in panel.findChild(ContributionLegend).findChildren(QLabel)]


def test_the_selected_picture_has_its_prediction_and_its_sum(explained, dataset):
    explanation = expected(explained, dataset.test.pictures[2])
    assert text(explained, "why_heading") == Verdict(explanation.probability, dataset.classes).text
    assert text(explained, "why_title") == "Test picture 2"
    parts = (*explanation.class_totals, explanation.average, explanation.start, explanation.biases)
    shown = dict(zip(figures(explained)[::2], figures(explained)[1::2], strict=True))
    assert shown == {
        **dict(
            zip(
                ("16 non-cat", "8 cat", "mean picture", "random start", "biases"),
                map(format_contribution, parts),
                strict=True,
            )
        ),
        "= logit": format_contribution(explanation.logit),
    }
    assert sum(parts) == pytest.approx(explanation.logit)


def test_the_contributions_to_each_class_come_strongest_first(explained, dataset):
    explanation = expected(explained, dataset.test.pictures[2])
    for label, name in enumerate(dataset.classes):
        chosen = explanation.supporting_examples(label)
        assert ranking(explained, label) == chosen.tolist()
        assert text(explained, f"why_caption_{label}") == heading(len(chosen), name)
        assert grid(explained, label).accessibleName() == heading(len(chosen), name)
    assert sum(len(ranking(explained, label)) for label in (0, 1)) > 0
    assert grid(explained, 0).isVisible()


def walk(panel, qtbot):
    """Press Enter on the strongest picture of the class that has any; its title."""
    label = 0 if ranking(panel, 0) else 1
    title = f"Training picture {ranking(panel, label)[0]}"
    grid(panel, label).setFocus()
    grid(panel, label).setCurrentIndex(grid(panel, label).model().index(0))
    qtbot.keyClick(grid(panel, label), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: text(panel, "why_title").startswith(title))
    return title


def test_enter_explains_a_training_picture_and_the_button_goes_back(explained, qtbot):
    back = explained.findChild(QToolButton, "why_back_button")
    assert not back.isVisible()
    title = walk(explained, qtbot)
    assert explained.picked.title == title
    assert back.isVisible()
    qtbot.mouseClick(back, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: text(explained, "why_title").startswith("Test picture 2"))
    assert not back.isVisible()


def test_a_double_click_explains_too(explained, qtbot):
    label = 0 if ranking(explained, 0) else 1
    view, first = grid(explained, label), ranking(explained, label)[0]
    where = view.visualRect(view.model().index(0)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    qtbot.waitUntil(lambda: text(explained, "why_title").startswith(f"Training picture {first}"))


def test_nothing_is_explained_while_the_panel_is_hidden(panel, dataset, qtbot):
    panel.findChild(MapTabs).choose_page(panel.findChild(SharesView))
    panel.hide()
    pick(panel, dataset.test.pictures[2], "Test picture 2")
    with qtbot.waitSignal(panel.session.completed):
        panel.session.start(dataset, CONFIG)
    assert text(panel, "why_title") == ""
    panel.show()
    qtbot.waitUntil(lambda: "Test picture 2" in text(panel, "why_title"))


def test_a_low_panel_keeps_the_shares_in_sight(explained, qtbot):
    share = grid(explained, 1)
    explained.resize(704, 183)
    figure_ends = share.visualRect(share.model().index(0, 0)).top() + 64 + share.fontMetrics().lineSpacing()
    qtbot.waitUntil(lambda: share.viewport().height() >= figure_ends)
    assert "measured from the mean picture" in unescape_tooltip(explained.findChild(QLabel, "why_caption_1").toolTip())


def test_the_maps_of_the_picture_are_one_tab_away(explained, dataset, qtbot):
    tabs = explained.findChild(MapTabs)
    tabs.choose(MapKind.NETWORK)
    qtbot.waitUntil(lambda: is_seen(explained, "map_sum"))
    logit = expected(explained, dataset.test.pictures[2]).logit
    assert text(explained, "map_sum").startswith(f"Logit {logit:.2f}".replace("-", "−"))
    assert text(explained, "why_title") == "Test picture 2"


def test_only_what_is_looked_at_follows_the_picture(explained, dataset, qtbot):
    explained.findChild(MapTabs).choose(MapKind.NETWORK)
    qtbot.waitUntil(lambda: is_seen(explained, "map_sum"))
    before, shares = text(explained, "map_sum"), explained.findChild(SharesView)
    pick(explained, dataset.test.pictures[3], "Test picture 3")
    qtbot.waitUntil(lambda: text(explained, "map_sum") != before)
    assert "Test picture 2" in shares.head[2]
    explained.findChild(MapTabs).choose_page(explained.findChild(SharesView))
    qtbot.waitUntil(lambda: "Test picture 3" in shares.head[2])


def test_the_tabs_leave_the_prediction_in_sight(explained):
    tabs, prediction = explained.findChild(QTabBar), explained.findChild(QLabel, "why_heading")
    assert is_seen(explained, "why_heading")
    ends = prediction.mapTo(explained, prediction.rect().topRight()).x()
    assert ends < tabs.mapTo(explained, tabs.rect().topLeft()).x()
    bar = explained.findChild(ContributionBar)
    assert bar.mapTo(explained, bar.rect().topLeft()).y() > tabs.mapTo(explained, tabs.rect().bottomLeft()).y()


def show_effects(panel):
    """Choose the tab of effects."""
    panel.findChild(MapTabs).choose_page(panel.findChild(EffectsView))


def find_effects(panel, qtbot):
    """Choose the tab of effects, and find them by its button."""
    show_effects(panel)
    start = panel.findChild(QPushButton, "effects_button")
    qtbot.waitUntil(start.isVisible)
    qtbot.mouseClick(start, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: is_seen(panel, "effects_grid", PictureGrid))


def effects_grid(panel):
    return panel.findChild(PictureGrid, "effects_grid")


@pytest.mark.slow
def test_the_effects_are_one_tab_away_and_found_by_a_button(explained, dataset, qtbot):
    pick(explained, dataset.test.pictures[2], "Test picture 2")
    find_effects(explained, qtbot)
    assert effects_grid(explained).model().rowCount() == 24


@pytest.mark.slow
def test_enter_leads_from_an_effect_to_its_picture_and_back(explained, dataset, qtbot):
    find_effects(explained, qtbot)
    listed = effects_grid(explained)
    index = listed.model().index(0).data(ROW_ROLE).picture.index
    listed.setFocus()
    listed.setCurrentIndex(listed.model().index(0))
    qtbot.keyClick(listed, Qt.Key.Key_Return)
    assert explained.picked.picture == Picture("train", index)
    qtbot.waitUntil(lambda: text(explained, "why_title") == f"Training picture {index}")
    assert explained.isAncestorOf(QApplication.focusWidget()) or QApplication.focusWidget() is explained
    back = explained.findChild(QToolButton, "why_back_button")
    qtbot.mouseClick(back, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: text(explained, "why_title") == "Test picture 2")
    assert not back.isVisible()


@pytest.mark.slow
def test_del_asks_for_a_training_picture_to_be_left_out(explained, qtbot):
    find_effects(explained, qtbot)
    listed = effects_grid(explained)
    listed.setFocus()
    listed.setCurrentIndex(listed.model().index(0))
    with qtbot.waitSignal(explained.leave_out_requested) as requested:
        qtbot.keyClick(listed, Qt.Key.Key_Delete)
    assert requested.args == [PictureKey("train", listed.model().index(0).data(ROW_ROLE).picture.index)]


@pytest.fixture
def answered(trained, dataset, qtbot):
    """About test picture 2, in words."""
    pick(trained, dataset.test.pictures[2], "Test picture 2")
    qtbot.waitUntil(lambda: text(trained, "why_title") == "Test picture 2")
    return trained


def test_the_answer_in_words_comes_first_with_the_most_similar_training_pictures(answered, dataset):
    probability = expected(answered, dataset.test.pictures[2]).probability
    assert text(answered, "why_heading") == Verdict(probability, dataset.classes).text
    example = Examples.from_pictures(dataset.test.pictures[2:3], np.zeros((1, 1), np.int64))
    network = answered.session.snapshot.network
    found = alikeness(*(network.hidden(examples)[-1] for examples in (network.train, example)))
    model = answered.findChild(PictureGrid, "similar_grid").model()
    shown = [model.index(row).data(ROW_ROLE).picture.index for row in range(model.rowCount())]
    assert shown == by_similarity(found).tolist()
    assert model.index(0).data(ROW_ROLE).lines[0] == f"similarity {found.max():.2f}"
    assert is_seen(answered, "answer_sentence")
    assert not answered.findChild(PictureGrid, "clear_effects_grid").isVisible()


@pytest.mark.usefixtures("any_font")
def test_a_narrow_panel_leaves_out_the_title_before_the_prediction_is_cut(answered, qtbot):
    heading = answered.findChild(ElidedLabel, "why_heading")
    answered.resize(1200, 208)
    assert is_seen(answered, "why_title")
    for width in range(1200, 540, -60):
        answered.resize(width, 208)
        QApplication.processEvents()
        if is_seen(answered, "why_title"):
            assert heading.shown_text == heading.text(), width
    assert not is_seen(answered, "why_title")


@pytest.mark.slow
def test_a_button_leads_to_the_effects_until_they_are_known(answered, qtbot):
    button = answered.findChild(QPushButton, "answer_effects_button")
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert answered.tabs.page is answered.findChild(EffectsView)
    assert answered.isAncestorOf(QApplication.focusWidget())
    find_effects(answered, qtbot)
    answered.findChild(MapTabs).choose(None)
    qtbot.waitUntil(lambda: not button.isVisible())


@pytest.mark.slow
def test_once_effects_are_known_the_sentence_says_what_would_change(answered, qtbot):
    before = text(answered, "answer_sentence")
    find_effects(answered, qtbot)
    answered.findChild(MapTabs).choose(None)
    qtbot.waitUntil(lambda: text(answered, "answer_sentence") != before)
    assert text(answered, "answer_sentence").startswith(before)
    clear = [effect.picture for effect in effects_on(answered.effects.value.effects, 2) if effect.stands_out]
    grid_ = answered.findChild(PictureGrid, "clear_effects_grid")
    assert [grid_.model().index(row).data(ROW_ROLE).picture for row in range(grid_.model().rowCount())] == clear
    assert grid_.isVisible() == bool(clear)


def test_enter_on_a_similar_picture_asks_the_same_of_it_and_the_button_goes_back(answered, qtbot):
    similar = answered.findChild(PictureGrid, "similar_grid")
    index = similar.model().index(0).data(ROW_ROLE).picture.index
    similar.setFocus()
    similar.setCurrentIndex(similar.model().index(0))
    qtbot.keyClick(similar, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: text(answered, "why_title") == f"Training picture {index}")
    assert similar.model().index(0).data(ROW_ROLE).picture != Picture("train", index)
    back = answered.findChild(QToolButton, "why_back_button")
    qtbot.mouseClick(back, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: text(answered, "why_title") == "Test picture 2")
    assert not back.isVisible()


@pytest.mark.usefixtures("short_pauses")
def test_it_says_since_when_the_network_is_right_about_the_picture(trained, dataset, qtbot):
    for part, index in (("train", 3), ("test", 1)):
        picture = Picture(part, index)
        trained.picked.pick(picture.pixels(dataset), picture.name, picture)
        qtbot.waitUntil(lambda: trained.learning.times is not None)
        expected = learned_text(trained.learning.times, picture)
        qtbot.waitUntil(lambda expected=expected: text(trained, "answer_learned") == expected)
        assert is_seen(trained, "answer_learned")
    pick(trained, dataset.test.pictures[2], "a photo")
    qtbot.waitUntil(lambda: not is_seen(trained, "answer_learned"))
    trained.hide()
    trained.session.reset()
    assert trained.learning._wanted_by == set()
