"""Background tasks for models, studies of many trainings, and a throttle for requests.

Imports: catgui.workers, engine.progress, engine.system, engine.training.
"""
