"""One name, or two, opens a data set: a word, a folder, a file or a pair."""

from pathlib import Path

import pytest

from engine.data import course as course_photos
from engine.data import sources
from engine.data.course import CourseMissingError
from engine.data.dataset import DataOrigin
from engine.data.image_folder import ImageFolderSettings
from engine.data.sources import find_source, open_dataset
from engine.errors import DatasetError
from tests.support.hdf5_files import write_pair, write_part
from tests.support.picture_files import make_class_folders
from tests.support.system import split_arguments


@pytest.fixture
def no_course_photos(tmp_path, monkeypatch):
    monkeypatch.delenv("CATGUI_DATA", raising=False)
    monkeypatch.setattr(course_photos, "data_folder", lambda: tmp_path / "nothing here")


def test_a_file_is_opened_with_the_pair_beside_it(tmp_path):
    train, _ = write_pair(tmp_path)
    dataset = open_dataset(train)
    assert dataset.name == "train.h5"
    assert split_arguments(dataset.source) == [str(train)]


@pytest.mark.parametrize("places", [[], ["a.h5", "b.h5", "c.h5"]])
def test_neither_none_nor_three_files_make_a_data_set(places):
    with pytest.raises(DatasetError, match="one or two HDF5 files"):
        open_dataset(places)


@pytest.mark.parametrize("name", ["nowhere.h5", "nul\0letter", "n" * 5000], ids=["missing", "impossible", "endless"])
def test_a_missing_path_is_refused(name):
    with pytest.raises(DatasetError):
        open_dataset(name)


def test_a_folder_named_like_a_source_is_opened_as_a_path(tmp_path, monkeypatch):
    folder = tmp_path / "course"
    folder.mkdir()
    write_pair(folder)
    monkeypatch.chdir(tmp_path)
    assert open_dataset("./course").name == "course"
    assert open_dataset(Path("course")).source == "course"


@pytest.mark.usefixtures("no_course_photos")
def test_the_course_photos_are_not_downloaded_by_opening_them():
    with pytest.raises(CourseMissingError, match=r"course photos: .*Download them once \(3\.2 MB\)\.$"):
        open_dataset("course")


def test_the_course_photos_are_opened_where_catgui_data_says(tmp_path, monkeypatch):
    for file, part in zip(course_photos.COURSE_FILES, ("train", "test"), strict=True):
        write_part(tmp_path / file.name, part)
    monkeypatch.setenv("CATGUI_DATA", str(tmp_path))
    dataset = open_dataset(["course"])
    assert (dataset.name, dataset.source) == ("course photos", "course")
    assert dataset.test.count == 4


def test_an_installation_without_the_drawings_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(sources, "resource_path", tmp_path.joinpath)
    with pytest.raises(DatasetError, match=r"builtin_train\.h5: it cannot be opened"):
        open_dataset("builtin")


def test_the_built_in_drawings_have_the_size_of_the_course_photos():
    dataset = open_dataset("builtin")
    assert (dataset.name, dataset.source) == ("built-in drawings", "builtin")
    assert (dataset.train.count, dataset.test.count) == (209, 50)
    assert dataset.picture_shape == (64, 64)
    assert dataset.classes == ("non-cat", "cat")


@pytest.mark.photos
@pytest.mark.skipif(course_photos.find() is None, reason="the course photos are not here (CATGUI_DATA)")
def test_the_true_course_photos_have_their_known_numbers():
    course = open_dataset("course")
    assert course.array_shapes["train_x"] == (209, 64, 64, 3)
    assert course.classes == ("non-cat", "cat")
    assert (course.train.class_counts(), course.test.class_counts()) == ((137, 72), (17, 33))


def test_a_data_set_knows_where_it_was_opened(tmp_path, monkeypatch):
    train, test = write_pair(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert open_dataset("builtin").origin == DataOrigin("builtin")
    assert open_dataset(".").origin == DataOrigin((str(tmp_path),))
    assert open_dataset([test.name, train.name]).origin == DataOrigin((str(test), str(train)))


def test_folders_of_pictures_are_opened_again_with_their_settings(tmp_path):
    make_class_folders(tmp_path)
    settings = ImageFolderSettings(side=16, test_percent=40, positive="non-cat")
    opened = find_source(tmp_path).open(settings)
    origin = opened.dataset.origin
    assert origin.location == (str(tmp_path),)
    assert ImageFolderSettings.from_dict(origin.folder_settings) == settings
    assert opened.folder_data.dataset is opened.dataset
