"""What the tests of analyses of a network share: the selected picture, and what an analysis has told."""

import numpy as np
import pytest

from catgui.models.background_task import end_work
from catgui.models.selected_picture import SelectedPicture
from tests.support.models import plain_model


@pytest.fixture
def picked(qapp):
    return SelectedPicture()


@pytest.fixture
def recorded():
    """Has an analysis keep its `results` and `texts`; it ends with the test."""
    analyses = []

    def recorded(analysis):
        analyses.append(analysis)
        analysis.results, analysis.texts = [], []
        analysis.found.connect(analysis.results.append)
        analysis.unavailable.connect(analysis.texts.append)
        return analysis

    yield recorded
    for analysis in analyses:
        end_work(analysis)


@pytest.fixture
def saved_network(session):
    """The network of the session, as from a file that names its data."""

    def saved_network(dataset, name=None):
        parameters, config = session.now.snapshot.network.parameters, session.now.run.config
        costs = np.ones(config.iterations)
        return plain_model(parameters, dataset.classes, dataset.picture_shape, config, costs, name or dataset.name)

    return saved_network
