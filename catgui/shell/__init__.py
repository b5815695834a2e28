"""The main window: panels, menus, actions, messages, and the crash reporter."""
