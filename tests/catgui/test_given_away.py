"""What is given away has no paths of the computer on which it was made."""

import zipfile

import pytest

from catgui.domain.photo_entry import PhotoState
from catgui.inputs.sources import PathSource
from engine.cli.main import main as run_command
from engine.data.dataset import DataOrigin
from engine.data.edits import PictureKey
from engine.data.image_folder import ImageFolderSettings
from engine.progress import UNOBSERVED
from engine.training.config import TrainingConfig
from tests.support.picture_files import make_class_folders, make_photo

# In no word of the program.
TELL_TALE = "Zanzibar"


@pytest.fixture
def home(tmp_path):
    """A folder with data and photos, in one with a name that must stay here."""
    home = tmp_path / TELL_TALE
    home.mkdir()
    make_class_folders(home / "pets")
    make_photo(home / "tom.png")
    (home / "notes.jpg").write_text("no photo")
    return home


def contents(path):
    """The bytes of a file, and of what is packed in it, without those that UTF-16 and UTF-32 have between letters."""
    yield path.read_bytes().replace(b"\0", b"")
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            yield from (archive.read(name).replace(b"\0", b"") for name in archive.namelist())


def assert_no_paths(folder, count):
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert len(files) >= count
    telling = [path.name for path in files for content in contents(path) if TELL_TALE.encode() in content]
    assert not telling


def test_what_the_window_saves_and_exports_has_no_paths(window, home, tmp_path, qtbot):
    origin = DataOrigin((str(home / "pets"),), ImageFolderSettings(side=16).as_dict())
    with qtbot.waitSignal(window.workspace.dataset_changed):
        window.workspace.open_origin(origin)
    window.data_editor.relabel([PictureKey("train", 0)], 1)
    window.photos.add([PathSource(str(home / name)) for name in ("tom.png", "notes.jpg")])
    qtbot.train(window.session, window.workspace.dataset, TrainingConfig((4,), iterations=10))
    qtbot.waitUntil(lambda: [entry.state for entry in window.photos] == [PhotoState.READ, PhotoState.FAILED])
    out = tmp_path / "given away"
    out.mkdir()

    commands = window.files.save_commands
    window.document.saving(out / "network.npz")[0](UNOBSERVED)
    for kind, make in commands._writers.items():
        path = out / (f"run{kind}" if kind.startswith(".") else f"{kind}.csv")
        make(path)(UNOBSERVED)

    assert_no_paths(out, len(commands._writers) + 2)


def test_what_the_terminal_saves_has_no_paths(home, tmp_path, monkeypatch, capsys):
    out = tmp_path / "given away"
    out.mkdir()
    monkeypatch.chdir(home)
    network = str(out / "network.npz")
    words = ["--layers", "3", "--iterations", "5", "--save", network]
    assert run_command(["train", "--data", str(home / "pets"), *words]) == 0
    assert run_command(["page", network, "--out", str(out / "page.html")]) == 0

    assert_no_paths(out, 2)
