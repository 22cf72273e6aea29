import assert from "node:assert/strict";
import { test } from "node:test";
import { advance, all, compute, plain, refused, unknown } from "./azure.mjs";

const machines = compute.virtualMachines;
const state = view => view.statuses.find(one => one.code.startsWith("PowerState/")).code.split("/")[1];

test("machines: listed, read, with their instance view", async () => {
  const one = await plain();
  assert.ok((await all(machines.list(one.group))).some(other => other.name === one.name));
  const read = await machines.get(one.group, one.name, { expand: "instanceView" });
  assert.equal(read.instanceView.vmAgent.statuses[0].displayStatus, "Ready");
  assert.ok(read.vmId && read.timeCreated instanceof Date && read.etag);
  assert.equal(state(await machines.instanceView(one.group, one.name)), "running");
  assert.ok((await all(machines.listAvailableSizes(one.group, one.name))).length > 5);
  await refused(machines.get(one.group, "none"), 404, "ResourceNotFound");
  await refused(machines.get("none", "none"), 404, "ResourceGroupNotFound");
});

test("machines: stop, start, restart, redeploy, reapply, deallocate", async () => {
  const one = await plain();
  await machines.beginPowerOffAndWait(one.group, one.name);
  const off = await machines.instanceView(one.group, one.name);
  assert.equal(state(off), "stopped");
  assert.equal(off.vmAgent.statuses[0].displayStatus, "Ready");
  await machines.beginStartAndWait(one.group, one.name);
  await machines.beginRestartAndWait(one.group, one.name);
  await machines.beginRedeployAndWait(one.group, one.name);
  await machines.beginReapplyAndWait(one.group, one.name);
  assert.equal(state(await machines.instanceView(one.group, one.name)), "running");
  await advance(1800);
  await machines.beginDeallocateAndWait(one.group, one.name);
  const view = await machines.instanceView(one.group, one.name);
  assert.equal(state(view), "deallocated");
  assert.equal(view.vmAgent, undefined);
  const read = await machines.get(one.group, one.name);
  assert.equal(read.storageProfile.osDisk.diskSizeGB, undefined);
  assert.equal(read.storageProfile.osDisk.managedDisk.storageAccountType, undefined);
  await machines.beginStartAndWait(one.group, one.name);
  await refused(machines.simulateEviction(one.group, one.name), 409, "OperationNotAllowed");
});

test("machines: update, also the whole as it was got, and If-Match", async () => {
  const one = await plain(1);
  const tagged = await machines.beginUpdateAndWait(one.group, one.name, { tags: { ...one.tags, "client": "js" } });
  assert.equal(tagged.tags.client, "js");
  await machines.beginDeallocateAndWait(one.group, one.name);
  const sizes = (await all(machines.listAvailableSizes(one.group, one.name))).map(size => size.name);
  const size = ["Standard_D2s_v5", "Standard_D4s_v5", "Standard_D8s_v5"].find(name => name !== one.hardwareProfile.vmSize && sizes.includes(name));
  const before = await machines.get(one.group, one.name);
  const resized = await machines.beginUpdateAndWait(one.group, one.name, { hardwareProfile: { vmSize: size } });
  assert.equal(resized.hardwareProfile.vmSize, size);
  const got = await machines.get(one.group, one.name);
  assert.notEqual(got.etag, before.etag);
  const put = await machines.beginCreateOrUpdateAndWait(one.group, one.name, { ...got, tags: { ...got.tags, whole: "yes" } });
  assert.equal(put.tags.whole, "yes");
  await refused(machines.beginUpdateAndWait(one.group, one.name, { tags: {} }, { ifMatch: '"none"' }), 412, "PreconditionFailed");
  await machines.beginStartAndWait(one.group, one.name);
});

