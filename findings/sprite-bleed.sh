#!/usr/bin/env bash
# Cells of a sprite sheet colour each other's edges at any quality and any cell size, unless the colours are not subsampled.
# Software: Pillow 12.0.0 (libjpeg-turbo, libwebp, libavif), the defaults of save(). A black cell between red ones, cut out again.
# Expected: JPEG works in blocks of 16 pixels, so cells of 96 or 128 pixels do not touch each other, and quality 100 is clean anyway.
# Seen: with 4:2:0, the default of all three formats, the decoder interpolates colour across the cell's border: the outer row of the black
#   cell holds 79 of 255 at quality 100 and aligned cells. Only subsampling=0 with cells that are multiples of 8 is clean (with others it is
#   better, not clean); for AVIF it is "4:4:4", for WebP only lossless.
# Why it matters: hover previews show a coloured line along one side, most of all between a dark scene and a bright one; a bigger quality makes
#   the file bigger and leaves the line.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q pillow==12.0.0
nice -n 10 "$work/venv/bin/python" - <<'PY'
import io, sys
from PIL import Image

def bleed(size, kind, **options):
    """The brightest value in a black cell of a sheet of red ones, after saving and opening again."""
    sheet = Image.new("RGB", (3 * size, 3 * size), "red")
    sheet.paste("black", (size, size, 2 * size, 2 * size))
    file = io.BytesIO()
    sheet.save(file, kind, **options)
    cell = Image.open(file).convert("RGB").crop((size, size, 2 * size, 2 * size))
    return max(high for _, high in cell.getextrema())

ways = [("JPEG", {}), ("JPEG", {"quality": 100}), ("WEBP", {"quality": 100}), ("AVIF", {"quality": 100}),
        ("JPEG", {"subsampling": 0}), ("AVIF", {"quality": 100, "subsampling": "4:4:4"}), ("WEBP", {"lossless": True})]
seen = []
for kind, options in ways:
    seen.append([bleed(size, kind, **options) for size in (90, 96, 128)])
    print(f"{kind} {options or '(defaults)'}: brightest value in a black cell of 90, 96, 128 pixels: {seen[-1]}")
coloured, clean = seen[:4], seen[4:]
if min(min(row) for row in coloured) < 60 or max(max(row[1:]) for row in clean) > 3 or clean[0][0] < 20:
    sys.exit("the behaviour has changed")
PY
