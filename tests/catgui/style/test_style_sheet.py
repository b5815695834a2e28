"""What the style sheet makes of widgets."""

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QComboBox,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QMenu,
    QProxyStyle,
    QPushButton,
    QSlider,
    QStyle,
    QTabWidget,
    QWidget,
)

from catgui.style.colors import DARK, LIGHT, Theme, ThemeChoice
from catgui.style.text_size import scaled, text_size
from engine.system.user_dirs import resource_path


@pytest.fixture(params=[ThemeChoice.LIGHT, ThemeChoice.DARK])
def theme(request, qapp):
    theme = Theme(qapp, request.param)
    theme.apply_style_sheet()
    yield theme
    qapp.setStyleSheet("")


def _has_color(widget, name):
    image, wanted = widget.grab().toImage(), name.lower()
    places = ((x, y) for x in range(image.width()) for y in range(image.height()))
    return any(image.pixelColor(x, y).name() == wanted for x, y in places)


def test_a_disabled_slider_does_not_look_live(qtbot, theme):
    accent = (DARK if theme.choice is ThemeChoice.DARK else LIGHT).accent
    slider = QSlider(Qt.Orientation.Horizontal, value=50)
    qtbot.addWidget(slider)
    assert _has_color(slider, accent)
    slider.setEnabled(False)
    assert not _has_color(slider, accent)


def test_the_current_item_of_a_list_of_choices_stands_on_the_color_of_a_selection(qtbot, theme):
    scheme = DARK if theme.choice is ThemeChoice.DARK else LIGHT
    box = QComboBox()
    box.addItems(["All", "Wrong"])
    qtbot.addWidget(box)
    box.show()
    box.showPopup()
    qtbot.waitUntil(box.view().isVisible)
    assert _has_color(box.view().viewport(), scheme.accent)
    box.hidePopup()


def test_a_disabled_button_that_is_checked_does_not_look_live(qtbot, theme):
    accent = (DARK if theme.choice is ThemeChoice.DARK else LIGHT).accent
    button = QPushButton("Units")
    qtbot.addWidget(button)
    button.setCheckable(True)
    button.setChecked(True)
    assert _has_color(button, accent)
    button.setEnabled(False)
    assert not _has_color(button, accent)


def _ink_rows(image):
    """The rows of an image of text that have ink, between its edges of 3 pixels."""
    rows, columns = range(3, image.height() - 3), range(3, image.width() - 3)
    background = image.pixelColor(4, 4).lightness()
    return [y for y in rows if any(abs(image.pixelColor(x, y).lightness() - background) > 60 for x in columns)]


@pytest.mark.parametrize("percent", [100, 125, 150, 200])
def test_the_feet_of_letters_are_whole_in_tabs_that_are_not_current(qtbot, theme, percent):
    text_size.set_percent(percent)
    pages, text = QTabWidget(), QLabel("Training")
    text.setMargin(10)
    for widget in (pages, text):
        qtbot.addWidget(widget)
    for title in ("Test", "Training"):
        pages.addTab(QWidget(), title)
    pages.resize(600, 200)
    pages.show()
    bar = pages.tabBar()
    tab = bar.grab(bar.tabRect(1)).toImage()
    assert len(_ink_rows(tab)) == len(_ink_rows(text.grab().toImage()))


class IconStyle(QProxyStyle):
    """A style that gives the buttons of dialogs icons, as those of many desktops do."""

    def styleHint(self, hint, option=None, widget=None, returned=None):
        shows_icons = hint is QStyle.StyleHint.SH_DialogButtonBox_ButtonsHaveIcons
        return 1 if shows_icons else super().styleHint(hint, option, widget, returned)


def test_the_buttons_of_dialogs_have_no_icons_in_a_color_of_their_own(qtbot, theme):
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    qtbot.addWidget(box)
    style = IconStyle()
    box.setStyle(style)
    assert not box.style().styleHint(QStyle.StyleHint.SH_DialogButtonBox_ButtonsHaveIcons, None, box)


def test_a_menu_has_a_border_that_is_seen(qtbot, theme):
    menu = QMenu()
    qtbot.addWidget(menu)
    menu.addAction("Open")
    menu.adjustSize()
    edge = (DARK if theme.choice is ThemeChoice.DARK else LIGHT).edge
    image = menu.grab().toImage()
    assert {image.pixelColor(x, image.height() // 2).name() for x in (0, image.width() - 1)} == {edge}


def test_the_arrows_of_the_file_dialog_contrast_with_the_window(qtbot, theme):
    dialog = QFileDialog()
    qtbot.addWidget(dialog)
    window = dialog.palette().window().color().lightness()
    for of in ("SP_ArrowBack", "SP_ArrowForward", "SP_FileDialogToParent"):
        icon = dialog.style().standardIcon(QStyle.StandardPixmap[of], None, dialog)
        image = icon.pixmap(24, 24).toImage()
        pixels = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
        inks = [color.lightness() for color in pixels if color.alpha() == 255]
        assert inks
        assert min(abs(ink - window) for ink in inks) > 128, of


@pytest.mark.parametrize(("widget", "at"), [(QPushButton, (0.5, 0)), (QComboBox, (0.5, 0)), (QSlider, (0.9, 0.5))])
def test_frames_of_buttons_and_tracks_of_sliders_have_the_color_that_contrasts(qtbot, theme, widget, at):
    shown = widget()
    if isinstance(shown, QSlider):
        shown.setOrientation(Qt.Orientation.Horizontal)
    qtbot.addWidget(shown)
    shown.resize(100, 40)
    image = shown.grab().toImage()
    pixel = image.pixelColor(*(int(part * side) for part, side in zip(at, image.size().toTuple(), strict=True)))
    assert pixel.name() == (DARK if theme.choice is ThemeChoice.DARK else LIGHT).edge


@pytest.mark.parametrize("scheme", [LIGHT, DARK])
def test_edges_and_the_colors_of_classes_contrast_with_the_backgrounds(scheme):
    for color in (scheme.edge, *scheme.classes):
        assert min(_contrast(color, ground) for ground in (scheme.window, scheme.base, scheme.raised)) >= 3


def _contrast(*colors):
    """The contrast of two colors by WCAG 2."""
    light, dark = sorted(map(_luminance, colors), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(color):
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in QColor(color).getRgbF()]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=False))


def test_the_handles_of_sliders_are_round_beside_text_of_any_size():
    """Qt draws corners where a radius is more than half of a side."""
    sheet = resource_path("resources", "style.qss").read_text(encoding="utf-8")
    parts = (rf"QSlider::{part}:horizontal {{(.*?)}}" for part in ("handle", "groove"))
    handle, groove = (re.search(part, sheet, re.DOTALL)[1] for part in parts)
    width, border, radius, margin, height = (
        float(re.search(pattern, text)[1])
        for pattern, text in (
            (r"\bwidth: ([\d.]+)sp", handle),
            (r"border: ([\d.]+)sp", handle),
            (r"radius: ([\d.]+)sp", handle),
            (r"margin: -([\d.]+)sp", handle),
            (r"height: ([\d.]+)sp", groove),
        )
    )
    for percent in range(60, 201):
        text_size.set_percent(percent)
        across, down = scaled(width) + 2 * scaled(border), scaled(height) + 2 * scaled(margin)
        assert 2 * scaled(radius) <= min(across, down), percent
