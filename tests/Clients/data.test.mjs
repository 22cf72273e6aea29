import assert from "node:assert/strict";
import { test } from "node:test";
import { MetricsClient } from "@azure/monitor-query-metrics";
import { BlobServiceClient } from "@azure/storage-blob";
import { QueueServiceClient } from "@azure/storage-queue";
import { advance, all, credential, now, plain, refused, unknown } from "./azure.mjs";

test("metrics in batches, with the audience that the client asks for", async () => {
  const one = await plain();
  const client = new MetricsClient(`https://${one.location}.metrics.monitor.azure.com`, credential);
  const until = await now();
  const [result] = await client.queryResources([one.id], ["Percentage CPU"], "Microsoft.Compute/virtualMachines", {
    startTime: new Date(until - 3_600_000), endTime: until, interval: "PT5M", aggregation: "average",
  });
  assert.ok(result.metrics[0].timeseries[0].data.length >= 11);
});

test("blobs", async () => {
  const service = new BlobServiceClient("https://opsstate.blob.core.windows.net", credential);
  const container = service.getContainerClient("js");
  await container.createIfNotExists();
  const blob = container.getBlockBlobClient("a/b.txt");
  await blob.upload("hello", 5, { metadata: { from: "js" }, conditions: { ifNoneMatch: "*" } });
  await refused(blob.upload("again", 5, { conditions: { ifNoneMatch: "*" } }), 409, "BlobAlreadyExists");
  const read = await blob.downloadToBuffer();
  assert.equal(read.toString(), "hello");
  const properties = await blob.getProperties();
  assert.equal(properties.metadata.from, "js");
  assert.ok(properties.contentMD5?.length === 16);
  assert.deepEqual((await all(container.listBlobsFlat({ prefix: "a/" }))).map(item => item.name), ["a/b.txt"]);
  const appended = container.getAppendBlobClient("log");
  await appended.create();
  await appended.appendBlock("one", 3);
  await appended.appendBlock("two", 3, { conditions: { appendPosition: 3 } });
  assert.equal((await appended.downloadToBuffer()).toString(), "onetwo");
  await blob.delete();
  assert.equal(await blob.exists(), false);
  await container.delete();
  await refused(container.create(), 409, "ContainerBeingDeleted");
  await advance(31);
  await container.create();
});

test("queues", async () => {
  const service = new QueueServiceClient("https://opsstate.queue.core.windows.net", credential);
  const queue = service.getQueueClient("js-queue");
  await queue.createIfNotExists();
  await queue.sendMessage("bWVzc2FnZQ==");
  const { receivedMessageItems: [message] } = await queue.receiveMessages({ visibilityTimeout: 30 });
  assert.equal(message.messageText, "bWVzc2FnZQ==");
  const updated = await queue.updateMessage(message.messageId, message.popReceipt, "other", 0);
  assert.equal((await queue.peekMessages()).peekedMessageItems[0].messageText, "other");
  await queue.deleteMessage(message.messageId, updated.popReceipt);
  assert.equal((await queue.getProperties()).approximateMessagesCount, 0);
  assert.ok((await all(service.listQueues())).some(one => one.name === "js-queue"));
  await queue.delete();
});

test("nothing of it was unknown", async () => assert.deepEqual(await unknown(), []));
