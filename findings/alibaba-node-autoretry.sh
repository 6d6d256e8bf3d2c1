#!/usr/bin/env bash
# `autoretry` of Alibaba Cloud's Node SDK retries nothing: no error that it can meet is one that it takes for retryable.
# Software: @alicloud/openapi-client 0.4.15 with @alicloud/tea-util 1.4.9, which the product packages of Node call.
# Expected: new RuntimeOptions({ autoretry: true, maxAttempts: 3 }) sends again what failed for the network's sake, at least a refused
#   connection, which surely did nothing.
# Seen: one attempt for a refused connection, a lost one, a late answer and a 503. The loop for retries is there and is left by the first
#   error, because only errors with a mark are taken up and nothing sets the mark.
# Why it matters: the setting is what users find when snapshots fail now and then, and it looks as if it helped, since most calls work.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund @alicloud/openapi-client@0.4.15 @alicloud/tea-util@1.4.9 >/dev/null
unset HTTP_PROXY http_proxy HTTPS_PROXY https_proxy ALL_PROXY all_proxy
nice -n 10 node - <<'JS'
const net = require("net");
const { default: Client, Config, OpenApiRequest, Params } = require("@alicloud/openapi-client");
const { RuntimeOptions } = require("@alicloud/tea-util");

const body = '{"Code": "ServiceUnavailable", "Message": "m", "RequestId": "r"}';
const head = ["HTTP/1.1 503 Service Unavailable", "Content-Type: application/json", `Content-Length: ${body.length}`, "", ""];
const faults = {
    "503": (socket) => socket.end(head.join("\r\n") + body),
    "late answer": () => {},
    "lost connection": (socket) => socket.destroy(),
};
const params = new Params({
    action: "SubmitSnapshotJob", version: "2017-03-21", protocol: "HTTP", pathname: "/", method: "POST", authType: "AK", style: "RPC",
    reqBodyType: "formData", bodyType: "json",
});
// counts connections instead of requests, so that refused ones can be counted as well
const connect = net.Socket.prototype.connect;
let attempts = 0;
net.Socket.prototype.connect = function (...options) {
    attempts++;
    return connect.apply(this, options);
};
async function call(name, port) {
    attempts = 0;
    const client = new Client(new Config({ accessKeyId: "AK", accessKeySecret: "SK", endpoint: `127.0.0.1:${port}`, protocol: "http" }));
    const runtime = new RuntimeOptions({ autoretry: true, maxAttempts: 3, readTimeout: 300, connectTimeout: 300 });
    const error = await client.callApi(params, new OpenApiRequest({ query: { VideoId: "v" } }), runtime).then(() => null, (e) => e);
    console.log(`${name}: attempts ${attempts}, error ${error && (error.code || error.name)}`);
    return attempts === 1 && error !== null;
}
(async () => {
    let holds = true;
    for (const [name, fault] of Object.entries(faults)) {
        const sockets = [];
        const server = net.createServer((socket) => sockets.push(socket) && socket.on("error", () => {}).once("data", () => fault(socket)));
        await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
        const { port } = server.address();
        holds = (await call(name, port)) && holds;
        sockets.forEach((socket) => socket.destroy());
        await new Promise((closed) => server.close(closed));
        if (name === "lost connection") holds = (await call("refused connection", port)) && holds;
    }
    if (!holds) console.error("the behaviour has changed");
    process.exit(holds ? 0 : 1);
})();
JS
