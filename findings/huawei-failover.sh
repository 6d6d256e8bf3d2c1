#!/usr/bin/env bash
# The second endpoint of a Huawei Cloud client: Python does not use it when the first one refuses, Node sends one create to both.
# Software: huaweicloudsdkcore 3.1.219 (Python) and @huaweicloud/huaweicloud-sdk-core 3.1.211 (Node), both given two endpoints.
# Expected: the second endpoint is there for when the first cannot be reached. A refused connection moves on to it; a create that may
#   have been done (no answer in time, connection lost, 504) is not sent again. One vendor's SDKs agree.
# Seen: Python raises a refused connection at once (its source moves on for unknown names alone). Node moves on when refused, and also
#   when the answer is late, lost or 504: the same POST is then executed by both.
# Why it matters: the same two lines of configuration give no failover in one language and double snapshot tasks in the other.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q huaweicloudsdkcore==3.1.219
cd "$work"
npm install --silent --no-audit --no-fund @huaweicloud/huaweicloud-sdk-core@3.1.211 uuid@9.0.1 >/dev/null # uuid: see huawei-node-uuid.sh
unset HTTP_PROXY http_proxy HTTPS_PROXY https_proxy ALL_PROXY all_proxy
export HOME=$work
nice -n 10 venv/bin/python - <<'PY' >python.txt 2>/dev/null
import socket, threading
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.client import Client, ClientBuilder

with socket.socket() as unused:  # a port that nobody listens on
    unused.bind(("127.0.0.1", 0))
    dead = unused.getsockname()[1]
backup, connections = socket.create_server(("127.0.0.1", 0)), []
threading.Thread(target=lambda: connections.append(backup.accept()), daemon=True).start()
client = (ClientBuilder(Client).with_credentials(BasicCredentials("AK", "SK", "p"))
          .with_endpoints([f"http://127.0.0.1:{dead}", f"http://127.0.0.1:{backup.getsockname()[1]}"]).build())
try:
    client.do_http_request(method="GET", resource_path="/v1/p/thumbnails")
except Exception as error:
    print(f"Python, refused: {type(error).__name__}, backup was asked {len(connections)} times")
PY
cat >failover.js <<'JS'
const http = require("http");
const { BasicCredentials } = require("@huaweicloud/huaweicloud-sdk-core");
const { ClientBuilder } = require("@huaweicloud/huaweicloud-sdk-core/ClientBuilder");

function listen(respond) {
    return new Promise((ready) => {
        const server = http.createServer((request, response) => {
            server.posts += 1;
            request.resume().on("end", () => respond(request, response));
        });
        server.posts = 0;
        server.listen(0, "127.0.0.1", () => ready(server));
    });
}
const json = (response, status, text) => response.writeHead(status, { "Content-Type": "application/json" }).end(text);
const faults = {
    late: (request, response) => setTimeout(() => json(response, 200, '{"task_id": "1"}'), 1000),
    lost: (request) => request.socket.destroy(),
    504: (request, response) => json(response, 504, '{"error_code": "APIGW.0201"}'),
};
(async () => {
    for (const [name, fault] of Object.entries(faults)) {
        const first = await listen(fault);
        const second = await listen((request, response) => json(response, 200, '{"task_id": "2"}'));
        const client = new ClientBuilder((hcClient) => hcClient)
            .withCredential(new BasicCredentials().withAk("AK").withSk("SK").withProjectId("p"))
            .withEndpoint([first, second].map((server) => `http://127.0.0.1:${server.address().port}`))
            .withOptions({ axiosRequestConfig: { timeout: 300 } }).build();
        const create = {
            method: "POST", url: "/v1/p/thumbnails", contentType: "application/json", queryParams: {}, pathParams: {}, headers: {},
            data: { sync: 0 },
        };
        const answer = await client.sendRequest(create);
        console.log(`Node, ${name}: task ${answer.task_id}, creates received: ${first.posts} + ${second.posts}`);
        for (const server of [first, second]) server.closeAllConnections(), server.close();
    }
})();
JS
nice -n 10 node failover.js >node.txt
cat python.txt node.txt
[ "$(cat python.txt)" = "Python, refused: ConnectionException, backup was asked 0 times" ] &&
    [ "$(grep -c 'task 2, creates received: 1 + 1$' node.txt)" = 3 ] || { echo "the behaviour has changed" >&2; exit 1; }
