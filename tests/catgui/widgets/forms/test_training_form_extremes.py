"""The fields of a run's settings at their extremes, full of what is no number, and in the writing of every country."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QLineEdit, QSlider

from catgui.widgets.forms.training_form import TrainingForm
from engine.errors import ConfigError
from engine.training.config import TrainingConfig

FIELDS = ("hidden_layers", "learning_rate", "iterations", "seed")
GERMAN = QLocale(QLocale.Language.German, QLocale.Country.Germany)
EVERYWHERE = QLocale.matchingLocales(QLocale.Language.AnyLanguage, QLocale.Script.AnyScript, QLocale.Country.AnyCountry)
RATES = (0.0075, 0.007, 1.0, 1000.0, 1234567.5, 1e-05, 1e-320, 1.7e308, 0.1 + 0.2, 1 / 3)


@pytest.fixture
def country():
    """Lets a test be in another country; at home again afterwards."""
    home = QLocale()
    yield QLocale.setDefault
    QLocale.setDefault(home)


@pytest.fixture
def form(qtbot):
    form = TrainingForm(TrainingConfig())
    qtbot.addWidget(form)
    form.show()
    return form


def field(form, name):
    return form.findChild(QLineEdit, f"{name}_field")


def error(form):
    return next(label for label in form.findChildren(QLabel) if label.property("role") == "error")


def paste(qtbot, form, name, text):
    QGuiApplication.clipboard().setText(text)
    field(form, name).setFocus()
    field(form, name).selectAll()
    qtbot.keyClick(field(form, name), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


def anything(config):
    """Lets every network through."""


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("hidden_layers", "1", (1,)),
        ("hidden_layers", " 3;2 , 1 ", (3, 2, 1)),
        ("hidden_layers", "1 " * 50, (1,) * 50),
        ("learning_rate", "1e-320", 1e-320),
        ("learning_rate", "1.7e308", 1.7e308),
        ("iterations", "1", 1),
        ("iterations", "10 000 000", 10_000_000),
        ("seed", "0", 0),
        ("seed", "4294967295", 2**32 - 1),
    ],
)
def test_the_extremes_of_each_field_are_taken(form, qtbot, name, text, value):
    paste(qtbot, form, name, text)
    assert getattr(form.config(anything), name) == value
    assert not error(form).isVisible()


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("hidden_layers", "", "at least one hidden layer"),
        ("hidden_layers", "1, " * 4000, "4,000 hidden layers are too many; a network has at most 50 here"),
        ("hidden_layers", "0", "at least one unit"),
        ("hidden_layers", "20, -7", "at least one unit"),
        ("hidden_layers", "20, 7.5", "a whole number is needed"),
        ("hidden_layers", "<b>20</b>", "a whole number is needed"),
        ("hidden_layers", "9" * 5000, "a whole number is needed"),
        ("learning_rate", "", "a number is needed"),
        ("learning_rate", "0", "above 0"),
        ("learning_rate", "-1", "above 0"),
        ("learning_rate", "nan", "finite"),
        ("learning_rate", "inf", "finite"),
        ("learning_rate", "1e400", "finite"),
        ("learning_rate", "0.00.75", "a number is needed"),
        ("iterations", "0", "between 1 and 10,000,000"),
        ("iterations", "10000001", "between 1 and 10,000,000"),
        ("iterations", "2.5", "a whole number is needed"),
        ("iterations", "1e3", "a whole number is needed"),
        ("seed", "-1", "between 0 and 4,294,967,295"),
        ("seed", "4294967296", "between 0 and 4,294,967,295"),
        ("seed", "\u202eseven\n" * 900, "a whole number is needed"),
    ],
)
def test_what_lies_beyond_is_refused_with_its_field_in_a_short_text(form, qtbot, name, text, reason):
    paste(qtbot, form, name, text)
    assert form.config(anything) is None
    assert error(form).isVisible()
    assert error(form).text().startswith(f"{name} = ")
    assert reason in error(form).text()
    assert len(error(form).text()) < 160
    assert field(form, name).hasFocus()
    assert field(form, name).hasSelectedText() is bool(field(form, name).text())


def test_a_network_that_the_check_refuses_is_named_at_its_field(form, qtbot):
    def refuse(config):
        raise ConfigError("hidden_layers", config.hidden_layers, "it needs about 3.0 TB of memory")

    assert form.config(refuse) is None
    assert "about 3.0 TB" in error(form).text()
    assert field(form, "hidden_layers").hasFocus()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(name=st.sampled_from(FIELDS), text=st.text(max_size=40) | st.text("0123456789.,eE+-nif ", max_size=12))
def test_whatever_is_pasted_gives_settings_or_a_reason(form, name, text):
    """And none of it breaks the sliders, which follow every letter."""
    field(form, name).setText(text)
    config = form.config(anything)
    assert (config is None) is error(form).isVisible()
    for slider in form.findChildren(QSlider):
        assert slider.minimum() <= slider.value() <= slider.maximum()
    form.show_config(TrainingConfig())


def test_a_book_that_is_pasted_does_not_widen_the_form(form, qtbot):
    before = form.minimumSizeHint()
    for name in FIELDS:
        paste(qtbot, form, name, "all the words of a book " * 4000)
        form.config(anything)
    assert form.minimumSizeHint().width() == before.width()
    assert form.minimumSizeHint().height() < before.height() + 80


@pytest.mark.parametrize("typed", ["0,0075", "0.0075", "7,5e-3", " 0,0075 "])
def test_in_german_a_rate_is_what_was_typed_and_is_shown_so(form, qtbot, country, typed):
    country(GERMAN)
    paste(qtbot, form, "learning_rate", typed)
    assert form.config(anything).learning_rate == 0.0075
    form.show_config(form.config(anything))
    assert field(form, "learning_rate").text() == "0,0075"


@pytest.mark.parametrize("typed", ["1.234", "1,234"])
def test_a_point_or_a_comma_is_never_one_between_thousands(form, qtbot, country, typed):
    for locale in (GERMAN, QLocale.c(), QLocale(QLocale.Language.English)):
        country(locale)
        paste(qtbot, form, "learning_rate", typed)
        assert form.config(anything).learning_rate == 1.234


def test_a_slider_writes_what_the_field_reads_in_german(form, qtbot, country):
    country(GERMAN)
    slider = form.findChild(QSlider, "learning_rate_slider")
    for _ in range(5):
        qtbot.keyClick(slider, Qt.Key.Key_Left)
        assert "." not in field(form, "learning_rate").text()
        assert 0 < form.config(anything).learning_rate < 0.0075


@pytest.mark.parametrize("rate", RATES)
def test_in_every_country_the_form_reads_what_it_shows(form, country, rate):
    """Also where the digits are others, and where thousands are marked by what is a decimal point elsewhere."""
    for locale in EVERYWHERE:
        country(locale)
        form.show_config(TrainingConfig(learning_rate=rate))
        config = form.config(anything)
        assert config is not None, f"{locale.name()}: {field(form, 'learning_rate').text()}"
        assert config.learning_rate == rate, locale.name()
