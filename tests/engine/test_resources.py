"""The files that ship with the program are found in a checkout and in an installed wheel."""

from engine.resources import resource_path


def test_in_a_wheel_the_folders_are_inside_catgui(tmp_path):
    (tmp_path / "datasets").mkdir()
    (tmp_path / "catgui" / "datasets").mkdir(parents=True)
    assert resource_path("datasets", "x.h5", root=tmp_path) == tmp_path / "catgui" / "datasets" / "x.h5"


def test_the_resources_of_this_installation_are_found():
    assert resource_path("resources").is_dir()
