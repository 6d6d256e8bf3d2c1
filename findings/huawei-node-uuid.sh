#!/usr/bin/env bash
# Huawei Cloud's Node SDK cannot make a client after a clean install: it needs a package that it does not ask for.
# Software: @huaweicloud/huaweicloud-sdk-core 3.1.211, the newest when this was written.
# Expected: `npm install` brings everything that the package requires.
# Seen: ClientBuilder, which every product package is built on, requires "uuid", and "uuid" is not among its dependencies: "Cannot find
#   module 'uuid'". The package's main file loads, so a smoke test of the credentials passes. It works wherever another package
#   happens to bring uuid, and stops when that one drops it.
# Why it matters: a service that makes thumbnails breaks at its start after an unrelated dependency is removed or updated.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund @huaweicloud/huaweicloud-sdk-core@3.1.211 >/dev/null
export HOME=$work
load() {
    node -e '
try {
    require(process.argv[1]);
    console.log("loads");
} catch (error) {
    console.log(error.message.split("\n")[0]);
}' "$1"
}
main=$(load @huaweicloud/huaweicloud-sdk-core)
builder=$(load @huaweicloud/huaweicloud-sdk-core/ClientBuilder)
npm install --silent --no-audit --no-fund uuid@9.0.1 >/dev/null
after=$(load @huaweicloud/huaweicloud-sdk-core/ClientBuilder)
echo "main file: $main"
echo "ClientBuilder: $builder"
echo "ClientBuilder with uuid installed by hand: $after"
[ "$main $builder $after" = "loads Cannot find module 'uuid' loads" ] || { echo "the behaviour has changed" >&2; exit 1; }