test("run commands: by action, managed, and their list", async () => {
  const one = await plain();
  const isWindows = one.storageProfile.osDisk.osType === "Windows";
  const id = isWindows ? "RunPowerShellScript" : "RunShellScript";
  await advance(900);
  const done = await machines.beginRunCommandAndWait(one.group, one.name, { commandId: id, script: ["uptime"] });
  assert.ok(done.value[0].message.length > 0);
  await refused(machines.beginRunCommandAndWait(one.group, one.name, { commandId: "NoSuchCommand" }), 400, "InvalidParameter");
  assert.equal((await compute.virtualMachineRunCommands.get(one.location, id)).id, id);
  assert.ok((await all(compute.virtualMachineRunCommands.list(one.location))).length > 1);
  const managed = compute.virtualMachineRunCommands;
  await managed.beginCreateOrUpdateAndWait(one.group, one.name, "check", {
    location: one.location, source: { script: "uptime" }, timeoutInSeconds: 300, asyncExecution: false,
  });
  const read = await managed.getByVirtualMachine(one.group, one.name, "check", { expand: "instanceView" });
  assert.equal(read.instanceView.executionState, "Succeeded");
  assert.equal((await all(managed.listByVirtualMachine(one.group, one.name))).length, 1);
  await managed.beginDeleteAndWait(one.group, one.name, "check");
});

test("extensions and boot diagnostics", async () => {
  const one = await plain();
  const extensions = compute.virtualMachineExtensions;
  const made = await extensions.beginCreateOrUpdateAndWait(one.group, one.name, "script", {
    location: one.location, publisher: "Microsoft.Azure.Extensions", typePropertiesType: "CustomScript", type: "CustomScript", typeHandlerVersion: "2.1",
    autoUpgradeMinorVersion: true, settings: { commandToExecute: "true" },
  });
  assert.equal(made.provisioningState, "Succeeded");
  assert.equal((await extensions.get(one.group, one.name, "script")).name, "script");
  assert.ok((await extensions.list(one.group, one.name)).value.some(other => other.name === "script"));
  await extensions.beginDeleteAndWait(one.group, one.name, "script");
  assert.ok((await machines.retrieveBootDiagnosticsData(one.group, one.name)).serialConsoleLogBlobUri.startsWith("https://"));
});

test("disks, snapshots, copies", async () => {
  const one = await plain();
  const disk = one.storageProfile.osDisk.managedDisk.id;
  const made = await compute.snapshots.beginCreateOrUpdateAndWait(one.group, "snap-js", {
    location: one.location, incremental: true, creationData: { createOption: "Copy", sourceResourceId: disk },
  });
  assert.equal(made.provisioningState, "Succeeded");
  assert.equal(made.completionPercent, undefined);
  const tagged = await compute.snapshots.beginUpdateAndWait(one.group, "snap-js", { tags: { kept: "yes" } });
  assert.equal(tagged.tags.kept, "yes");
  const copy = await compute.snapshots.beginCreateOrUpdateAndWait(one.group, "snap-js-copy", {
    location: "northeurope", incremental: true, creationData: { createOption: "CopyStart", sourceResourceId: made.id },
  });
  assert.equal(typeof (await compute.snapshots.get(one.group, copy.name)).completionPercent, "number");
  assert.ok((await all(compute.snapshots.list())).length >= 2);
  assert.ok((await all(compute.snapshots.listByResourceGroup(one.group))).length >= 2);
  const restored = await compute.disks.beginCreateOrUpdateAndWait(one.group, "disk-js", {
    location: one.location, sku: { name: "Premium_LRS" }, creationData: { createOption: "Copy", sourceResourceId: made.id },
  });
  assert.ok(restored.diskIopsReadWrite > 0 && restored.uniqueId);
  const larger = await compute.disks.beginUpdateAndWait(one.group, "disk-js", { diskSizeGB: 512, tags: { a: "b" } });
  assert.equal(larger.diskSizeGB, 512);
  assert.ok((await all(compute.disks.list())).length > 60);
  await refused(compute.disks.beginDeleteAndWait(one.group, disk.split("/").at(-1)), 409, "OperationNotAllowed");
  await compute.disks.beginDeleteAndWait(one.group, "disk-js");
  await compute.snapshots.beginDelete(one.group, "snap-js");
  assert.equal((await compute.snapshots.get(one.group, "snap-js")).provisioningState, "Deleting");
  await advance(60);
  await refused(compute.snapshots.get(one.group, "snap-js"), 404, "ResourceNotFound");
});

