"""Networks of any shape come back from a file as they went in."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.nn.parameters import initialize_parameters_deep
from engine.saved_model.file import load_model_in_process, save_model
from engine.saved_model.model import Model
from engine.training.config import TrainingConfig
from tests.support.random_networks import hidden_layers, seeds

sides = st.integers(1, 6)


@given(hidden_layers, sides, sides, seeds, st.lists(st.floats(allow_nan=False, allow_infinity=False), max_size=5))
def test_any_network_comes_back_as_it_went_in(tmp_path_factory, hidden, height, width, seed, costs):
    config = TrainingConfig(hidden, seed=seed)
    parameters = initialize_parameters_deep(config.layer_dims(height * width * 3), seed)
    model = Model(parameters, ("a", "b"), (height, width), config, np.array(costs), "drawings")
    path = tmp_path_factory.mktemp("model") / "model.npz"

    save_model(path, model)
    back = load_model_in_process(path)

    assert back.config == config
    assert (back.classes, back.picture_shape, back.trained_on) == (("a", "b"), (height, width), "drawings")
    assert back.costs.tolist() == costs
    assert {name: value.tolist() for name, value in back.parameters.items()} == {
        name: value.tolist() for name, value in parameters.items()
    }
    pictures = np.random.RandomState(0).randint(0, 256, (2, height, width, 3)).astype(np.uint8)
    assert (back.probabilities(pictures) == model.probabilities(pictures)).all()
