#!/usr/bin/env bash
# The "decorrelated jitter" of Huawei Cloud's Python SDK never grows: ten retries are over within a third of a second.
# Software: huaweicloudsdkcore 3.1.219, BackoffStrategies.
# Expected: all strategies but NONE wait longer from retry to retry; in decorrelated jitter each delay is drawn from a range that
#   reaches up to three times the delay before.
# Seen: DECOR_RELATED_JITTER draws from 10 to 30 milliseconds every time, while EQUAL_JITTER and RANDOM_JITTER reach ten seconds.
# Why it matters: with a limit of 20 calls a second, with_retry(..., 10, DECOR_RELATED_JITTER) spends all its tries inside the same
#   second that it was throttled in, and adds ten calls to the overload.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q huaweicloudsdkcore==3.1.219
export HOME=$work
nice -n 10 "$work/venv/bin/python" - <<'PY'
import sys
from huaweicloudsdkcore.retry.backoff_strategy import BackoffStrategies

longest = {}
for name in ("EQUAL_JITTER", "RANDOM_JITTER", "DECOR_RELATED_JITTER"):
    strategy = getattr(BackoffStrategies, name)
    longest[name] = [max(strategy.calculate_retry_delay_millis(retry) for _ in range(2000)) for retry in range(1, 11)]
    print(f"{name}: longest of 2000 delays before retry 1 to 10, in ms: {longest[name]}")
if max(longest["DECOR_RELATED_JITTER"]) > 30 or min(longest["EQUAL_JITTER"][-1], longest["RANDOM_JITTER"][-1]) < 9000:
    sys.exit("the behaviour has changed")
PY
