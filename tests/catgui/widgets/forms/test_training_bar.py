"""The bar of a run: its buttons, in any width, and the number of other settings in use."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton, QWidget

from catgui.domain.run_commands import RunSituation, run_commands
from catgui.widgets.forms.training_bar import TrainingBar
from engine.training.config import TrainingConfig


@pytest.fixture
def bar(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    bar = TrainingBar(TrainingConfig())
    bar.setParent(window)
    bar.show_commands(run_commands(RunSituation(TrainingConfig())))
    bar.window_kept = window
    bar.resize(1024, bar.sizeHint().height())
    window.resize(1024, 200)
    window.show()
    return bar


def button(bar, name):
    return bar.findChild(QToolButton, f"{name}_button")


@pytest.mark.parametrize("is_narrow", [False, True])
def test_nothing_is_cut_off_and_buttons_end_below_with_the_fields(bar, qtbot, is_narrow):
    if is_narrow:
        bar.resize(400, bar.height())
        bar.resize(bar.sizeHint().width(), bar.height())
    qtbot.waitUntil(lambda: bar.form.width() >= bar.form.minimumSizeHint().width())
    assert (button(bar, "stop").toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonIconOnly) is is_narrow
    widgets = [button(bar, name) for name in ("train", "stop", "watch", "instant", "more_settings")]
    widgets.append(bar.findChild(QWidget, "learning_rate_field"))
    ends = [widget.mapTo(bar, widget.rect().bottomRight()) for widget in widgets]
    assert all(widget.isVisible() and bar.rect().contains(end) for widget, end in zip(widgets, ends, strict=True))
    assert max(end.y() for end in ends) - min(end.y() for end in ends) <= 1


def test_each_button_asks_for_its_command(bar, qtbot):
    running = RunSituation(TrainingConfig(), run=TrainingConfig(), is_running=True)
    for situation, names in ((RunSituation(TrainingConfig()), ("train", "instant")), (running, ("train", "stop"))):
        bar.show_commands(run_commands(situation))
        for name in names:
            with qtbot.waitSignal(bar.clicked) as clicked:
                button(bar, name).click()
            assert clicked.args == [name]
    assert (button(bar, "train").text(), button(bar, "stop").isEnabled()) == ("Pause", True)


def test_one_of_two_speeds_is_chosen_unless_there_is_no_choice(bar, qtbot):
    for watches in (True, False):
        bar.show_commands(run_commands(RunSituation(TrainingConfig(), watches=watches)))
        assert [button(bar, name).isChecked() for name in ("watch", "instant")] == [watches, not watches]
    bar.offer_speed(False)
    qtbot.waitUntil(lambda: not button(bar, "watch").isVisible())


def test_settings_in_use_are_counted(bar):
    bar.show_options(2, "In use: Momentum β 0.9, Dropout 0.2")
    assert button(bar, "more_settings").text() == "More settings (2)"
    assert "Momentum" in button(bar, "more_settings").toolTip()


def test_more_settings_is_no_command_of_the_run(bar, qtbot):
    with qtbot.assertNotEmitted(bar.clicked), qtbot.waitSignal(bar.more.triggered):
        button(bar, "more_settings").click()
