"""The training session: settings, thread, costs, playback, and reliability trials."""
