"""A plugin of pytest that has the program imported in the pseudo-locale."""

from tests.support.pseudo_locale import install

install()
