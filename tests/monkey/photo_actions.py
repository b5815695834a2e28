"""What is done with photos: dropped, pasted, picked, framed, removed, brought back, exported."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QAbstractButton, QWidget

from tests.monkey.hands import Key, Modifier, click, drop, files, press
from tests.monkey.monkey import Monkey

# Nobody answers there: it is refused at once, on this computer.
_WEB = "http://127.0.0.1:9/cat.png"
_BUTTONS = ("open", "paste", "remove", "clear", "copy", "export", "undo", "cancel", "train")


def drop_photos(monkey: Monkey) -> str:
    """Drop photos, good and bad, or a folder; sometimes one that is gone before it is read."""
    larder, random = monkey.larder, monkey.random
    some = random.choice((larder.photos, larder.photos, larder.bad_photos, larder.photos + larder.bad_photos))
    paths = random.sample(some, random.randint(1, min(5, len(some))))
    if random.random() < 0.15:
        paths.append(random.choice(larder.folders))
    if random.random() < 0.15:
        fleeting = larder.folder / "fleeting.png"
        fleeting.write_bytes(larder.photos[0].read_bytes())
        paths.append(fleeting)
    panels = (monkey.find(QWidget, name) for name in ("photos_panel", "photos_drop_area", "data_panel"))
    places = (monkey.window, *panels)
    taken = drop(random.choice(places), files(paths))
    (larder.folder / "fleeting.png").unlink(missing_ok=True)
    return f"drop {[path.name for path in paths]}: {'taken' if taken else 'refused'}"


def paste(monkey: Monkey) -> str:
    """Put something on the clipboard and paste it."""
    name = monkey.random.choice(tuple(_CLIPBOARD))
    QGuiApplication.clipboard().setMimeData(_CLIPBOARD[name](monkey))
    if monkey.random.random() < 0.5:
        press(Key.Key_V, Modifier.ControlModifier)
    else:
        click(monkey.find(QAbstractButton, "photos_paste_button"))
    return f"paste {name}"


def press_button(monkey: Monkey) -> str:
    """Click on a button of the panel."""
    names = (*_BUTTONS, "framing_whole", "framing_centre")
    name = monkey.random.choice(names)
    button = monkey.window.findChild(QAbstractButton, f"photos_{name}_button" if name in _BUTTONS else f"{name}_button")
    if button is not None and button.isVisible():
        click(button)
    return f"photos: {name}"


def select(monkey: Monkey) -> str:
    """Select cards and do something to them."""
    cards = monkey.find(QWidget, "photo_cards")
    monkey.give_keyboard(cards)
    keys = ((Key.Key_A, Modifier.ControlModifier), (Key.Key_Right, Modifier.NoModifier))
    keys += ((Key.Key_Right, Modifier.ShiftModifier), (Key.Key_Home, Modifier.NoModifier))
    press(*monkey.random.choice(keys))
    ends = ((Key.Key_Delete, Modifier.NoModifier), (Key.Key_C, Modifier.ControlModifier), None, None)
    end = monkey.random.choice(ends)
    if end is not None:
        press(*end)
    return f"select cards and {'leave them' if end is None else end[0].name}"


def undo(monkey: Monkey) -> str:
    """Undo or redo, a few times."""
    shift = monkey.random.choice((Modifier.NoModifier, Modifier.NoModifier, Modifier.ShiftModifier))
    times = monkey.random.randint(1, 4)
    for _ in range(times):
        press(Key.Key_Z, Modifier.ControlModifier | shift)
    return f"{'undo' if shift is Modifier.NoModifier else 'redo'} {times} times"


def _image(monkey: Monkey) -> QMimeData:
    image = QImage(monkey.random.randint(1, 300), monkey.random.randint(1, 300), QImage.Format.Format_ARGB32)
    image.fill(monkey.random.randrange(2**32))
    mime = QMimeData()
    mime.setImageData(image)
    return mime


def _text(monkey: Monkey) -> QMimeData:
    mime = QMimeData()
    mime.setText(monkey.random.choice(("", "some words", _WEB, "data:image/png;base64,iVBORw0KGgo=", "/nowhere/a.png")))
    return mime


def _page(monkey: Monkey) -> QMimeData:
    mime = QMimeData()
    mime.setHtml(f"<p><img src='{_WEB}'><img src='data:image/png,xx'>" * monkey.random.randint(1, 3))
    return mime


def _address(monkey: Monkey) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl(monkey.random.choice((_WEB, "ftp://127.0.0.1/a.png", "http://", "file:///")))])
    return mime


def _broken_bytes(monkey: Monkey) -> QMimeData:
    mime = QMimeData()
    mime.setData("image/png", monkey.random.randbytes(monkey.random.randrange(50)))
    return mime


_CLIPBOARD: dict[str, Callable[[Monkey], QMimeData]] = {
    "an image": _image,
    "a text": _text,
    "a page": _page,
    "an address": _address,
    "broken bytes": _broken_bytes,
    "nothing": lambda monkey: QMimeData(),
    "files": lambda monkey: files(monkey.random.sample(monkey.larder.photos, 2)),
}

ACTIONS = (
    (8, drop_photos),
    (4, paste),
    (6, press_button),
    (4, select),
    (5, undo),
)
