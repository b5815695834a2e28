"""The messages of a window, by what they are of."""

from PySide6.QtWidgets import QApplication

from catgui.domain.message import MessageKind


class ShownMessage:
    """The newest message for which `is_meant` is true, among those that `window` shows now."""

    def __init__(self, window, is_meant):
        self._window, self._is_meant = window, is_meant

    def is_shown(self):
        return self._message is not None

    @property
    def text(self):
        return self._message.text if self.is_shown() else ""

    @property
    def captions(self):
        return [caption for caption, _ in self._message.actions] if self.is_shown() else []

    def press(self, caption):
        """Press one of its buttons: in the place, or in the menu if another message is in front."""
        messages, message = self._window.messages, self._message
        if messages.place.shown is message and caption in [button.text() for button in messages.place.buttons]:
            next(button for button in messages.place.buttons if button.text() == caption).click()
            return
        messages.open_menu()
        menu = QApplication.activePopupWidget()
        next(action for action in menu.actions() if action.text() == caption).trigger()
        menu.close()

    def close(self):
        self._window.messages.close_message(self._message)

    @property
    def _message(self):
        return next(filter(self._is_meant, reversed(self._window.messages.shown)), None)


def error(window):
    return ShownMessage(window, lambda one: one.kind is MessageKind.ERROR and one.source is not window.messages)


def storage_error(window):
    return ShownMessage(window, lambda one: one.source is window.messages)


def notice(window):
    return ShownMessage(window, lambda one: one.kind is MessageKind.NOTICE)


def question_of(window, source):
    return ShownMessage(window, lambda one: one.kind is MessageKind.QUESTION and one.source is source)


def data_offer(window):
    return question_of(window, window.files.run_opener)


def session_offer(window):
    return question_of(window, window.files.session)
