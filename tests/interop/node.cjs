// What the flows through SDKs for Node.js share: the emulator, its key, and a check.
"use strict";

const http = require("node:http");

const url = new URL(process.env.MEDIASNAP_URL);

function request(method, target, body) {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "application/json" };
    const sent = http.request(target, { method, headers }, (response) => {
      const chunks = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("end", () => resolve({ status: response.statusCode, body: Buffer.concat(chunks) }));
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

module.exports = {
  url,
  keyId: process.env.MEDIASNAP_KEY_ID,
  secret: process.env.MEDIASNAP_SECRET,
  project: process.env.MEDIASNAP_PROJECT,
  advance: (seconds) => request("PUT", new URL("/_emulator/clock", url), JSON.stringify({ advance: seconds })),
  // The image at a URL is a JPEG.
  async image(target) {
    const { status, body } = await request("GET", new URL(target));
    if (status !== 200 || body.readUInt16BE(0) !== 0xffd8) {
      throw new Error(`${target}: ${status}, no image`);
    }
  },
  // Ends the process with an error if the flow fails.
  run(flow) {
    flow().catch((error) => {
      console.error(error);
      process.exitCode = 1;
    });
  },
};
