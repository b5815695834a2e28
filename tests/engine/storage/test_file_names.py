"""Names that no file can have."""

from pathlib import Path

import pytest

from engine.storage.file_names import name_fault

DEVICES = ["CON", "nul", "Aux.npz", "COM1", "com1.tar.gz", "LPT\u00b2.txt", "NUL .npz", "conin$"]


@pytest.mark.parametrize("name", DEVICES)
def test_a_device_of_windows_is_named_as_one(name):
    assert "for a device" in name_fault(Path("folder") / name, on_windows=True)


@pytest.mark.parametrize("name", ["CONE", "COM", "COM10", "nul_", "x.NUL", "LPT", "AUXILIARY.npz"])
def test_a_name_like_that_of_a_device_is_free(name):
    assert name_fault(Path(name), on_windows=True) == ""


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("line\nbreak.npz", "control characters"),
        ("a\x00b", "control characters"),
        ("what?.npz", "“?”"),
        ("folder\\stream:a", "“:”"),
        ("C:\\folder\\a|b", "“|”"),
        ("dot.", "dot or space"),
        ("space ", "dot or space"),
        ("n" * 256, "too long"),
        ("\N{CAT FACE}" * 128, "too long"),
    ],
)
def test_windows_refuses_a_name(name, fault):
    assert fault in name_fault(Path(name), on_windows=True)


@pytest.mark.parametrize(
    "name", ["n" * 255, "é猫 x.npz", ".hidden", "C:a.npz", "C:\\a.npz", "con\\a.npz", "a\udcffb", "a.b c", ".", "a\\.."]
)
def test_windows_takes_a_name(name):
    assert name_fault(Path(name), on_windows=True) == ""


@pytest.mark.parametrize("name", ["CON", "a:b", "line\nbreak", "dot.", "n" * 300])
def test_other_systems_refuse_names_by_themselves(name):
    assert name_fault(Path(name), on_windows=False) == ""
