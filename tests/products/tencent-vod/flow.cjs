// A media asset becomes images, through every signature of the SDK for Node.js.
"use strict";

const { CommonClient } = require("tencentcloud-sdk-nodejs-common");
const { advance, image, keyId, run, secret, url } = require("node.cjs");

run(async () => {
  const credential = { secretId: keyId, secretKey: secret };
  for (const signMethod of ["TC3-HMAC-SHA256", "HmacSHA256", "HmacSHA1"]) {
    for (const reqMethod of ["POST", "GET"]) {
      const httpProfile = { endpoint: url.host, protocol: "http://", reqMethod };
      const profile = { signMethod, httpProfile };
      const client = new CommonClient(url.host, "2018-07-17", { credential, region: "ap-guangzhou", profile });
      const parts = { SnapshotByTimeOffsetTaskSet: [{ Definition: 10, ExtTimeOffsetSet: ["1.5s", "50%"] }] };
      const task = await client.request("ProcessMedia", { FileId: "5285890784246869930", MediaProcessTask: parts });
      await advance(2);
      const described = await client.request("DescribeTaskDetail", { TaskId: task.TaskId });
      const [part] = described.ProcedureTask.MediaProcessResultSet;
      for (const picture of part.SnapshotByTimeOffsetTask.Output.PicInfoSet) {
        await image(picture.Url);
      }
    }
  }
});
