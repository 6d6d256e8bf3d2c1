#!/usr/bin/env bash
# Alibaba Cloud's Python SDK reads the key's environment variables when it is imported, and never again.
# Software: alibabacloud-credentials 1.0.12, EnvironmentVariableCredentialsProvider and the default chain.
# Expected: the provider reads ALIBABA_CLOUD_ACCESS_KEY_ID when it is asked, or when it is made; a program may load its settings (a .env
#   file, a secret store) after its imports, and a test may set them for one case.
# Seen: variables set after the import are not there for any provider made later; variables changed after it keep their old value. The
#   order of two import lines decides which account signs.
# Why it matters: "accessKeyId cannot be empty" with the variable plainly set; and a test with monkeypatch.setenv signs with the real key of
#   the developer's shell.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q alibabacloud-credentials==1.0.12
export HOME=$work
unset ALIBABA_CLOUD_ACCESS_KEY_ID ALIBABA_CLOUD_ACCESS_KEY_SECRET ALIBABA_CLOUD_SECURITY_TOKEN
try() { # KEY-OF-THE-SHELL WHEN: what a provider made at the end says
    ALIBABA_CLOUD_ACCESS_KEY_ID=$1 ALIBABA_CLOUD_ACCESS_KEY_SECRET=$1 nice -n 10 "$work/venv/bin/python" - "$2" <<'PY'
import os, sys

def set_variables():
    os.environ["ALIBABA_CLOUD_ACCESS_KEY_ID"] = os.environ["ALIBABA_CLOUD_ACCESS_KEY_SECRET"] = "NEW"

if sys.argv[1] == "before":
    set_variables()
from alibabacloud_credentials.provider import EnvironmentVariableCredentialsProvider
if sys.argv[1] == "after":
    set_variables()
try:
    print(EnvironmentVariableCredentialsProvider().get_credentials().get_access_key_id())
except Exception as error:
    print(f"{type(error).__name__}: {error}")
PY
}
before=$(try "" before)
after=$(try "" after)
changed=$(try OLD after)
echo "set to NEW before the import: $before"
echo "set to NEW after the import: $after"
echo "OLD in the shell, set to NEW after the import: $changed"
[ "$before" = NEW ] && [[ $after == CredentialException*"cannot be empty" ]] && [ "$changed" = OLD ] ||
    { echo "the behaviour has changed" >&2; exit 1; }
