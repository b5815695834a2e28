"""A cost or an accuracy reads the same in the window, tooltips, presentation, reports and pages."""

import html
import re

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QLabel

from catgui.app import build_window
from catgui.models.training.session import RunState
from engine.export.web_page import network_page
from engine.saved_model.file import load_model
from engine.text import format_cost, format_ratio
from tests.support.qt_inverses import unescape_tooltip
from tests.support.small_data import save_network

# It opens all panels.
pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("short_pauses")]

ROOT, MOST_ROWS = QModelIndex(), 9
ITERATIONS, EARLIER = 450, 203
ROLES = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
# Other percentages are probabilities of pictures, or shares of something else.
OF_ACCURACY = re.compile(r"accura|right|overfit", re.IGNORECASE)
# A number that is this close to another one is taken for the same, written in another way.
CLOSE_COST, CLOSE_SHARE = 0.004, 0.006


@pytest.fixture
def window(qtbot, settings, builtin_dataset):
    window = build_window(builtin_dataset, settings)
    qtbot.addWidget(window)
    window.show()
    window.training_settings.set_value("iterations", ITERATIONS)
    window.controls.perform("instant")
    window.controls.train()
    settle(window, qtbot)
    yield window
    window.session.reset()
    window.close()


def settle(window, qtbot):
    qtbot.waitUntil(lambda: window.session.now.is_inactive and window.session.now.state is not RunState.EVALUATING)
    qtbot.waitUntil(lambda: not window.session.completer.busy)


def texts_of(widget):
    """What a widget shows, its tooltip, and what it tells a screen reader."""
    if isinstance(widget, (QLabel, QAbstractButton)):
        yield widget.text()
    if isinstance(widget, QAbstractItemView) and widget.model() is not None:
        model, header = widget.model(), getattr(widget, "horizontalHeader", None)
        columns = 1 if header is None else header().count()
        rows = range(min(MOST_ROWS, model.rowCount(ROOT)))
        indices = [model.index(row, column, ROOT) for row in rows for column in range(columns)]
        yield from (str(index.data(role) or "") for index in indices for role in ROLES)
    yield from (unescape_tooltip(widget.toolTip()), widget.accessibleDescription())


def window_texts(window):
    QApplication.processEvents()
    widgets = [window, *window.findChildren(QLabel), *window.findChildren(QAbstractButton)]
    widgets += window.findChildren(QAbstractItemView)
    return {text for widget in widgets for text in texts_of(widget) if text}


def presented_texts(window):
    window.presentation.toggle()
    found = window_texts(window)
    window.presentation.toggle()
    return found


def exported_texts(window, folder):
    model = folder / "cats.npz"
    save_network(window.document, model)
    page = network_page(load_model(model), dataset=window.workspace.dataset)
    return {html.unescape(text) for text in re.findall(r">([^<{}]+)<", page) if len(text) < 2000}


def odd_numbers(texts, snapshots):
    """The texts with a number that is that of a snapshot, but for its rounding."""
    costs = [cost for shown in snapshots for cost in (shown.train_cost, shown.test_cost)]
    parts = [part for shown in snapshots for part in (shown.train, shown.test)]
    shares = [share for part in parts for share in (part.accuracy, part.baseline[1])]
    for text in sorted(texts):
        if "cost" in text.lower():
            for token in re.findall(r"\d\.\d+", text):
                close = [format_cost(cost) for cost in costs if abs(float(token) - cost) < CLOSE_COST * cost]
                if close and token not in close:
                    yield token, close, text
        if OF_ACCURACY.search(text) and "Predicted:" not in text:
            for token in re.findall(r"[\d.]+%", text):
                close = [format_ratio(share) for share in shares if abs(float(token[:-1]) / 100 - share) < CLOSE_SHARE]
                if close and token not in close:
                    yield token, close, text


def test_numbers_of_the_same_thing_read_the_same(window, qtbot, tmp_path):
    window.make_all_panels()
    for name in window.panels.pages:
        window.panels.open(name)
    last = window.session.now.newest
    for position in (ITERATIONS, EARLIER):
        window.playback.seek(position)
        qtbot.waitUntil(lambda: window.session.now.snapshot.iterations == window.playback.position)
        shown = window.session.now.snapshot
        texts = window_texts(window) | presented_texts(window)
        if position == ITERATIONS:
            texts |= exported_texts(window, tmp_path)
        assert list(odd_numbers(texts, (shown, last))) == []
        assert any(format_cost(shown.train_cost) in text for text in texts), "the walk has found the cost"
        assert format_ratio(shown.test.accuracy) in texts, "and the accuracy"
        now = [text for text in texts if re.search(r"\b(now|here)\b", text, re.IGNORECASE)]
        assert not [text for text in now if position != ITERATIONS and format_cost(last.train_cost) in text]
