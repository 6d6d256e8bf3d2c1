#!/usr/bin/env bash
# A WebVTT cue at 100 hours is read by four tools as four things: 100 hours, 4 hours, just under 100 hours, and nothing.
# Software: pycaption 2.3.14, pysubs2 1.8.1, media-captions 1.0.4, node-webvtt 1.9.4.
# Expected: WebVTT allows two or more digits of hours, so the cue keeps its time when it is read and written again, or is refused.
# Seen: node-webvtt reads 360000 s. pycaption writes it back as 04:00:00 (hours modulo 24, so a cue at 25 hours becomes one at 1 hour).
#   pysubs2 writes begin and end as 99:59:59.999, a cue of no length. media-captions, the parser of a player, leaves the cue out and reports
#   no error.
# Why it matters: the clock of a channel that runs all day passes 24 hours on the second day and 100 on the fifth: its thumbnail track then
#   shows the first day's hours, or nothing.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q pycaption==2.3.14 pysubs2==1.8.1
cd "$work"
npm install --silent --no-audit --no-fund media-captions@1.0.4 node-webvtt@1.9.4 >/dev/null
cat >in.vtt <<'VTT'
WEBVTT

00:00:00.000 --> 00:00:05.000
a.jpg

25:00:00.000 --> 25:00:05.000
b.jpg

100:00:00.000 --> 100:00:05.000
c.jpg
VTT
{
    nice -n 10 node --input-type=module -e '
import { readFileSync } from "node:fs";
import webvtt from "node-webvtt";
import { parseText } from "media-captions";
const text = readFileSync("in.vtt", "utf8");
console.log("node-webvtt:", ...webvtt.parse(text).cues.map((cue) => `${cue.start}-${cue.end}`));
const { cues, errors } = await parseText(text, { type: "vtt" });
console.log("media-captions:", ...cues.map((cue) => `${cue.startTime}-${cue.endTime}`), "errors:", errors.length);'
    nice -n 10 venv/bin/python -W ignore -c '
import pycaption, pysubs2
text = open("in.vtt").read()
for name, written in (("pycaption", pycaption.WebVTTWriter().write(pycaption.WebVTTReader().read(text))),
                      ("pysubs2", pysubs2.SSAFile.from_string(text).to_string("vtt"))):
    print(name + ":", *(line.replace(" --> ", "-") for line in written.splitlines() if "-->" in line))'
} | tee seen.txt
diff - seen.txt <<'TEXT' || { echo "the behaviour has changed" >&2; exit 1; }
node-webvtt: 0-5 90000-90005 360000-360005
media-captions: 0-5 90000-90005 errors: 0
pycaption: 00:00:00.000-00:00:05.000 01:00:00.000-01:00:05.000 04:00:00.000-04:00:05.000
pysubs2: 00:00:00.000-00:00:05.000 25:00:00.000-25:00:05.000 99:59:59.999-99:59:59.999
TEXT
