"""The links in the texts of Help."""

from catgui.help.links import linked_text, plain_text


def test_other_names_in_braces_stay_as_they_are():
    assert plain_text("Say {cat}") == linked_text("Say {cat}") == "Say {cat}"
