"""A bundle that is damaged says so, and names what is missing."""

import os
import sys

import pytest

from catgui.desktop import bundle


@pytest.fixture
def frozen(tmp_path, monkeypatch):
    """The folder of a whole bundle, of which this program believes to be part."""
    (tmp_path / "lib").mkdir()
    for name, text in {"icon.svg": "icon", "lib/a b.so": "library", "c.so": "c", "d.so": "d"}.items():
        (tmp_path / name).write_text(text)
    (tmp_path / bundle.LIST_OF_FILES).write_text("4 icon.svg\n7 lib/a b.so\n1 c.so\n1 d.so\n")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    return tmp_path


def fail(arguments):
    raise ImportError("a library cannot be loaded")


def test_nothing_is_damaged_in_a_whole_bundle_or_without_one(frozen, monkeypatch):
    assert bundle.damage() == ""
    monkeypatch.delattr(sys, "frozen")
    monkeypatch.delattr(sys, "_MEIPASS")
    assert bundle.damage() == ""


def test_files_that_are_missing_or_cut_short_are_named(frozen):
    (frozen / "icon.svg").unlink()
    (frozen / "lib/a b.so").write_text("lib")
    assert "Missing or cut short: icon.svg, lib/a b.so. Download it again" in bundle.damage()

    (frozen / "c.so").unlink()
    (frozen / "d.so").unlink()
    assert "icon.svg, lib/a b.so, c.so and 1 more." in bundle.damage()


@pytest.mark.parametrize(("platform", "damaged"), [("linux", [bundle.LIST_OF_FILES]), ("darwin", [])])
def test_the_list_itself_may_be_missing_only_where_the_system_checks_the_program(
    frozen, monkeypatch, platform, damaged
):
    (frozen / bundle.LIST_OF_FILES).unlink()
    monkeypatch.setattr(sys, "platform", platform)

    assert bundle.damaged_files(frozen) == damaged


def test_a_start_that_fails_in_a_damaged_bundle_says_so_in_one_line(frozen, capsys):
    (frozen / "c.so").unlink()

    assert bundle.run_in_bundle(fail, []) == 1
    assert capsys.readouterr().err.startswith("catgui: This copy of Catgui is damaged. Missing or cut short: c.so.")


def test_damage_is_reported_before_the_program_begins(frozen, capsys):
    (frozen / "c.so").unlink()
    said = []

    assert bundle.run_in_bundle(lambda _: said.append(capsys.readouterr().err) or 0, []) == 0
    assert "c.so" in said[0]


def test_where_there_is_no_output_the_error_says_it(frozen, monkeypatch):
    (frozen / "c.so").unlink()
    monkeypatch.setattr(sys, "stderr", None)

    with pytest.raises(RuntimeError, match=r"c\.so"):
        bundle.run_in_bundle(fail, [])


def test_an_error_in_a_whole_bundle_stays_what_it_is(frozen):
    with pytest.raises(ImportError, match="cannot be loaded"):
        bundle.run_in_bundle(fail, [])


@pytest.mark.skipif(sys.platform != "linux", reason="only there does it find libraries by a variable")
@pytest.mark.parametrize("before", ["", "/usr/local/lib"])
def test_other_programs_do_not_get_the_libraries_of_the_bundle(frozen, monkeypatch, before):
    monkeypatch.setenv("LD_LIBRARY_PATH", str(frozen))
    monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", before)

    assert bundle.run_in_bundle(lambda arguments: len(arguments), ["a", "b"]) == 2
    assert os.environ.get("LD_LIBRARY_PATH", "") == before
    assert "LD_LIBRARY_PATH_ORIG" not in os.environ
