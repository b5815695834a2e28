"""The history of runs, of this session and earlier ones.

`RunHistory` records each run soon after its start and whenever it rests, with the run that it was continued from.

A saved network has its parameters, its costs and the recipe of its run (`engine.saved_model`). It is shown at once as a
`SavedRun`, on its own data, on others or on none. `RunOpener` opens its data, or asks for them; `RunReproducer` takes
the steps again, and replaces it by a `TrainingRun` with the same parameters, which can be played back and continued.
**Bring back** in Runs and the restoring of a session show a run in the same way.
"""
