#!/usr/bin/env bash
# Huawei Cloud's Python SDK reads UTC times by the local clock's rules: on two nights a year it renews credentials wrongly.
# Software: huaweicloudsdkcore 3.1.219, the expiry check of temporary credentials (renewed when 40 minutes are left).
# Expected: expiry and "now" are both UTC, so the machine's time zone has no part in it.
# Seen: both go through time.mktime, which takes them for local time. Where clocks change in the night, two UTC times two hours apart
#   differ by one hour in March and by three in October. With one request a minute, credentials of one hour are fetched 77 times in
#   twelve hours instead of 35 (once a request for three quarters of an hour), and those of six hours are used until one minute
#   before their end instead of forty.
# Why it matters: a long upload or a slow snapshot job is refused at its end, once a year, in the countries that change their clocks.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q huaweicloudsdkcore==3.1.219 tzdata
export HOME=$work
nice -n 10 "$work/venv/bin/python" - <<'PY'
import os, sys, time
from datetime import datetime, timedelta
from unittest import mock
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.auth.internal import _TIME_FORMAT
from huaweicloudsdkcore.utils import time_utils

def stamp(moment):
    return time_utils.get_timestamp_from_str(moment.strftime(_TIME_FORMAT), _TIME_FORMAT)

def night(day, lifetime):
    """One request a minute from three hours before midnight UTC: how often credentials are fetched, how little time they have left."""
    credentials, fetched, expiry, least = BasicCredentials(), 0, None, 999
    for minute in range(12 * 60):
        now = day - timedelta(hours=3) + timedelta(minutes=minute)
        with mock.patch.object(time_utils.datetime, "datetime") as clock:
            clock.utcnow.return_value = now
            if expiry is None or credentials._is_expired():
                fetched, expiry = fetched + 1, now + lifetime
                credentials._expired_at = stamp(expiry)
        least = min(least, int((expiry - now).total_seconds() / 60))
    return fetched, least

march, june, october = (datetime(2026, month, day) for month, day in ((3, 29), (6, 29), (10, 25)))
seen = {}
for zone in ("UTC", "Europe/Berlin"):
    os.environ["TZ"] = zone
    time.tzset()
    apart = [int(stamp(day + timedelta(hours=3.5)) - stamp(day + timedelta(hours=1.5))) for day in (march, june, october)]
    fetches = [night(day, timedelta(hours=1))[0] for day in (march, june, october)]
    margins = [night(day, timedelta(hours=6))[1] for day in (march, june, october)]
    seen[zone] = (apart, fetches, margins)
    print(f"{zone}: in March, June, October: seconds from 01:30Z to 03:30Z {apart}, fetches of one-hour credentials {fetches}, "
          f"minutes left when six-hour credentials were last used {margins}")
if seen != {"UTC": ([7200] * 3, [35] * 3, [40] * 3), "Europe/Berlin": ([3600, 7200, 10800], [77, 35, 35], [40, 40, 1])}:
    sys.exit("the behaviour has changed")
PY
