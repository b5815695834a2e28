#!/usr/bin/env bash
# Tries what people download on minimal Debian systems without Python: the .deb with what it depends on, and the .tar.xz
# with the libraries that the README names, as on a stick. Each checks itself and then trains by a click on Train, under
# a virtual screen; FOLDER gets a screenshot of each.
# Usage, as root: resources/packaging/try_bare.sh FOLDER [SUITE ...]. FOLDER has the .deb and the .tar.xz of build.py; if
# it has none, both are made there in a root of the oldest suite. Needs mmdebstrap, xvfb, xdotool, desktop-file-utils and
# appstream, and a Python with Catgui's packages (PYTHON, by default that of .venv).
set -euo pipefail
cd "$(dirname "$0")/../.."
out=$(mkdir -p "$1" && cd "$1" && pwd)
shift
suites=("$@")
test ${#suites[@]} -gt 0 || suites=(bookworm trixie)
python=${PYTHON:-$PWD/.venv/bin/python}
# The README's, without those of Python.
libraries=$(sed -n '/^apt install /,/[^\\]$/p' README.md | tr -d '\\\n' | sed 's/^apt install //; s/python3-venv//')
test -n "$libraries"

work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$work"' EXIT
exec {display_pipe}<> <(:)
Xvfb -displayfd "$display_pipe" -screen 0 1280x800x24 2>"$work/xvfb.log" &
read -r -t 30 number <&"$display_pipe"
export DISPLAY=:$number

# Runs a command inside a root. /proc is mounted in a namespace that ends with the command.
inside() {
    unshare --mount --pid --fork --kill-child bash -euc 'mount -t proc proc "$0/proc"
        exec chroot "$0" env HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive bash -c "$1"' \
        "$1" "$2"
}

# Prints what a command says only if it fails.
quietly() { "$@" >"$work/log" 2>&1 || { tail -n 30 "$work/log"; return 1; }; }

# Makes a minimal root. Certificates and name servers are those of this machine.
make_root() {
    mmdebstrap --quiet --variant=minbase --include="ca-certificates${3:+,$3}" "$1" "$2"
    cp /etc/ssl/certs/ca-certificates.crt "$2/etc/ssl/certs/ca-certificates.crt"
    cp /etc/resolv.conf "$2/etc/resolv.conf"
}

# Makes the .deb and the .tar.xz in a root of the suite.
build() {
    local root=$work/build
    local packages
    packages=$(.ci/run --system-packages | sed -E 's/ (xvfb|xdotool|desktop-file-utils|appstream)//g')
    make_root "$1" "$root" "python3,python3-venv,libpython3-dev,binutils,xz-utils,libglib2.0-0,${packages// /,}"
    mkdir "$root/catgui"
    git archive HEAD | tar -x -C "$root/catgui"
    quietly inside "$root" "cd /catgui && python3 -m venv /env && /env/bin/pip install -q -e '.[package]' &&
        /env/bin/python resources/packaging/build.py --out /out"
    cp "$root"/out/* "$out"
    rm -rf "$root"
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

# Whether a run has ended and is kept in a file for the next start.
keeps_a_run() {
    "$python" - "$1" 2>/dev/null <<'RUNS'
import sqlite3
import sys

runs = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
sys.exit(runs.execute("select 1 from runs where test_accuracy > 0").fetchone() is None)
RUNS
}

# The command checks itself, and trains by a click; $3 names the screenshot, $4 is the folder in which the program keeps
# its runs. `$work/changed` names the files that the window has left elsewhere.
try_program() {
    local root=$1 command=$2 name=$3 runs=$1$4/profile.sqlite
    if inside "$root" 'command -v python3' >/dev/null; then
        echo "There is a Python, so this would prove nothing"
        return 1
    fi
    inside "$root" "DISPLAY=$DISPLAY $command --self-check"
    find "$root" -not -path "$root/root/catgui/*" | sort >"$work/before"
    inside "$root" "DISPLAY=$DISPLAY $command" >"$work/said" 2>&1 &
    local program=$! place
    timeout 120 xdotool search --sync --onlyvisible --name Catgui >"$work/windows" || { cat "$work/said"; return 1; }
    place=$(find_train_at_rest)
    xdotool mousemove $place click 1
    for _ in $(seq 120); do
        keeps_a_run "$runs" && break
        sleep 1
    done
    keeps_a_run "$runs" || { echo "No run has ended"; return 1; }
    sleep 2
    "$python" -c 'import sys; from PIL import ImageGrab; ImageGrab.grab(xdisplay="").save(sys.argv[1])' "$out/$name.png"
    xdotool key --window "$(head -n 1 "$work/windows")" ctrl+q
    timeout 30 tail --pid="$program" -f /dev/null || { echo "It does not end by Ctrl+Q"; return 1; }
    wait "$program"
    find "$root" -not -path "$root/root/catgui/*" | sort >"$work/after"
    comm -13 "$work/before" "$work/after" >"$work/changed"
    ! grep -q Traceback "$work/said"
}

compgen -G "$out/catgui-*.deb" >/dev/null || build "${suites[0]}"
for suite in "${suites[@]}"; do
    root=$work/$suite
    echo "== $suite: the .tar.xz, with the libraries of the README"
    make_root "$suite" "$root"
    cp -a "$root" "$root-deb"
    quietly inside "$root" "apt-get -qq update && apt-get -qq install --no-install-recommends -y $libraries"
    tar -xJf "$out"/catgui-*.tar.xz -C "$root/root"
    touch "$root/root/catgui/catgui.ini"
    try_program "$root" /root/catgui/catgui "$suite-tar" /root/catgui/catgui-data
    if [ -s "$work/changed" ]; then
        echo "It leaves files on the computer:"
        cat "$work/changed"
        exit 1
    fi
    rm -rf "$root"
    root=$root-deb
    echo "== $suite: the .deb, with what it depends on"
    cp "$out"/catgui-*.deb "$root/root/catgui.deb"
    quietly inside "$root" 'apt-get -qq update && apt-get -qq install --no-install-recommends -y /root/catgui.deb'
    desktop-file-validate "$root"/usr/share/applications/*.desktop
    appstreamcli validate --no-net --override=url-homepage-missing=info "$root"/usr/share/metainfo/*.xml
    try_program "$root" catgui "$suite-deb" /root/.local/share/catgui
    rm -rf "$root"
done
echo "All passed"
