"""Background tasks for models, and a throttle for requests.

Imports: catgui.workers.
"""
