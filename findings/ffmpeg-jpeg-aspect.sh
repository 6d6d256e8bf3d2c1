#!/usr/bin/env bash
# A thumbnail that ffmpeg scales to a square says in its header that its pixels are 16:9.
# Software: ffmpeg (Debian's 5.1.9).
# Expected: -vf scale=100:100 gives a JPEG of 100x100 with square pixels, which looks the same everywhere; so does a sheet of them.
# Seen: scale keeps the picture's proportions in the sample aspect ratio, and the encoder writes it into the JFIF header: density 16x9
#   without a unit. Pillow reports it as jfif_density, browsers ignore it, players and some viewers stretch the image. `tile` hands it on
#   to the whole sheet; setsar=1 after the scale avoids it.
# Why it matters: the same file looks right in one program and stretched in another, and a second ffmpeg run that scales to a width
#   computes its height from it.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
ffmpeg -version | sed -n '1s/ Copyright.*//p'
python3 -m venv venv
venv/bin/pip install -q pillow==12.0.0
source=(-f lavfi -i testsrc2=s=640x360:r=1:d=4)
nice -n 10 ffmpeg -v error "${source[@]}" -vf scale=100:100 -frames:v 1 square.jpg
nice -n 10 ffmpeg -v error "${source[@]}" -vf scale=100:100,tile=2x2 -frames:v 1 sheet.jpg
nice -n 10 ffmpeg -v error "${source[@]}" -vf scale=100:100,setsar=1 -frames:v 1 setsar.jpg
{
    for file in square sheet setsar; do
        venv/bin/python -c '
import sys
from PIL import Image
image = Image.open(sys.argv[1])
print(sys.argv[1], image.size, "density", image.info["jfif_density"], "unit", image.info["jfif_unit"])' "$file.jpg"
    done
    ffprobe -v error -show_entries stream=width,height,sample_aspect_ratio,display_aspect_ratio -of csv=p=0 square.jpg |
        sed 's/^/ffprobe of square.jpg: /'
} | tee seen.txt
diff - seen.txt <<'TEXT' || { echo "the behaviour has changed" >&2; exit 1; }
square.jpg (100, 100) density (16, 9) unit 0
sheet.jpg (200, 200) density (16, 9) unit 0
setsar.jpg (100, 100) density (1, 1) unit 0
ffprobe of square.jpg: 100,100,16:9,16:9
TEXT
