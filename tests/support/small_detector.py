"""A detector for tests: a photo is a cat if it is bright."""

from engine.vision.detection.detector import Detection, Window


class SmallDetector:
    """Answers photos, with a map of their brightness.

    Attributes: `unsure_below`, as a Detection has it; `seen`, the pixels of the photos answered; `error`, raised
    instead of the next answers; `closed`, how often it freed what it held.
    """

    def __init__(self):
        self.unsure_below = 0.5
        self.seen = []
        self.error = None
        self.closed = 0

    def detect(self, pixels):
        self.seen.append(pixels)
        if self.error is not None:
            raise self.error
        activation_map = pixels[::8, ::8].mean(axis=2) / 64.0
        bias = -2.0
        window = Window(64, 0.25, 0.5, 0.5, 0.25, 0.75)
        return Detection(bias + float(activation_map.mean()), bias, activation_map, window, self.unsure_below)

    def close(self):
        self.closed += 1
