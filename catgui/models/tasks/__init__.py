"""Background tasks for models: one thread, the latest request, a throttle.

Imports: catgui.workers.
"""
