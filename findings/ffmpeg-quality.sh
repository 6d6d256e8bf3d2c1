#!/usr/bin/env bash
# ffmpeg's -q:v runs from best to worst for JPEG and from worst to best for WebP, and its best JPEG value is not 1.
# Software: ffmpeg (Debian's 5.1.9) with libwebp.
# Expected: one option for both formats means the same in both; 1 is better than 2, as the range 1 to 31 says.
# Seen: for JPEG the size falls with the value, and 1 gives the very bytes of 2 (the encoder's qmin is 2). For WebP it rises, because
#   the value goes to libwebp as its 0 to 100: -q:v 2 is a third of the default's size, and worse than the worst JPEG.
# Why it matters: changing .jpg to .webp in a working command that says -q:v 2 "for best quality" gives smeared thumbnails, smaller than
#   ever, which looks like a success of the format.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
ffmpeg -version | sed -n '1s/ Copyright.*//p'
nice -n 10 ffmpeg -v error -f lavfi -i testsrc2=s=640x360:r=1:d=1 in.png
image() { # FILE OPTION...: makes it; its size and how close it is to the source
    local file=$1
    shift
    nice -n 10 ffmpeg -v error -y -i in.png -frames:v 1 "$@" "$file"
    local psnr
    psnr=$(ffmpeg -v info -i "$file" -i in.png -lavfi '[0]format=yuv420p[a];[1]format=yuv420p[b];[a][b]psnr' -f null - 2>&1 |
        sed -n 's/.*PSNR y:\([0-9.]*\).*/\1/p')
    echo "$file ${*:-(default)}: $(stat -c %s "$file") bytes, PSNR $psnr dB"
}
for quality in 1 2 31; do
    image "jpeg-$quality.jpg" -q:v "$quality"
done
for quality in 2 31 100; do
    image "webp-$quality.webp" -q:v "$quality"
done
image webp-default.webp
size() { stat -c %s "$1"; }
cmp jpeg-1.jpg jpeg-2.jpg && echo "jpeg-1.jpg and jpeg-2.jpg are the same bytes"
cmp -s jpeg-1.jpg jpeg-2.jpg && [ "$(size jpeg-2.jpg)" -gt "$(size jpeg-31.jpg)" ] &&
    [ "$(size webp-2.webp)" -lt "$(size webp-31.webp)" ] && [ "$(size webp-31.webp)" -lt "$(size webp-100.webp)" ] &&
    [ $(($(size webp-2.webp) * 2)) -lt "$(size webp-default.webp)" ] || { echo "the behaviour has changed" >&2; exit 1; }
