"""The training session: settings, thread, costs, playback, and reliability trials.

The forms edit the one `TrainingConfig` of `TrainingSettings`, with undo. **Train** makes a `TrainingRun` of it and of
the open data (`engine.training.run`), which `TrainingSession` trains in a thread of its own. The `TrainingWorker` there
emits each cost, which `CostHistory` keeps in the training thread; the plot reads the history and redraws at most every
33 ms. A few times a second, or of a watched run at each frame, the worker emits a `Snapshot`: the network, evaluated on
both parts. All panels show the newest one.

`TrainingSession.now` is all of this as one frozen value, a `RunNow`. The one signal of the session has the value before
and the value now, and what has happened is asked of these two: whether there is another run, or another network to
show, or the run is complete. What a panel says of the run follows from `now`, and what is said of the run is said of it
alone, whatever else was trained.

`summarize_run` makes the sentence about the iteration shown, of the costs that are known. Once the run is at rest,
`CostCompleter` computes the test costs that are missing, by replaying steps. `RunPlayback` shows any iteration again,
bit for bit; `RunPlayer` plays one after another, and waits each time until the panels have painted the last one.
"""
