#!/usr/bin/env bash
# Signing a request with Huawei Cloud's Node SDK reorders the caller's own list of ids, and sorts numbers as text.
# Software: @huaweicloud/huaweicloud-sdk-core 3.1.211.
# Expected: the signature sorts a copy of the query; the list that the program passed stays as it is, and the wire shows its order.
# Seen: [7684, 999, 10001] is [10001, 7684, 999] after the call, in the caller's variable as on the wire: the signer calls sort() on the list
#   itself, which compares numbers by their digits.
# Why it matters: programs that ask for the tasks of a list and then go through list and answers, or list and file names, side by side, mix
#   up videos; with ids of one length, as in a test, mostly nothing moves.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund @huaweicloud/huaweicloud-sdk-core@3.1.211 uuid@9.0.1 >/dev/null # uuid: see huawei-node-uuid.sh
export HOME=$work
unset HTTP_PROXY http_proxy HTTPS_PROXY https_proxy ALL_PROXY all_proxy
nice -n 10 node - <<'JS'
const http = require("http");
const { BasicCredentials } = require("@huaweicloud/huaweicloud-sdk-core");
const { ClientBuilder } = require("@huaweicloud/huaweicloud-sdk-core/ClientBuilder");

let path;
const server = http.createServer((request, response) => {
    path = request.url;
    response.writeHead(200, { "Content-Type": "application/json" }).end('{"task_array": []}');
});
server.listen(0, "127.0.0.1", async () => {
    const client = new ClientBuilder((hcClient) => hcClient)
        .withCredential(new BasicCredentials().withAk("AK").withSk("SK").withProjectId("p"))
        .withEndpoint(`http://127.0.0.1:${server.address().port}`).build();
    const ids = [7684, 999, 10001];
    console.log("the caller's list before:", ids.join(", "));
    await client.sendRequest({
        method: "GET", url: "/v1/{project_id}/thumbnails", pathParams: { project_id: "p" }, queryParams: { task_id: ids }, headers: {},
    });
    server.close();
    console.log("the caller's list after: ", ids.join(", "));
    console.log("on the wire:", path);
    if (ids.join() !== "10001,7684,999" || path !== "/v1/p/thumbnails?task_id=10001&task_id=7684&task_id=999") {
        console.error("the behaviour has changed");
        process.exitCode = 1;
    }
});
JS
