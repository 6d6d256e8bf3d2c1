#!/usr/bin/env bash
# A short clip, or a time at which a frame is on screen, gives no image in ffmpeg, no message and exit code 0.
# Software: ffmpeg (Debian's 5.1.9), -v error.
# Expected: fps=1/10 gives at least the first image of any clip. -ss with a time before the end of the file gives the frame that a
#   player shows then; a time after the end is an error.
# Seen: fps=1/10 gives nothing for clips of up to four seconds, one image for six. -ss 3.95 gives nothing for a clip of four seconds at
#   ten frames a second, although the frame of 3.9 stays until 4.0. All exit codes are 0 and nothing is printed.
# Why it matters: a thumbnail service that trusts the exit code stores an empty set for every short video, and "the last frame" at
#   duration minus a little is missing at random, by the frame rate.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
ffmpeg -version | sed -n '1s/ Copyright.*//p'
count() { # LABEL INPUT-ARGUMENTS -- OUTPUT-ARGUMENTS: how many images, exit code, lines printed
    local label=$1 input=() code=0
    shift
    while [ "$1" != -- ]; do
        input+=("$1")
        shift
    done
    shift
    rm -f image-*.png
    nice -n 10 ffmpeg -v error "${input[@]}" "$@" image-%d.png 2>messages.txt || code=$?
    echo "$label: images $(find . -name 'image-*.png' | wc -l), exit code $code, lines printed $(wc -l <messages.txt)"
}
for seconds in 1 4 6; do
    nice -n 10 ffmpeg -v error -f lavfi -i "testsrc2=s=64x36:r=10:d=$seconds" -c:v ffv1 "$seconds.mkv"
done
{
    for seconds in 1 4 6; do
        count "fps=1/10 of $seconds s" -i "$seconds.mkv" -- -vf fps=1/10
    done
    for time in 3.9 3.95 7; do
        count "-ss $time of 4 s" -ss "$time" -i 4.mkv -- -frames:v 1
    done
} | tee seen.txt
diff - seen.txt <<'TEXT' || { echo "the behaviour has changed" >&2; exit 1; }
fps=1/10 of 1 s: images 0, exit code 0, lines printed 0
fps=1/10 of 4 s: images 0, exit code 0, lines printed 0
fps=1/10 of 6 s: images 1, exit code 0, lines printed 0
-ss 3.9 of 4 s: images 1, exit code 0, lines printed 0
-ss 3.95 of 4 s: images 0, exit code 0, lines printed 0
-ss 7 of 4 s: images 0, exit code 0, lines printed 0
TEXT
