#!/usr/bin/env bash
# Tries what people download on minimal Debian systems without Python: the .deb with what it depends on alone, and the
# .tar.xz with the README's libraries. In each the program checks itself, and Train is really clicked.
# Usage, as root: resources/packaging/try_bare.sh FOLDER [SUITE ...], with the FOLDER of build.py. Needs mmdebstrap,
# xvfb and xdotool.
set -euo pipefail
cd "$(dirname "$0")/../.."
folder=$(realpath "$1")
shift
suites=("$@")
test ${#suites[@]} -gt 0 || suites=(bookworm trixie)
deb=$(ls "$folder"/*.deb)
tarball=$(ls "$folder"/*.tar.xz)
(cd "$folder" && sha256sum --quiet --check SHA256SUMS)
# As the README prints them for a download.
packages=$(sed -n '/^sudo apt install libegl1/,/[^\\]$/p' README.md | tr -d '\\\n' | sed 's/^sudo apt install //')
test -n "$packages"

work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$work"' EXIT
exec {display_pipe}<> <(:)
Xvfb -displayfd "$display_pipe" -screen 0 1280x800x24 2>"$work/xvfb.log" &
read -r -t 30 number <&"$display_pipe"
export DISPLAY=:$number

# Runs a command inside a root. /proc is mounted in a namespace that ends with the command.
inside() {
    unshare --mount --pid --fork --kill-child bash -euc 'mount -t proc proc "$0/proc"
        exec chroot "$0" env HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive \
        bash -c "cd /root && $1"' "$1" "$2"
}

make_root() {
    mmdebstrap --quiet --variant=minbase "$1" "$2"
    cp /etc/resolv.conf "$2/etc/resolv.conf"
    ! inside "$2" "command -v python3"
}

# Fails unless the program checks itself, and a click on Train in its window makes it train.
works() {
    local root=$1 program=$2
    inside "$root" "$program --self-check" | tee "$work/check"
    ! grep -q FAILS "$work/check"
    inside "$root" "$program" >"$work/out" 2>&1 &
    local running=$! window
    window=$(timeout 120 xdotool search --sync --onlyvisible --name 'Catgui' | head -n 1)
    test -n "$window" || { tail "$work/out"; return 1; }
    sleep 5
    # Train has the focus when the window opens: the space bar presses it.
    xdotool windowfocus "$window" key --window "$window" space
    for _ in $(seq 60); do
        sleep 1
        xdotool search --name '\* .*Catgui|Run 1.*Catgui' >/dev/null 2>&1 && break
    done
    xdotool search --name '\* .*Catgui|Run 1.*Catgui' >/dev/null || { echo "Train was not pressed"; return 1; }
    kill "$running"
    wait "$running" 2>/dev/null || true
    ! grep -q Traceback "$work/out"
}

for suite in "${suites[@]}"; do
    echo "== $suite: the .deb"
    make_root "$suite" "$work/deb"
    cp "$deb" "$work/deb/root/catgui.deb"
    inside "$work/deb" "apt-get -qq update && apt-get -qq install --no-install-recommends -y ./catgui.deb" >"$work/apt" 2>&1 ||
        { tail "$work/apt"; exit 1; }
    works "$work/deb" catgui
    rm -rf "$work/deb"
    echo "== $suite: the .tar.xz"
    make_root "$suite" "$work/tar"
    inside "$work/tar" "apt-get -qq update && apt-get -qq install --no-install-recommends -y $packages" >"$work/apt" 2>&1 ||
        { tail "$work/apt"; exit 1; }
    tar -xJf "$tarball" -C "$work/tar/root"
    works "$work/tar" ./catgui/catgui
    rm -rf "$work/tar"
done
echo "All passed"
