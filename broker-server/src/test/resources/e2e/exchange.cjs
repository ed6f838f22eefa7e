// MQTT.js against a broker at a port of this machine or at a URL: both protocol versions, every QoS, retained, will, user properties.
const mqtt = require("mqtt");
const [, , where, authorities] = process.argv;
const url = /^[0-9]+$/.test(where) ? `mqtt://127.0.0.1:${where}` : where;
const trust = authorities ? { ca: require("fs").readFileSync(authorities) } : {};

function once(client, event) {
  return new Promise((resolve, reject) => {
    client.once(event, (...args) => resolve(args));
    client.once("error", reject);
  });
}

async function exchange(protocolVersion) {
  const prefix = `js/${protocolVersion}`;
  const options = { protocolVersion, reconnectPeriod: 0, ...trust };
  const subscriber = await mqtt.connectAsync(url, { ...options, clientId: `${prefix}/sub` });
  const got = [];
  subscriber.on("message", (topic, payload, packet) => got.push([topic, String(payload), packet]));
  await subscriber.subscribeAsync(`${prefix}/#`, { qos: 2 });
  const publisher = await mqtt.connectAsync(url, {
    ...options,
    clientId: `${prefix}/pub`,
    will: { topic: `${prefix}/will`, payload: Buffer.from("gone"), qos: 1, retain: false },
  });
  for (const qos of [0, 1, 2]) {
    const properties =
      protocolVersion === 5 ? { userProperties: { a: ["1", "2"] }, contentType: "text/plain" } : {};
    await publisher.publishAsync(`${prefix}/${qos}`, `m${qos}`, { qos, properties });
  }
  publisher.stream.destroy();
  while (got.length < 4) {
    await once(subscriber, "message");
  }
  // A QoS 2 message is handed over after its second round trip, so it may come behind the will.
  const payloads = got.map((one) => one[1]).sort().join(",");
  if (payloads !== "gone,m0,m1,m2") {
    throw new Error(`version ${protocolVersion}: got ${payloads}`);
  }
  if (protocolVersion === 5) {
    const sent = got.find((one) => one[1] === "m2")[2].properties;
    const a = sent.userProperties.a;
    if (JSON.stringify(a) !== '["1","2"]' || sent.contentType !== "text/plain") {
      throw new Error("properties were not kept: " + JSON.stringify(sent));
    }
  }
  await subscriber.endAsync();
}

(async () => {
  await exchange(4);
  await exchange(5);
  console.log("ok");
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
