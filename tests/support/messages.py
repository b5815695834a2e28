"""The messages of a window, by what they are of."""


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
        """Press one of its buttons, or call its action if another message is in front."""
        messages, message = self._window.messages, self._message
        if messages.place.shown is message:
            next(button for button in messages.place.buttons if button.text() == caption).click()
        else:
            dict(message.actions)[caption]()

    def close(self):
        self._window.messages.close_message(self._message)

    @property
    def _message(self):
        return next(filter(self._is_meant, reversed(self._window.messages.shown)), None)


def error(window):
    return ShownMessage(window, lambda one: one.is_error and one.source is not window.messages)


def storage_error(window):
    return ShownMessage(window, lambda one: one.source is window.messages)


def notice(window):
    return ShownMessage(window, lambda one: not one.is_error)


def offer_of(window, source):
    return ShownMessage(window, lambda one: not one.is_error and one.source is source)


def data_offer(window):
    return offer_of(window, window.files.run_opener)
