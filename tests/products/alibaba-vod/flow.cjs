// A video becomes images, through the current core of the SDKs and through the former client.
"use strict";

const { RPCClient } = require("@alicloud/pop-core");
const { $OpenApiUtil, default: Client } = require("@alicloud/openapi-core");
const { RuntimeOptions } = require("@darabonba/typescript");
const { advance, image, keyId, run, secret, url } = require("node.cjs");

const version = "2017-03-21";

async function flow(call) {
  await call("SubmitSnapshotJob", { VideoId: "v", Count: 2, SpecifiedOffsetTime: 1000, Interval: 1 });
  await advance(2);
  const found = await call("ListSnapshots", { VideoId: "v", SnapshotType: "NormalSnapshot" });
  for (const { Url: address } of found.MediaSnapshot.Snapshots.Snapshot) {
    await image(address);
  }
}

run(async () => {
  const access = { accessKeyId: keyId, accessKeySecret: secret };
  const former = new RPCClient({ ...access, endpoint: url.origin, apiVersion: version });
  for (const method of ["GET", "POST"]) {
    await flow((action, parameters) => former.request(action, parameters, { method }));
  }
  const config = new $OpenApiUtil.Config({ ...access, endpoint: url.host, protocol: "HTTP" });
  const client = new Client(config);
  await flow(async (action, query) => {
    const names = { action, version, protocol: "HTTP", pathname: "/", method: "POST", style: "RPC" };
    const types = { authType: "AK", reqBodyType: "formData", bodyType: "json" };
    const request = new $OpenApiUtil.OpenApiRequest({ query: Object.fromEntries(Object.entries(query).map(([name, value]) => [name, String(value)])) });
    const response = await client.callApi(new $OpenApiUtil.Params({ ...names, ...types }), request, new RuntimeOptions({}));
    return response.body;
  });
});
