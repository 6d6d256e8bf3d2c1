// A whiteboard becomes images, through every signature of the SDK for Node.js.
"use strict";

const { CommonClient } = require("tencentcloud-sdk-nodejs-common");
const { advance, image, keyId, run, secret, url } = require("node.cjs");

run(async () => {
  const credential = { secretId: keyId, secretKey: secret };
  for (const signMethod of ["TC3-HMAC-SHA256", "HmacSHA256", "HmacSHA1"]) {
    for (const reqMethod of ["POST", "GET"]) {
      const httpProfile = { endpoint: url.host, protocol: "http://", reqMethod };
      const profile = { signMethod, httpProfile };
      const client = new CommonClient(url.host, "2019-09-19", { credential, region: "ap-singapore", profile });
      const whiteboard = { Width: 640, Height: 360 };
      const task = await client.request("CreateSnapshotTask", { SdkAppId: 1, RoomId: 7, Whiteboard: whiteboard });
      await advance(2);
      const described = await client.request("DescribeSnapshotTask", { SdkAppId: 1, TaskID: task.TaskID });
      for (const snapshot of described.Result.Snapshots) {
        await image(snapshot);
      }
    }
  }
});
