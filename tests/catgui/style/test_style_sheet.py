"""What the style sheet makes of widgets."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QFileDialog, QMenu, QProxyStyle, QSlider, QStyle

from catgui.style.colors import DARK, LIGHT
from catgui.style.theme import Theme, ThemeChoice


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
