// A video in a bucket becomes images. There is no package for this product, so the requests go through the core.
"use strict";

const { ClientBuilder } = require("@huaweicloud/huaweicloud-sdk-core/ClientBuilder");
const { BasicCredentials } = require("@huaweicloud/huaweicloud-sdk-core");
const { advance, image, keyId, project, run, secret, url } = require("node.cjs");

run(async () => {
  const credentials = new BasicCredentials().withAk(keyId).withSk(secret).withProjectId(project);
  const builder = new ClientBuilder((client) => client);
  const client = builder.withCredential(credentials).withEndpoint(url.origin).build();
  const call = (method, queryParams, data) =>
    client.sendRequest({
      method,
      url: "/v1/{project_id}/thumbnails",
      contentType: "application/json",
      queryParams,
      pathParams: {},
      headers: { "Content-Type": "application/json" },
      data,
    });
  const place = (object) => ({ bucket: "b", location: "cn-north-4", object });
  const para = { type: "DOTS", dots: [1, 2] };
  const body = { input: place("in.mp4"), output: place("out"), thumbnail_para: para, original_dir: 1, tar: 1 };
  const task = await call("POST", {}, body);
  await advance(2);
  const found = await call("GET", { task_id: [task.task_id] });
  for (const { pic_name: name } of found.task_array[0].thumbnail_info) {
    await image(new URL(`/objects/b/out/${name}`, url).href);
  }
});
