"""Teams of threads for convolution."""

import numpy as np
import pytest

from engine.vision.convolution import team


@pytest.fixture
def members():
    """A team of two threads in float32."""
    with team(2) as members:
        yield members


@pytest.fixture
def exact_members():
    """A team of two threads in float64."""
    with team(2, np.float64) as members:
        yield members
