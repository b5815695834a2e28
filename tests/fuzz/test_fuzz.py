"""Three hundred damaged and hostile files through the program's readers."""

import pytest

pytest.importorskip("resource", reason="the processes are limited as POSIX does it")

from tests.fuzz.run import KINDS, run

pytestmark = pytest.mark.slow

COUNTS = {"photos": 120, "hdf5": 120, "models": 60}


@pytest.mark.parametrize("kind", KINDS)
def test_any_input_has_a_prediction_or_an_error(kind, tmp_path):
    findings = run(kind, 4, range(COUNTS[kind]), tmp_path)

    assert not findings, "\n".join(map(str, findings))
