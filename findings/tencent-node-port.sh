#!/usr/bin/env bash
# Tencent Cloud's Node SDK signs another Host than it sends as soon as the endpoint has a port, and another service.
# Software: tencentcloud-sdk-nodejs-common 4.1.220, httpProfile.endpoint "127.0.0.1:PORT" for a client of service "tiw".
# Expected: the signature covers the Host header that is sent, and the scope names the service of the client: a test server, a
#   tunnel or a gateway that checks TC3 signatures accepts the request.
# Seen: Host is sent with the port and signed without it, so the signature is never right for the bytes received; the service in
#   the scope is the endpoint's first label, here "127". (The Python SDK signs the Host that it sends and knows its service.)
# Why it matters: whoever builds a stand-in for the vendor gets "signature mismatch" from Node alone, and searches in the signer.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund tencentcloud-sdk-nodejs-common@4.1.220 >/dev/null
unset HTTP_PROXY http_proxy HTTPS_PROXY https_proxy ALL_PROXY all_proxy
nice -n 10 node - <<'JS'
const http = require("http");
const crypto = require("crypto");
const { CommonClient } = require("tencentcloud-sdk-nodejs-common");
const sha256 = (text) => crypto.createHash("sha256").update(text).digest("hex");
const hmac = (key, text, as) => crypto.createHmac("sha256", key).update(text).digest(as);

// whether the signature is right, if the request had been sent to `host`
function verifies(request, body, host) {
    const [, scope, signature] = request.headers.authorization.match(/Credential=AKIDEXAMPLE\/([^,]+),.*Signature=(\w+)/);
    const [date, service] = scope.split("/");
    const headers = `content-type:${request.headers["content-type"]}\nhost:${host}\n`;
    const canonical = ["POST", "/", "", headers, "content-type;host", sha256(body)].join("\n");
    const text = ["TC3-HMAC-SHA256", request.headers["x-tc-timestamp"], scope, sha256(canonical)].join("\n");
    const key = hmac(hmac(hmac("TC3" + "SECRETKEYEXAMPLE", date), service), "tc3_request");
    return { service, right: hmac(key, text, "hex") === signature };
}

const seen = {};
const server = http.createServer((request, response) => {
    let body = "";
    request.on("data", (part) => (body += part)).on("end", () => {
        const host = request.headers.host;
        seen.asSent = verifies(request, body, host);
        seen.withoutPort = verifies(request, body, host.split(":")[0]);
        response.setHeader("Content-Type", "application/json");
        response.end('{"Response": {"RequestId": "r"}}');
    });
});
server.listen(0, "127.0.0.1", async () => {
    const client = new CommonClient("tiw.tencentcloudapi.com", "2019-09-19", {
        credential: { secretId: "AKIDEXAMPLE", secretKey: "SECRETKEYEXAMPLE" },
        region: "ap-singapore",
        profile: { httpProfile: { endpoint: `127.0.0.1:${server.address().port}`, protocol: "http://" } },
    });
    await client.request("DescribeSnapshotTask", { SdkAppId: 1, TaskID: "1" });
    server.close();
    console.log("signature right for the Host that was sent:", seen.asSent.right);
    console.log("signature right for that Host without its port:", seen.withoutPort.right);
    console.log("service in the scope:", seen.asSent.service);
    if (seen.asSent.right || !seen.withoutPort.right || seen.asSent.service !== "127") {
        console.error("the behaviour has changed");
        process.exitCode = 1;
    }
});
JS
