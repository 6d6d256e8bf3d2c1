// A media asset becomes images, and lists of ids are read, through the current core of the SDKs and through the former client.
"use strict";

const { RPCClient } = require("@alicloud/pop-core");
const { $OpenApiUtil, default: Client } = require("@alicloud/openapi-core");
const { RuntimeOptions } = require("@darabonba/typescript");
const { advance, image, keyId, run, secret, url } = require("node.cjs");

const version = "2020-11-09";

async function flow(call) {
  const place = { Type: "OSS", Media: "oss://b/in.mp4" };
  const output = { Type: "OSS", Media: "oss://b/out-{Count}.jpg" };
  const job = await call("SubmitSnapshotJob", {
    Input: JSON.stringify(place),
    Output: JSON.stringify(output),
    TemplateConfig: JSON.stringify({ TemplateId: "S00000002-100010" }),
  });
  await advance(2);
  const found = await call("GetSnapshotUrls", { JobId: job.JobId });
  for (const address of found.SnapshotUrls) {
    await image(address);
  }
  const ids = { "TemplateIds.1": "S00000003-100010", "TemplateIds.2": "another" };
  const listed = await call("ListLiveSnapshotTemplates", ids);
  if (listed.TotalCount !== 1) {
    throw new Error(JSON.stringify(listed));
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
