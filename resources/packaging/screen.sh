# Functions that use the window under a virtual screen. To be sourced by a script that has set `work`, a folder for
# temporary files, and `python`, one with Catgui's packages. Needs Xvfb and xdotool.

# Starts a screen in the background, and names it to what is started later.
start_screen() {
    exec {display_pipe}<> <(:)
    Xvfb -displayfd "$display_pipe" -screen 0 1280x800x24 2>"$work/xvfb.log" &
    read -r -t 30 number <&"$display_pipe"
    export DISPLAY=:$number
}

# A place on the button Train: a patch of the accent color that is higher than the lines of the sliders.
find_train() {
    "$python" - <<'FIND'
import sys

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from PIL import ImageGrab

from catgui.style.colors import LIGHT

accent = [int(LIGHT.accent[place : place + 2], 16) for place in (1, 3, 5)]
is_accent = (np.asarray(ImageGrab.grab(xdisplay="").convert("RGB")) == accent).all(axis=2)
rows, columns = np.nonzero(sliding_window_view(is_accent, (10, 30)).all(axis=(2, 3)))
if not len(rows):
    sys.exit("There is no button in the accent color on the screen.")
print(columns[0] + 15, rows[0] + 5)
FIND
}

# Where the button Train is once it stays there: on a slow machine the window is still being laid out.
find_train_at_rest() {
    local place before=
    for _ in $(seq 60); do
        place=$(find_train 2>/dev/null) || place=
        [ -z "$place" ] || [ "$place" != "$before" ] || { echo "$place"; return; }
        before=$place
        sleep 2
    done
    find_train
}

# Whether a run that has ended is kept in the profile $1 for the next start.
keeps_a_run() {
    "$python" - "$1" 2>/dev/null <<'RUNS'
import sqlite3
import sys

runs = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
whole = "json_extract(facts, '$.accuracies[1]') > 0"
sys.exit(runs.execute(f"select 1 from runs where {whole}").fetchone() is None)
RUNS
}

# Clicks on Train and waits until the run has ended and is kept in the profile $1.
click_train() {
    local place
    place=$(find_train_at_rest)
    xdotool mousemove $place click 1
    wait_for 120 keeps_a_run "$1" || { echo "No run has ended"; return 1; }
    sleep 2
}

# Tries a command each second until it succeeds, at most $1 times.
wait_for() {
    local times=$1
    shift
    for _ in $(seq "$times"); do
        ! "$@" || return 0
        sleep 1
    done
    return 1
}

# Saves the screen as the picture $1.
screenshot() { "$python" -c 'import sys; from PIL import ImageGrab; ImageGrab.grab(xdisplay="").save(sys.argv[1])' "$1"; }
