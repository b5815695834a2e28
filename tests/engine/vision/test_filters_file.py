"""Files of filters: a round trip, and what is refused."""

import numpy as np
import pytest

from engine.errors import ModelFileError
from engine.vision.block import BlockSpec
from engine.vision.filters_file import load_filters, save_filters
from engine.vision.folded import FoldedNetwork
from engine.vision.network import Architecture, initial_parameters

ARCHITECTURE = Architecture((BlockSpec(4, stride=2), BlockSpec(6, pool=True)), outputs=2)


@pytest.fixture
def network():
    return FoldedNetwork(ARCHITECTURE, ARCHITECTURE.views(initial_parameters(ARCHITECTURE, seed=1)))


def test_a_network_comes_back_in_half_precision_with_what_is_said_about_it(network, tmp_path):
    path = tmp_path / "filters.npz"
    about = {"seed": 3, "curve": [{"cost": 0.5}]}

    save_filters(path, network, about)

    found = load_filters(path)
    assert found.about == about
    assert found.network.architecture == ARCHITECTURE
    for name, values in network.parameters.items():
        np.testing.assert_array_equal(found.network.parameters[name], values.astype(np.float16))
        assert found.network.parameters[name].dtype == np.float32


@pytest.mark.parametrize("damage", [b"", b"PK", b"not a zip file at all"])
def test_a_damaged_file_is_refused_by_name(damage, tmp_path):
    path = tmp_path / "filters.npz"
    path.write_bytes(damage)

    with pytest.raises(ModelFileError, match=r"filters\.npz: the filters cannot be read"):
        load_filters(path)


def test_a_file_whose_arrays_do_not_fit_its_description_is_refused(network, tmp_path):
    network.parameters["W1"] = np.zeros((3, 3, 3, 5), np.float32)
    path = tmp_path / "filters.npz"
    save_filters(path, network, {})

    with pytest.raises(ModelFileError, match="W1 has the wrong shape"):
        load_filters(path)
