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
source resources/packaging/screen.sh
start_screen

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

# The command checks itself, and trains by a click; $3 names the screenshot, $4 is the folder in which the program keeps
# its runs. `$work/changed` names the files that the window has left elsewhere.
try_program() {
    local root=$1 command=$2 name=$3 runs=$1$4/catgui.sqlite
    if inside "$root" 'command -v python3' >/dev/null; then
        echo "There is a Python, so this would prove nothing"
        return 1
    fi
    inside "$root" "DISPLAY=$DISPLAY $command --self-check"
    find "$root" -not -path "$root/root/catgui/*" | sort >"$work/before"
    inside "$root" "DISPLAY=$DISPLAY $command" >"$work/said" 2>&1 &
    local program=$!
    timeout 120 xdotool search --sync --onlyvisible --name Catgui >"$work/windows" || { cat "$work/said"; return 1; }
    click_train "$runs"
    screenshot "$out/$name.png"
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
