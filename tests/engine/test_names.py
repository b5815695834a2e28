import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.names import as_file_name, displayable


@pytest.mark.parametrize("name", ["cat.jpg", "Kätzchen 猫 (1).png", "<b>cat</b> & 'dog'.jpg", "👩‍🔬.png"])
def test_a_name_that_can_be_shown_stays_as_it_is(name: str) -> None:
    assert displayable(name) == name


def test_control_characters_and_reversing_marks_are_replaced() -> None:
    assert displayable("a\nb\tc\x1b[31m\u202egpj.exe") == "a\ufffdb\ufffdc\ufffd[31m\ufffdgpj.exe"


def test_bytes_that_are_not_utf8_are_replaced() -> None:
    name = b"caf\xe9.jpg".decode("utf-8", "surrogateescape")
    assert displayable(Path(name)) == "caf\ufffd.jpg"


@given(st.binary(max_size=40))
def test_whatever_the_bytes_the_result_is_one_line_of_utf8(raw: bytes) -> None:
    shown = displayable(os.fsdecode(raw))
    shown.encode("utf-8")
    assert len(shown.splitlines()) <= 1


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("my pets", "my_pets"),
        ("a/b: c?", "a_b_c_"),
        ("Kätzchen-2_猫", "Kätzchen-2_猫"),
        ("..", "_"),
        ("x" * 99, "x" * 60),
    ],
)
def test_of_any_text_a_part_of_a_file_name_is_made(text: str, name: str) -> None:
    assert as_file_name(text) == name
