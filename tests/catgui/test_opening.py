"""Telling dropped files apart."""

from catgui.opening import Opened, sorted_out


def test_files_are_told_apart_by_their_names(tmp_path):
    train, test, model, photo = (tmp_path / name for name in ("a.H5", "b.hdf5", "c.npz", "d.jpg"))
    assert sorted_out([photo, train, model, test]) == Opened((train, test), model, (photo,))


def test_a_folder_is_data_where_it_holds_hdf5_files_and_photos_elsewhere(tmp_path):
    data, photos = tmp_path / "data", tmp_path / "photos.h5"
    data.mkdir()
    photos.mkdir()
    (data / "train.h5").touch()
    (photos / "cat.jpg").touch()
    assert sorted_out([data, photos]) == Opened((data,), None, (photos,))


def test_nothing_is_nothing():
    assert sorted_out([]) == Opened((), None, ())
