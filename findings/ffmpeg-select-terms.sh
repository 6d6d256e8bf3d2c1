#!/usr/bin/env bash
# A select expression with more than 100 terms is rejected without a reason; the same terms in brackets are accepted.
# Software: ffmpeg (Debian's 5.1.9), filter select with the sum of eq(n,0), eq(n,1) and so on, -v error.
# Expected: a list of frames may be as long as a command line, or the error says that it is too long.
# Seen: 100 terms work. With 101 the message is "Error while parsing expression" and the expression, with no word of a limit. Every
#   further + is one level deeper in a tree whose depth is limited, so brackets that balance the tree bring 1,000 terms through.
# Why it matters: this is how thumbnails at given frames are cut in one run. A job of 100 images works in every test, and the first of
#   101 fails, or falls back to one run per image where the caller treats the error as one of the video.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
ffmpeg -version | sed -n '1s/ Copyright.*//p'
frames() { # SHAPE COUNT: how many frames come out
    python3 - "$1" "$2" >expression <<'PY'
import sys


def tree(terms):
    if len(terms) < 3:
        return "+".join(terms)
    half = len(terms) // 2
    return f"({tree(terms[:half])})+({tree(terms[half:])})"


shape, count = sys.argv[1], int(sys.argv[2])
terms = [f"eq(n\\,{number})" for number in range(count)]
print("+".join(terms) if shape == "flat" else tree(terms), end="")
PY
    if ffmpeg -v error -f lavfi -i testsrc=duration=60:rate=25:size=32x32 -vf "select='$(cat expression)'" -fps_mode passthrough \
        -f framehash - >out.txt 2>err.txt; then
        echo "$1, $2 terms: $(grep -vc '^#' out.txt) frames"
    else
        echo "$1, $2 terms: $(sed -n '1s/^[^]]*\] \(Error while parsing expression\).*/\1/p' err.txt), limit named: $(grep -ciE 'limit|deep|too (long|many)' err.txt || true)"
    fi
}
{
    frames flat 100
    frames flat 101
    frames tree 101
    frames tree 1000
} | tee seen.txt
diff -Z - seen.txt <<'TEXT' || { echo "the behaviour has changed" >&2; exit 1; }
flat, 100 terms: 100 frames
flat, 101 terms: Error while parsing expression, limit named: 0
tree, 101 terms: 101 frames
tree, 1000 terms: 1000 frames
TEXT
