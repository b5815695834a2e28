"""The form of a run's settings, as a user types and takes steps: extremes, invalid texts, locales."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QLocale, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtWidgets import (
    QApplication,
    QDoubleSpinBox,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from catgui.domain.features import FEATURES_TEXTS
from catgui.domain.run_commands import RunSituation, run_commands
from catgui.domain.run_texts import setting_error
from catgui.models.training.settings import TrainingSettings
from catgui.widgets.forms.run_sentence import RunSentence
from catgui.widgets.forms.setting_fields import parse_float, to_text
from catgui.widgets.forms.training_form import MainSettingsForm, OtherSettingsForm, TrainingBar
from engine.errors import ConfigError
from engine.training.config import TITLES, TrainingConfig
from engine.training.features import FEATURES
from tests.support.qt_inverses import unescape_tooltip
from tests.support.small_data import make_dataset


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


FIELDS = ("hidden_layers", "learning_rate", "iterations", "seed")
GERMAN = QLocale(QLocale.Language.German, QLocale.Country.Germany)
# One locale for each way in which numbers are written.
LOCALES = list(
    {
        tuple(locale.toString(number, "g", 17) for number in (1234567.5, 1e-320)): locale
        for locale in QLocale.matchingLocales(
            QLocale.Language.AnyLanguage, QLocale.Script.AnyScript, QLocale.Country.AnyCountry
        )
    }.values()
)
RATES = (0.0075, 0.007, 1.0, 1000.0, 1234567.5, 1e-05, 1.7e308)


class BoundForm(QWidget):
    """The two forms of settings and the line of errors, connected to `settings` as the panels do it."""

    value_edited = Signal(str, object)
    edit_finished = Signal()
    train_requested = Signal()

    def __init__(self):
        super().__init__()
        self.settings = TrainingSettings()
        self.main = MainSettingsForm(self.settings.config)
        self.network = OtherSettingsForm(self.settings.config)
        self.error = RunSentence()
        layout = QVBoxLayout(self)
        for part in (self.main, self.error, self.network):
            layout.addWidget(part)
        for form in (self.main, self.network):
            form.value_edited.connect(self.set_value)
            form.value_edited.connect(self.value_edited)
            form.text_rejected.connect(self.settings.reject)
            form.edit_finished.connect(self.settings.finish_edit)
            form.edit_finished.connect(self.edit_finished)
            form.train_requested.connect(self.train_requested)
        self.settings.changed.connect(lambda: self.show_config(self.settings.config, self.settings.errors))
        self.settings.refused.connect(self.show_error)

    @property
    def config(self):
        return self.settings.config

    def set_value(self, name, value):
        if name == "features":
            self.settings.choose_features(value)
        else:
            self.settings.set_value(name, value)

    def show_config(self, config, errors=None):
        errors = errors or {}
        for form in (self.main, self.network):
            form.show_config(config, errors)
        first = next((errors[name] for name in TITLES if name in errors), None)
        self.error.show_sentence("" if first is None else setting_error(first, config.features))

    def show_error(self, error):
        self.error.show_sentence(setting_error(error, self.config.features))
        assert self.main.select_field(error.field) or self.network.select_field(error.field)

    def request(self):
        """The config as Train asks for it, or None after an error was shown."""
        plan = self.settings.make_plan(make_dataset())
        return None if plan is None else plan.config


@pytest.fixture
def set_locale():
    """Sets the default locale for one test."""
    before = QLocale()
    yield QLocale.setDefault
    QLocale.setDefault(before)


@pytest.fixture
def form(qtbot):
    form = BoundForm()
    qtbot.addWidget(form)
    form.show()
    return form


def field(form, name):
    return form.findChild(QWidget, f"{name}_field")


def edit_of(form, name):
    """The field of text, which is in that of a number."""
    found = field(form, name)
    return found.lineEdit() if isinstance(found, QDoubleSpinBox) else found


def error(form):
    return form.error


def units(form, number):
    return form.findChild(QSpinBox, f"layer_{number}_units")


def layer_button(form, name):
    return form.findChild(QToolButton, name)


def paste(qtbot, form, name, text):
    QGuiApplication.clipboard().setText(text)
    field(form, name).setFocus()
    field(form, name).selectAll()
    qtbot.keyClick(edit_of(form, name), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


@pytest.mark.parametrize(
    ("name", "key", "value"),
    [
        ("learning_rate", Qt.Key.Key_Up, 0.0076),
        ("learning_rate", Qt.Key.Key_Down, 0.0074),
        ("iterations", Qt.Key.Key_Up, 2600),
        ("seed", Qt.Key.Key_Up, 2),
    ],
)
def test_a_step_changes_a_number_by_a_tenth_of_its_place_and_emits_it_once(form, qtbot, name, key, value):
    edited = []
    form.value_edited.connect(lambda *edit: edited.append(edit))
    qtbot.keyClick(field(form, name), key)
    assert edited == [(name, value)]
    assert field(form, name).text() == str(value)


def test_as_many_as_two_million_iterations_are_seen_whole(form):
    form.show_config(TrainingConfig(iterations=2_000_000))
    box = edit_of(form, "iterations")
    assert box.text() == "2000000"
    assert box.fontMetrics().horizontalAdvance(box.text()) < box.width()


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("hidden_layers", "", ()),
        ("hidden_layers", "None ", ()),
        ("hidden_layers", "1", (1,)),
        ("hidden_layers", " 3;2 , 1 ", (3, 2, 1)),
        ("hidden_layers", "1 " * 50, (1,) * 50),
        ("learning_rate", "1e-9", 1e-9),
        ("learning_rate", "1.7e308", 1.7e308),
        ("iterations", "1", 1),
        ("iterations", "10 000 000", 10_000_000),
        ("seed", "0", 0),
        ("seed", "4294967295", 2**32 - 1),
    ],
)
def test_the_extremes_of_each_field_are_valid(form, qtbot, name, text, value):
    paste(qtbot, form, name, text)
    assert getattr(form.request(), name) == value
    assert not error(form).text()


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("hidden_layers", "1, " * 4000, "must be none, or 1 to 50 whole numbers"),
        ("hidden_layers", "0", "above 0, such as 20, 7, 5"),
        ("hidden_layers", "20, 7.5", "must be none, or 1 to 50 whole numbers"),
        ("hidden_layers", "<b>20</b>", "must be none, or 1 to 50 whole numbers"),
        ("hidden_layers", "9" * 5000, "must be none, or 1 to 50 whole numbers"),
        ("learning_rate", "", "must be a number"),
        ("learning_rate", "0", "above 0"),
        ("learning_rate", "-1", "above 0"),
        ("learning_rate", "nan", "finite"),
        ("learning_rate", "1e400", "finite"),
        ("learning_rate", "0.00.75", "must be a number"),
        ("iterations", "0", "between 1 and 10,000,000"),
        ("iterations", "10000001", "between 1 and 10,000,000"),
        ("iterations", "2.5", "must be a whole number"),
        ("seed", "-1", "between 0 and 4,294,967,295"),
        ("seed", "4294967296", "between 0 and 4,294,967,295"),
        ("seed", "\u202eseven" * 900, "must be a whole number"),
    ],
)
def test_an_invalid_text_stays_and_is_refused_in_a_short_message_that_names_its_field(form, qtbot, name, text, reason):
    paste(qtbot, form, name, text)
    # It is marked as it is typed.
    assert error(form).text()
    assert error(form).text().startswith(f"{TITLES[name]}: ")
    assert reason in error(form).text()
    assert len(error(form).text()) < 100
    assert field(form, name).property("invalid")
    assert unescape_tooltip(field(form, name).toolTip()) == error(form).text()
    field(form, "seed" if name != "seed" else "iterations").setFocus()
    assert field(form, name).text() == text
    assert form.request() is None
    assert error(form).text()
    assert field(form, name).hasFocus()
    assert edit_of(form, name).hasSelectedText() is bool(text)


def test_an_error_moves_nothing_and_goes_with_its_cause(form, qtbot):
    parts = (form, form.main, form.error, form.network)
    places = [(widget, widget.geometry()) for widget in form.findChildren(QWidget) if widget.parent() in parts]
    for text in ("7", "1"):  # another value, and the one before
        paste(qtbot, form, "seed", "seven")
        assert [widget.geometry() for widget, _ in places] == [before for _, before in places]
        paste(qtbot, form, "seed", text)
        assert not error(form).text()
        assert not field(form, "seed").property("invalid")
        assert form.request().seed == int(text)


def test_a_step_and_undo_replace_a_text_that_is_no_value(form, qtbot):
    paste(qtbot, form, "iterations", "many")
    qtbot.keyClick(field(form, "iterations"), Qt.Key.Key_Up)
    assert (field(form, "iterations").text(), form.request().iterations) == ("2600", 2600)
    paste(qtbot, form, "iterations", "many")
    form.settings.undo_stack.undo()
    assert (field(form, "iterations").text(), form.request().iterations) == ("2500", 2500)


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_in_any_field_trains(form, qtbot, key):
    for one in (*(field(form, name) for name in FIELDS), units(form, 2)):
        one.setFocus()
        with qtbot.waitSignal(form.train_requested):
            qtbot.keyClick(one, key)


def test_an_error_of_the_settings_is_shown_at_its_field_until_the_next_edit(form, qtbot):
    form.show_error(ConfigError("hidden_layers", (9,), "it needs about 3.0 TB of memory"))
    assert "about 3.0 TB" in error(form).text()
    assert field(form, "hidden_layers").hasFocus()
    qtbot.keyClicks(field(form, "seed"), "1")
    assert not error(form).text()


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
@given(name=st.sampled_from(FIELDS), text=st.text(max_size=40) | st.text("0123456789.,eE+-nif ", max_size=12))
def test_any_text_gives_settings_or_an_error(form, name, text):
    edit_of(form, name).selectAll()
    edit_of(form, name).insert(text)
    config = form.request()
    assert (config is None) is bool(error(form).text())
    form.settings.set_config(TrainingConfig())
    form.show_config(TrainingConfig())


@pytest.mark.parametrize("typed", ["0,0075", "0.0075", "7,5e-3", " 0,0075 "])
def test_a_german_decimal_is_read_and_shown(form, qtbot, set_locale, typed):
    set_locale(GERMAN)
    paste(qtbot, form, "learning_rate", typed)
    assert form.request().learning_rate == 0.0075
    qtbot.keyClick(field(form, "learning_rate"), Qt.Key.Key_Down)
    assert field(form, "learning_rate").text() == "0,0074"


@pytest.mark.parametrize("rate", RATES)
def test_every_locale_reads_what_it_shows(form, set_locale, rate):
    """Also those with digits of their own, and those whose group separator is the decimal mark of others."""
    box = field(form, "learning_rate")
    for locale in LOCALES:
        set_locale(locale)
        form.show_config(TrainingConfig())
        form.show_config(TrainingConfig(learning_rate=rate))
        assert box.valueFromText(box.text()) == rate, f"{locale.name()}: {box.text()}"


def turn_wheel(widget):
    place, turn = QPointF(5, 5), QPoint(0, -120)
    modifiers, phase = Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
    QApplication.sendEvent(
        widget, QWheelEvent(place, place, turn, turn, Qt.MouseButton.NoButton, modifiers, phase, False)
    )


def test_the_wheel_changes_nothing(form):
    for turned in (field(form, "learning_rate"), field(form, "seed"), field(form, "features"), units(form, 2)):
        turn_wheel(turned)
    assert form.config == TrainingConfig()


def test_the_field_lists_the_kinds_of_features_with_a_sentence_each(form):
    box = field(form, "features")
    items = range(box.count())
    assert [box.itemData(at) for at in items] == list(FEATURES)
    assert [box.itemText(at) for at in items] == [FEATURES_TEXTS[name].title for name in FEATURES]
    tips = [unescape_tooltip(box.itemData(at, Qt.ItemDataRole.ToolTipRole)) for at in items]
    assert tips == [FEATURES_TEXTS[name].description for name in FEATURES]


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (0.0075, "0.0075"), (0.0001, "0.0001"), (0.00025, "0.00025"), (100.0, "100"), (1e-12, "1e-12")],
)
def test_numbers_have_no_trailing_zeros_and_an_exponent_only_if_they_would_be_long(value, text):
    assert to_text(value) == text
    assert parse_float("learning_rate", text) == value
