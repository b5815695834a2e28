"""However a file is damaged or made, it is read as it stands or refused in words: the ways beside those of one key."""

import h5py
import numpy as np
import pytest

from engine.errors import DatasetError
from tests.support.hdf5_files import part_entries, random_pictures, read_pair, write_entries, write_pair, write_part

TEXT = h5py.string_dtype()


@pytest.mark.parametrize("libver", ["earliest", "latest"])
def test_a_file_cut_short_at_any_byte_is_refused(tmp_path, libver):
    train_path, test_path = tmp_path / "train.h5", write_part(tmp_path / "test.h5", "test")
    with h5py.File(train_path, "w", libver=libver) as file:
        for key, value in part_entries("train").items():
            file.create_dataset(key, data=value)
    whole = train_path.read_bytes()
    for length in [*range(0, len(whole), 37), len(whole) - 1]:
        train_path.write_bytes(whole[:length])
        with pytest.raises(DatasetError, match=r"train\.h5: it is (empty|damaged|cut short)"):
            read_pair(train_path, test_path)


def test_circular_soft_links_are_refused(tmp_path):
    train_path, test_path = write_pair(tmp_path)
    with h5py.File(train_path, "r+") as file:
        del file["train_set_x"]
        file["train_set_x"], file["back"] = h5py.SoftLink("/back"), h5py.SoftLink("/train_set_x")
    with pytest.raises(DatasetError, match="'train_set_x' keeps its data elsewhere"):
        read_pair(train_path, test_path)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        pytest.param(h5py.ref_dtype, lambda file: file["more"].ref, id="references"),
        pytest.param(h5py.regionref_dtype, lambda file: file["more"].regionref[:2], id="references to parts"),
        pytest.param(h5py.vlen_dtype(np.dtype("u1")), lambda file: np.arange(3, dtype="u1"), id="lists"),
    ],
)
@pytest.mark.parametrize("key", ["train_set_x", "train_set_y", "list_classes"])
def test_references_and_lists_are_refused_wherever_they_stand(tmp_path, kind, value, key):
    train_path, test_path = write_pair(tmp_path)
    with h5py.File(train_path, "r+") as file:
        file["more"] = np.arange(9)
        del file[key]
        file.create_dataset(key, (2,), dtype=kind)[0] = value(file)
    with pytest.raises(DatasetError, match=rf"'{key}' has the type object"):
        read_pair(train_path, test_path)


def test_other_keys_in_a_file_are_ignored(tmp_path):
    path = write_entries(tmp_path / "all.h5", part_entries("train") | part_entries("test"))
    with h5py.File(path, "r+") as file:
        for number in range(50):
            file.attrs[f"note {number}"] = "x" * 100
            file["train_set_x"].attrs[f"note {number}"] = np.arange(100)
            file.create_group(f"group {number}").create_dataset("values", data=np.arange(9.0), compression="gzip")
        file["dangling"], file["outside"] = h5py.SoftLink("/gone"), h5py.ExternalLink("gone.h5", "/x")
        file["texts"] = np.array(["a", "b" * 5000], TEXT)
    train, _, _ = read_pair(path, path)
    np.testing.assert_array_equal(train.pictures, random_pictures())


def test_a_hard_link_is_the_data_itself(tmp_path):
    path = write_entries(tmp_path / "all.h5", part_entries("train") | {"test_set_y": np.array([0, 1, 0, 1])})
    with h5py.File(path, "r+") as file:
        file["test_set_x"] = file["train_set_x"]
    train, test, _ = read_pair(path, path)
    np.testing.assert_array_equal(train.pictures, test.pictures)
