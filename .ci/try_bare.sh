#!/usr/bin/env bash
# Tries the README's start command on minimal Debian systems: in a root with Python alone, it must name in one line what
# is missing; with exactly the README's packages, the window must open; without a font, one line must say so.
# Usage, as root: .ci/try_bare.sh [SUITE ...]. Needs mmdebstrap, xvfb and xdotool.
set -euo pipefail
cd "$(dirname "$0")/.."
suites=("$@")
test ${#suites[@]} -gt 0 || suites=(bookworm trixie sid)

# Both commands as the README prints them.
packages=$(sed -n '/^apt install /,/[^\\]$/p' README.md | tr -d '\\\n' | sed 's/^apt install //')
command=$(grep -m 1 -x 'python3 -m venv .venv && .venv/bin/pip install -e \. && .venv/bin/catgui' README.md)
test -n "$packages" -a -n "$command"

work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$work"' EXIT
exec {display_pipe}<> <(:)
Xvfb -displayfd "$display_pipe" -screen 0 1280x800x24 2>"$work/xvfb.log" &
read -r -t 30 number <&"$display_pipe"
export DISPLAY=:$number

# Runs a command in the checkout inside a root. /proc is mounted in a namespace that ends with the command.
inside() {
    unshare --mount --pid --fork --kill-child bash -euc 'mount -t proc proc "$0/proc"
        exec chroot "$0" env HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin bash -c "cd /root/catgui && $1"' "$1" "$2"
}

# Fails unless the command ends by itself, with one line in which there is `word`.
refuses() {
    local root=$1 word=$2
    if timeout 300 bash -c "$(declare -f inside); inside '$root' '$command'" >"$work/out" 2>"$work/err"; then
        echo "The window opened, although this is missing: $word"
        return 1
    fi
    grep '^catgui: ' "$work/err" | tee "$work/line"
    test "$(wc -l <"$work/line")" = 1
    grep -q "$word" "$work/line"
    ! grep -q Traceback "$work/err"
}

# Fails unless a window of the program is shown.
opens() {
    inside "$1" "$command" >"$work/out" 2>&1 &
    local program=$!
    timeout 300 xdotool search --sync --onlyvisible --name 'Catgui' >/dev/null || { tail "$work/out"; return 1; }
    kill "$program"
    wait "$program" 2>/dev/null || true
    ! grep -q Traceback "$work/out"
}

for suite in "${suites[@]}"; do
    root=$work/$suite
    echo "== $suite with Python alone"
    # The list of packages of a mirror may be older than sid wants it.
    mmdebstrap --quiet --variant=minbase --aptopt='Acquire::Check-Valid-Until "false"' \
        --include=python3,python3-venv,ca-certificates "$suite" "$root"
    # Certificates and name servers are those of this machine.
    cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"
    cp /etc/resolv.conf "$root/etc/resolv.conf"
    mkdir "$root/root/catgui"
    git archive HEAD | tar -x -C "$root/root/catgui"
    refuses "$root" 'sudo apt install .*libegl1'
    echo "== $suite with the README's packages"
    inside "$root" "apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends \
        -y $packages" >"$work/apt" 2>&1 || { tail "$work/apt"; exit 1; }
    opens "$root"
    echo "== $suite without a font"
    rm -r "$root/usr/share/fonts"
    refuses "$root" fonts-dejavu-core
    rm -rf "$root"
done
echo "All passed"
