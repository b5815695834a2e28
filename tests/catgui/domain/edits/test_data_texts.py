"""Short texts about edited data."""

from catgui.domain.data_texts import data_text
from catgui.domain.edits.data_texts import short_data_text
from engine.data.dataset import DataOrigin
from engine.data.image_folder import ImageFolderSettings


def test_the_counts_of_edits_are_short():
    course = DataOrigin("course")
    pets = DataOrigin(("/pets",), ImageFolderSettings().as_dict())
    name = "course photos, 1,038 added, 4 relabelled, 1 moved, 2 left out"
    assert short_data_text(name, course) == "course photos +1,038 ≠4 →1 ×2"
    assert data_text(name, course) == name
    assert short_data_text("pets, 2 left out", pets) == "pets ×2: whole picture"
    for plain in ("course photos", "3 moved", "cats, 4 added and more"):
        assert short_data_text(plain, None) == plain
