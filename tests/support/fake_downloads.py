"""Downloads of pictures without a network."""

from PySide6.QtCore import QObject, QTimer, Signal

from catgui.models.photos import picture_downloads
from tests.support.picture_files import picture_bytes


class FakeWeb:
    """Answers each download with a picture, at once or after `release`. Attributes: `requested`, the addresses."""

    def __init__(self, monkeypatch, hold=False):
        self.requested, self._hold, self._held = [], hold, []
        web = self

        class Download(QObject):
            finished = Signal(object)

            def __init__(self, address, parent):
                super().__init__(parent)
                web.requested.append(address)
                self.data, self.error = picture_bytes("blue"), ""

            def start(self):
                if web._hold:
                    web._held.append(self)
                else:
                    QTimer.singleShot(0, self, lambda: self.finished.emit(self))

            def cancel(self):
                self.deleteLater()

        monkeypatch.setattr(picture_downloads, "PictureDownload", Download)

    def release(self):
        for download in self._held:
            download.finished.emit(download)
