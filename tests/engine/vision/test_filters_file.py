"""Files of filters: a round trip, and what is refused."""

import json

import numpy as np
import pytest

from engine.errors import ModelFileError, NewerFileError
from engine.vision.block import BlockSpec
from engine.vision.filters_file import VERSION, load_filters, save_filters
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


def describe(path, **changes):
    """Change fields of the description in a file."""
    with np.load(path) as archive:
        arrays = {name: archive[name] for name in archive.files}
    fields = json.loads(arrays["description"].tobytes())
    fields.update(changes)
    np.savez(path, **{**arrays, "description": np.frombuffer(json.dumps(fields).encode(), np.uint8)})
    return fields


def test_filters_of_a_newer_program_are_told_as_such(network, tmp_path):
    path = tmp_path / "filters.npz"
    save_filters(path, network, {})
    architecture = describe(path)["architecture"]

    describe(path, version=VERSION + 1, program="0.4")
    with pytest.raises(NewerFileError, match=r"is from Catgui 0\.4, in another format"):
        load_filters(path)
    blocks = [{**block, "dilation": 2} for block in architecture["blocks"]]
    describe(path, version=VERSION, architecture={**architecture, "blocks": blocks})
    with pytest.raises(NewerFileError, match=r"Catgui 0\.4, with the unknown option “dilation”"):
        load_filters(path)


@pytest.mark.parametrize(
    ("block", "reason"),
    [
        ({"channels": 10**9, "stride": 1, "pool": False}, "channels = 1000000000: must be between 1 and 10,000"),
        ({"channels": 4, "stride": 7, "pool": False}, "stride = 7: must be between 1 and 2"),
        ({"channels": 4, "stride": 1, "pool": 1}, "pool = 1: must be true or false"),
    ],
)
def test_a_number_beyond_its_limit_is_named(network, tmp_path, block, reason):
    path = tmp_path / "filters.npz"
    save_filters(path, network, {})
    architecture = describe(path)["architecture"]
    describe(path, architecture={**architecture, "blocks": [block]})

    with pytest.raises(ModelFileError) as caught:
        load_filters(path)
    assert reason in caught.value.reason


def test_more_blocks_than_the_limit_are_refused(network, tmp_path):
    path = tmp_path / "filters.npz"
    save_filters(path, network, {})
    architecture = describe(path)["architecture"]
    describe(path, architecture={**architecture, "blocks": architecture["blocks"] * 30})

    with pytest.raises(ModelFileError, match="must have at most 50 blocks, not 60"):
        load_filters(path)
