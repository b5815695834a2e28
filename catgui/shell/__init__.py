"""The main window: docks, menus, actions, messages, and the crash reporter."""
