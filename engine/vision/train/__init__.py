"""Training of the cat detector that comes with the program: `python -m engine.vision.train FOLDER --out FILE`.

FOLDER has `cifar10.zip`, `photos96.zip` and `more96.zip` to learn from, and `fullsize.zip` to calibrate by. An epoch
has 375 steps of 0.2 to 0.4 s on two processors; it takes up to 2 GB of memory, and ends with the area under the ROC
curve on the validation part, 5% of the pictures. Ctrl+C interrupts it, and the same command goes on from its
checkpoint, with the same result to the bit, which is a function of the seed. The architecture, the stages and the rates
are those of `TrainingPlan`. Never tune them on the kept part: the photos that no filters are trained on, and nothing is
chosen by.

`--on FILE` begins with the filters in a file and learns on, with hard cases and at a low rate: see `ON_PLAN`.

At the end the detector is calibrated on one half of `fullsize.zip`, read as photos that users drop are, and measured on
the other half. The calibration is the scale and the offset that make its logit a probability, and so its threshold one
half; and the probability below which it is unsure. `--calibrate` does that alone. Whatever says how good the detector
is takes it from the file, by `DetectorRecord`.

Files name filters by their fingerprint: networks on other filters cannot be opened, nor their runs repeated. So until
2.0 new filters stand beside `resources/filters/cat.npz`. `python -m tests.benchmarks sight --archives FOLDER` compares
the detector with the notebook's network.
"""
