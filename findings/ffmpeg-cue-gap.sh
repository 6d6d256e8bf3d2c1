#!/usr/bin/env bash
# Cues after a gap of more than 35 minutes 47 seconds move to the front of the gap when ffmpeg puts them into an MP4.
# Software: ffmpeg (Debian's 5.1.9), WebVTT to mov_text in MP4 and back, -v error.
# Expected: a track that goes into MP4 comes out with the times that it had, or there is an error.
# Seen: with a gap of 2147 s it does. With 2148 s the cue that follows stands right where the gap began, and so does everything after it:
#   the gap is written as a sample of the largest time that fits into 31 bits of microseconds, and longer ones as one microsecond.
#   No message, exit code 0; the same track in Matroska is right.
# Why it matters: thumbnail and chapter tracks of long recordings are sparse (a scene that lasts an hour); packed into the MP4 they show
#   the pictures of the second half in the first.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
ffmpeg -version | sed -n '1s/ Copyright.*//p'
times() { # GAP CONTAINER CODEC: the cues as they come back
    python3 - "$1" >in.vtt <<'PY'
import sys

def clock(seconds):
    return "%02d:%02d:%02d.000" % (seconds // 3600, seconds // 60 % 60, seconds % 60)

begin = 10 + int(sys.argv[1])
print("WEBVTT")
for number, start in enumerate((0, 5, begin, begin + 5)):
    print(f"\n{clock(start)} --> {clock(start + 5)}\nsheet.jpg#xywh={160 * number},0,160,90")
PY
    nice -n 10 ffmpeg -v error -y -i in.vtt -c:s "$3" "out.$2"
    echo "$2, gap $1 s: $(nice -n 10 ffmpeg -v error -i "out.$2" -f webvtt - | sed -n 's/ -->.*//p' | tr '\n' ' ')"
}
{
    times 2147 mp4 mov_text
    times 2148 mp4 mov_text
    times 2148 mkv srt
} | tee seen.txt
diff -Z - seen.txt <<'TEXT' || { echo "the behaviour has changed" >&2; exit 1; }
mp4, gap 2147 s: 00:00.000 00:05.000 35:57.000 36:02.000
mp4, gap 2148 s: 00:00.000 00:05.000 00:10.000 00:15.000
mkv, gap 2148 s: 00:00.000 00:05.000 35:58.000 36:03.000
TEXT
