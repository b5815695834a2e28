"""The training session: settings, thread, costs, playback, reliability trials, and the history of runs.

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

`RunHistory` records each run soon after its start and whenever it rests, with the run that it was continued from.

A saved network has its parameters, its costs and the recipe of its run (`engine.saved_model`). It is shown at once as a
`SavedRun`, on its own data, on others or on none. `RunOpener` opens its data, or asks for them; `RunReproducer` takes
the steps again, and replaces it by a `TrainingRun` with the same parameters, which can be played back and continued.
**Bring back** in Runs and the restoring of a session show a run in the same way.
"""
