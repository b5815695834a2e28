"""Background tasks for models, studies of many trainings, and a throttle for requests."""
