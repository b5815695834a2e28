"""The version of Catgui: the only place that has it, from which the packages and downloads take theirs."""

PROGRAM_VERSION = "2.0.0"
# The day of its release, as the change log has it.
RELEASED = "2026-12-03"