test("restore points", async () => {
  const one = await plain();
  const points = await compute.restorePointCollections.createOrUpdate(one.group, "points-js", { location: one.location, source: { id: one.id } });
  assert.equal(points.provisioningState, "Succeeded");
  const point = await compute.restorePoints.beginCreateAndWait(one.group, "points-js", "first", {});
  assert.equal(point.provisioningState, "Succeeded");
  const read = await compute.restorePoints.get(one.group, "points-js", "first", { expand: "instanceView" });
  assert.ok(["ApplicationConsistent", "FileSystemConsistent"].includes(read.consistencyMode));
  for (const status of read.instanceView.diskRestorePoints ?? [])
    assert.ok(Number.isInteger(status.replicationStatus?.completionPercent ?? 100));
  const part = read.sourceMetadata.storageProfile.osDisk.diskRestorePoint.id;
  const disk = await compute.disks.beginCreateOrUpdateAndWait(one.group, "disk-point-js", {
    location: one.location, creationData: { createOption: "Restore", sourceResourceId: part },
  });
  assert.equal(disk.provisioningState, "Succeeded");
  await compute.disks.beginDeleteAndWait(one.group, "disk-point-js");
  assert.ok((await all(compute.restorePointCollections.listAll())).length >= 1);
  await compute.restorePoints.beginDeleteAndWait(one.group, "points-js", "first");
  await compute.restorePointCollections.beginDeleteAndWait(one.group, "points-js");
});

test("capacity reservations, sizes, usages", async () => {
  const one = await plain();
  await compute.capacityReservationGroups.createOrUpdate(one.group, "held-js", { location: one.location });
  const held = await compute.capacityReservations.beginCreateOrUpdateAndWait(one.group, "held-js", "d2", {
    location: one.location, sku: { name: "Standard_D2s_v5", capacity: 1 },
  });
  assert.equal(held.provisioningState, "Succeeded");
  await compute.capacityReservations.beginUpdateAndWait(one.group, "held-js", "d2", { sku: { name: "Standard_D2s_v5", capacity: 2 } });
  assert.equal((await compute.capacityReservations.get(one.group, "held-js", "d2", { expand: "instanceView" })).sku.capacity, 2);
  await compute.capacityReservations.beginDeleteAndWait(one.group, "held-js", "d2");
  await compute.capacityReservationGroups.delete(one.group, "held-js");
  assert.ok((await all(compute.resourceSkus.list({ filter: `location eq '${one.location}'` }))).length > 50);
  assert.ok((await all(compute.usageOperations?.list(one.location) ?? compute.usage.list(one.location))).length > 5);
});

test("scale sets: capacity, instances one by one", async () => {
  const { group, location } = await plain();
  const sets = compute.virtualMachineScaleSets;
  const made = await sets.beginCreateOrUpdateAndWait(group, "set-js", {
    location, sku: { name: "Standard_D2s_v5", tier: "Standard", capacity: 2 }, upgradePolicy: { mode: "Manual" }, overprovision: false,
  });
  assert.equal(made.provisioningState, "Succeeded");
  assert.equal((await sets.beginUpdateAndWait(group, "set-js", { sku: { name: "Standard_D2s_v5", tier: "Standard", capacity: 3 } })).sku.capacity, 3);
  const one = compute.virtualMachineScaleSetVMs;
  const [first] = await all(one.list(group, "set-js"));
  await one.beginRestartAndWait(group, "set-js", first.instanceId);
  await one.beginDeallocateAndWait(group, "set-js", first.instanceId);
  await one.beginStartAndWait(group, "set-js", first.instanceId);
  assert.ok((await one.getInstanceView(group, "set-js", first.instanceId)).statuses.length > 0);
  await sets.beginDeleteInstancesAndWait(group, "set-js", { instanceIds: [first.instanceId] });
  assert.equal((await all(one.list(group, "set-js"))).length, 2);
  await sets.beginDeleteAndWait(group, "set-js");
  await refused(sets.get(group, "set-js"), 404, "ResourceNotFound");
});

test("nothing of it was unknown", async () => assert.deepEqual(await unknown(), []));
