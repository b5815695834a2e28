"""Networks as files hold them, with the simplest recipe."""

from engine.data.edited_dataset import DataReference
from engine.saved_model.model import Model, RunRecipe
from engine.training.features import filters_fingerprint


def plain_recipe(config, iterations, trained_on="data"):
    """The recipe of a run on data that nobody has."""
    reference, filters = DataReference(trained_on, "0" * 64), filters_fingerprint(config.features)
    return RunRecipe(reference, config, iterations, iterations, filters=filters)


def plain_model(parameters, classes, picture_shape, config, costs, trained_on="data"):
    """The network of such a run."""
    return Model(parameters, classes, picture_shape, costs, plain_recipe(config, len(costs), trained_on))
