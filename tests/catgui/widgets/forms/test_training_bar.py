"""The bar of a run: in any width, with the note of a change, and the ring around Train."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QPushButton, QSlider, QWidget

from catgui.domain.run_commands import RunSituation, run_commands
from catgui.style.text_size import text_size
from catgui.widgets.forms.run_status import SentenceLink
from catgui.widgets.forms.training_bar import TrainingBar
from engine.training.config import TrainingConfig
from tests.support.qt_inverses import from_qimage


@pytest.fixture
def bar(qtbot):
    window = QWidget()  # as a window, the bar could not be narrower than its layout is
    qtbot.addWidget(window)
    bar = TrainingBar(TrainingConfig(), window)
    bar.buttons.show_commands(run_commands(RunSituation(TrainingConfig())))
    bar.window_kept = window
    bar.resize(bar.sizeHint())
    window.resize(bar.width(), 200)
    window.show()
    return bar


def shown(bar):
    """The widgets that the user sees in the bar, but for those that overlap by design."""
    return [
        widget
        for widget in bar.findChildren(QWidget)
        if widget.isVisible() and widget not in (bar.buttons, bar.form) and not widget.findChildren(QWidget)
    ]


@pytest.mark.parametrize("height", [720, 300])
@pytest.mark.parametrize("percent", [100, 60, 0])
def test_nothing_is_cut_off_nor_covered_from_the_widest_to_the_narrowest(bar, qtbot, percent, height):
    bar.fit_height(height)
    bar.show_change("Train with learning rate 0.01", "A tip")
    least, most = bar.minimumSizeHint().width(), bar.sizeHint().width()
    assert least < 0.75 * most
    bar.resize(least + (most - least) * percent // 100, bar.height())

    def fits():
        bar.resize(bar.width(), bar.minimumSizeHint().height())
        return bar.form.size() == bar.form.size().expandedTo(bar.form.minimumSizeHint())

    qtbot.waitUntil(fits)
    places = [(widget, widget.rect().translated(widget.mapTo(bar, widget.rect().topLeft()))) for widget in shown(bar)]
    for number, (widget, place) in enumerate(places):
        name = widget.objectName()
        assert bar.rect().contains(place), name
        assert widget.width() >= widget.minimumSizeHint().width(), name
        assert [other.objectName() for other, there in places[:number] if there.intersects(place)] == []


def test_a_narrow_bar_has_icons_with_names_and_captions_above_their_fields(bar, qtbot):
    stop, rate = bar.findChild(QPushButton, "stop_button"), bar.form._fields["learning_rate"]
    assert stop.text() == "Stop"
    assert rate.caption.y() < rate.geometry().bottom()
    bar.resize(bar.minimumSizeHint().width(), 200)
    qtbot.waitUntil(lambda: rate.caption.geometry().bottom() <= rate.y())
    assert (stop.text(), stop.accessibleName()) == ("", "Stop")
    assert bar.findChild(QSlider, "learning_rate_slider").isVisible()


def test_buttons_and_fields_stand_in_one_line_in_any_width(bar, qtbot):
    names = ("train_button", "stop_button", "learning_rate_field", "hidden_layers_field", "more_settings_button")
    for width in (bar.sizeHint().width(), bar.minimumSizeHint().width()):
        bar.resize(width, bar.minimumSizeHint().height())
        qtbot.wait(0)
        widgets = [bar.findChild(QWidget, name) for name in names]
        middles = [widget.mapTo(bar, widget.rect().center()).y() for widget in widgets]
        assert max(middles) - min(middles) <= 1


def test_a_window_that_is_low_for_its_text_has_no_sliders(bar, qtbot):
    high = bar.minimumSizeHint().height()
    bar.fit_height(300)
    assert not any(slider.isVisible() for slider in bar.findChildren(QSlider))
    qtbot.waitUntil(lambda: bar.minimumSizeHint().height() < high)
    bar.fit_height(720)
    assert all(slider.isVisible() for slider in bar.findChildren(QSlider))
    qtbot.waitUntil(lambda: bar.minimumSizeHint().height() == high)
    bar.fit_height(360)
    text_size.set_percent(70)
    assert not any(slider.isVisible() for slider in bar.findChildren(QSlider)), "text for a small screen"


def test_a_note_says_what_a_change_will_do_and_does_it(bar, qtbot):
    note, before = bar.findChild(SentenceLink, "change_note"), bar.sizeHint()
    assert not note.isVisible()
    bar.show_change("Iterations: continue training", "Continue after iteration 740 (Space)")
    assert bar.sizeHint() == before
    with qtbot.waitSignal(bar.change_accepted):
        qtbot.mouseClick(note, Qt.MouseButton.LeftButton)
    bar.show_change("", "")
    assert not note.isVisible()


def test_a_ring_is_drawn_around_train_when_nothing_was_trained_for_a_while(bar, qtbot):
    def is_ringed():
        button = bar.findChild(QPushButton, "train_button")
        pixels, place = from_qimage(bar.grab().toImage()), button.rect().translated(button.mapTo(bar, QPoint()))
        beside = [(place.left() - 3, place.center().y()), (place.center().x(), place.bottom() + 4)]
        color = list(bar.palette().color(QPalette.ColorRole.Highlight).getRgb()[:3])
        return [pixels[y, x].tolist() == color for x, y in beside] == [True, True]

    bar._ring_timer.setInterval(0)
    assert not is_ringed()
    bar.await_run(True)
    qtbot.waitUntil(is_ringed)
    bar.await_run(False)
    assert not is_ringed()
    bar.hide()
    bar.await_run(True)
    assert not bar._ring_timer.isActive()


def test_options_in_use_are_counted_beside_the_settings(bar):
    more = bar.findChild(QPushButton, "more_settings_button")
    width = more.sizeHint().width()
    bar.more.show_options(2, "In use: Momentum β 0.9, Dropout 0.2")
    assert (more.text(), more.accessibleName()) == ("More settings (2)", "More settings (2)")
    assert "Momentum" in more.toolTip()
    assert abs(more.sizeHint().width() - width) <= 1


def test_the_caption_of_more_settings_is_short_only_where_there_is_no_room(bar):
    more, least = bar.findChild(QPushButton, "more_settings_button"), bar.minimumSizeHint().width()
    bar.resize(least, 100)
    assert more.text() == "More…"
    assert bar.minimumSizeHint().width() == least
    bar.resize(bar.sizeHint().width(), 100)
    assert more.text() == "More settings…"
    assert bar.minimumSizeHint().width() == least
