#!/usr/bin/env bash
# Two credential classes of one file renew a two-hour role session after 12 minutes and after 108 minutes.
# Software: tencentcloud-sdk-python-common 3.1.195, STSAssumeRoleCredential and OIDCRoleArnCredential, defaults (7200 s).
# Expected: both renew when a small part of the lifetime is left, say the last tenth.
# Seen: one subtracts 0.9 of the lifetime from the expiry, the other 0.1: AssumeRole is called ten times in two hours,
#   AssumeRoleWithWebIdentity twice.
# Why it matters: a fleet of workers that polls snapshot tasks calls STS ten times as often as its authors reckon, and STS has
#   a limit for the whole account.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q tencentcloud-sdk-python-common==3.1.195
nice -n 10 "$work/venv/bin/python" - <<'PY'
import sys, types
from tencentcloud.common import credential

now, calls = 1_800_000_000, []

class Sts:  # stands for the client that would call STS; sessions live as long as they were asked to
    def __init__(self, **_):
        pass

    def call_json(self, action, params, options=None):
        calls.append((action, (now - 1_800_000_000) // 60))
        return {"Response": {"ExpiredTime": now + params["DurationSeconds"],
                             "Credentials": {"Token": "t", "TmpSecretId": "i", "TmpSecretKey": "k"}}}

credential.CommonClient = Sts
credential.time = types.SimpleNamespace(time=lambda: now)
renewals = {}
for credentials in (credential.STSAssumeRoleCredential("id", "key", "arn", "session"),
                    credential.OIDCRoleArnCredential("region", "provider", "token", "arn", "session")):
    calls.clear()
    for second in range(0, 7200, 10):  # a request every ten seconds for two hours
        now = 1_800_000_000 + second
        credentials.get_credential_info()
    print(f"{calls[0][0]}: {len(calls)} calls, at minutes {[minute for _, minute in calls]}")
    renewals[calls[0][0]] = len(calls)
if renewals != {"AssumeRole": 10, "AssumeRoleWithWebIdentity": 2}:
    sys.exit("the behaviour has changed")
PY
