"""The cat detector that comes with the program: its answers for photos, with the map of where it sees a cat."""
