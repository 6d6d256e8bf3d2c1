#!/usr/bin/env bash
# "One image every four seconds": three usual ways of saying so in ffmpeg give frames of three different times.
# Software: ffmpeg (Debian's 5.1.9).
# Expected: -vf fps=1/4, -r 1/4 and select by time all begin with the first frame and go on at 4, 8, 12 ... seconds.
# Seen: fps=1/4 gives what is on screen at 1.9, 5.9, 9.9 ... (the last frame that rounds to each multiple), -r 1/4 begins with two
#   neighbouring frames and goes on at 3.5, 7.5 ..., giving eight images of 24 seconds where the others give six. fps=1/4:round=up and
#   select are right.
# Why it matters: a sprite sheet made with fps=1/10 shows each scene five seconds late, so every hover preview is off by half an
#   interval; a track written for -r is off by one image from the second on.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
ffmpeg -version | sed -n '1s/ Copyright.*//p'
# 24 s at 10 frames a second; the brightness of a frame is its number
nice -n 10 ffmpeg -v error -f lavfi -i "color=black:s=16x16:r=10:d=24,format=gray,geq=lum='N'" -c:v ffv1 in.mkv
images() { # WAY ARGUMENT...: the times of the images, in seconds
    local way=$1
    shift
    rm -f image-*.pgm
    nice -n 10 ffmpeg -v error -i in.mkv "$@" image-%02d.pgm
    python3 -c '
import glob, sys
print(sys.argv[1] + ":", *[open(name, "rb").read()[-1] / 10 for name in sorted(glob.glob("image-*.pgm"))])' "$way"
}
{
    images "-vf fps=1/4" -vf fps=1/4
    images "-r 1/4" -r 1/4
    images "-vf fps=1/4:round=up" -vf fps=1/4:round=up
    images "-vf select by time" -vf 'select=isnan(prev_selected_t)+gte(t-prev_selected_t\,4)' -vsync vfr
} | tee seen.txt
diff - seen.txt <<'TEXT' || { echo "the behaviour has changed" >&2; exit 1; }
-vf fps=1/4: 1.9 5.9 9.9 13.9 17.9 21.9
-r 1/4: 0.0 0.1 3.5 7.5 11.5 15.5 19.5 23.5
-vf fps=1/4:round=up: 0.0 4.0 8.0 12.0 16.0 20.0
-vf select by time: 0.0 4.0 8.0 12.0 16.0 20.0
TEXT
