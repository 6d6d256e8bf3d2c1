// An asset gets thumbnails and a cover.
"use strict";

const core = require("@huaweicloud/huaweicloud-sdk-core");
const vod = require("@huaweicloud/huaweicloud-sdk-vod/v1/public-api");
const { advance, image, keyId, project, run, secret, url } = require("node.cjs");

run(async () => {
  const credentials = new core.BasicCredentials().withAk(keyId).withSk(secret).withProjectId(project);
  const client = vod.VodClient.newBuilder().withCredential(credentials).withEndpoint(url.origin).build();
  const thumbnail = { type: "dots", dots: [1, 2], cover_position: 1 };
  await client.createAssetProcessTask({ body: { asset_id: "a", thumbnail } });
  const detail = () => client.showAssetDetail({ asset_id: "a", categories: ["base_info", "thumbnail_info"] });
  if ((await detail()).base_info.cover_info_array.length !== 0) {
    throw new Error("there is a cover before the task has ended");
  }
  await advance(2);
  const found = await detail();
  await image(found.base_info.cover_info_array[0].cover_url);
  for (const { url: address } of found.thumbnail_info.dots) {
    await image(address);
  }
});
