"""Each thread of a team has arrays of its own, of the type asked for."""

import numpy as np
import pytest

from engine.vision.team import team


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_arrays_of_a_thread_have_the_type_of_the_team(dtype):
    taken = []
    with team(1, dtype) as members:
        members.run(2, lambda _, scratch: taken.append(scratch.take("patches", (2, 3))))

    assert [(array.shape, array.dtype) for array in taken] == [((2, 3), dtype)] * 2
    assert np.shares_memory(*taken)
