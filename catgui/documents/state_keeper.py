"""Captures what a window shows, and restores it without a dialog.

    keeper = StateKeeper(workspace, settings, document, contents)
    write = keeper.capture()                  # in this thread, at once
    write_state(folder, write())              # in any thread: `write` builds the network, which may take a while
    keeper.restore(read_state(folder))        # in this thread; data and photos are read in the background

Where the data are no longer there, `RunOpener` asks for them by name, and the network is shown without them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from catgui.documents.model_contents import ModelContents
from catgui.models.documents.model_document import ModelDocument
from catgui.models.documents.window_state import WindowState
from catgui.models.training.settings import TrainingSettings
from catgui.models.workspace import Workspace
from engine.data.dataset import Dataset
from engine.data.reference import DataReference
from engine.saved_model.model import Model

# Names the network of the last session in errors, instead of a file that the user does not know.
_LAST_SESSION = Path("last session")


class StateKeeper:
    """Captures and restores the data, settings, photos and network of a window.

    Attributes: `workspace`; `contents`, its settings and photos; `document`, its network.
    """

    def __init__(
        self, workspace: Workspace, settings: TrainingSettings, document: ModelDocument, contents: ModelContents
    ) -> None:
        self.workspace = workspace
        self._settings = settings
        self.document = document
        self.contents = contents

    def capture(self) -> Callable[[], WindowState]:
        """A function that builds the state as it is now, in any thread."""
        path = None if self.document.unsaved else self.document.path
        return partial(_build, self.capture_contents(), self.document.model_builder(), path)

    def capture_contents(self) -> WindowState:
        """The state as it is now, but without its network; at once."""
        dataset = self.workspace.dataset
        return WindowState(
            None if dataset is None else dataset.origin,
            self._settings.config,
            self.contents.list_photos(),
            pasted=self.contents.list_pasted(),
        )

    def restore(self, state: WindowState) -> None:
        """Open the data of `state`, and show its network, settings and photos.

        None of it can be undone. The network is shown at once, and evaluated and repeated when its data are open.
        Raises ModelFileError if its file names more than the memory holds.
        """
        dataset = self.workspace.dataset
        if state.data is not None:
            self.workspace.open_origin(state.data, _reference(state))
            dataset = None  # a run that was repeated on those open now would be dropped when these are open
        if not self.document.can_save:  # else settings might restart a run
            # First, since a network of many filters takes seconds: the form shows its settings meanwhile.
            self._settings.restore_config(state.config)
        with self.contents.without_undo():
            if state.network is not None and state.network_path is not None:
                self.document.open(state.network_path, state.network, dataset)
            elif state.network is not None:
                self.document.open(_LAST_SESSION, state.network, dataset, is_saved=False)
            self.contents.restore(state.config, state.photos)
            self.contents.show_pasted(state.pasted)

    def restore_unsaved(self, restore: Callable[[Dataset | None], object]) -> None:
        """Call `restore` with the open data; the settings and photos that it shows cannot be undone."""
        with self.contents.without_undo():
            restore(self.workspace.dataset)


def _reference(state: WindowState) -> DataReference | None:
    """The data of the network, if it was trained on those of `state`: edited as they were then."""
    data = None if state.network is None else state.network.recipe.data
    return data if data is not None and data.origin is not None and data.origin.may_be(state.data) else None


def _build(contents: WindowState, build_network: Callable[[], Model] | None, path: Path | None) -> WindowState:
    network = None if build_network is None else build_network()
    return replace(contents, network=network, network_path=path)
