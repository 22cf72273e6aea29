import assert from "node:assert/strict";
import { test } from "node:test";
import { all, graph, locks, plain, refused, resources, subscription, unknown } from "./azure.mjs";

const groups = resources.resourceGroups;

test("resource groups: made, found, tagged, deleted", async () => {
  const made = await groups.createOrUpdate("rg-js", { location: "westeurope", tags: { a: "b" } });
  assert.equal(made.properties.provisioningState, "Succeeded");
  assert.equal((await groups.checkExistence("rg-js")).body, true);
  assert.equal((await groups.checkExistence("rg-none")).body, false);
  assert.equal((await groups.update("rg-js", { tags: { c: "d" } })).tags.c, "d");
  assert.ok((await all(groups.list())).some(one => one.name === "rg-js"));
  await groups.beginDeleteAndWait("rg-js");
  assert.equal((await groups.checkExistence("rg-js")).body, false);
  await refused(groups.get("rg-js"), 404, "ResourceGroupNotFound");
});

test("resources, providers", async () => {
  const one = await plain();
  assert.ok((await all(resources.resources.list({ filter: "resourceType eq 'Microsoft.Compute/virtualMachines'" }))).some(other => other.name === one.name));
  assert.ok((await all(resources.resources.listByResourceGroup(one.group))).length > 1);
  assert.equal((await resources.resources.getById(one.id, "2024-11-01")).name, one.name);
  assert.ok((await resources.providers.get("Microsoft.Compute")).resourceTypes.length > 5);
});

test("tags at a scope", async () => {
  const one = await plain();
  const tags = resources.tagsOperations;
  // Since 2025 tags at a scope are written by an operation.
  const merged = await (tags.beginUpdateAtScopeAndWait ?? tags.updateAtScope).call(tags, one.id, { operation: "Merge", properties: { tags: { js: "1" } } });
  assert.equal(merged.properties.tags.js, "1");
  assert.equal((await tags.getAtScope(one.id)).properties.tags.js, "1");
  await (tags.beginUpdateAtScopeAndWait ?? tags.updateAtScope).call(tags, one.id, { operation: "Delete", properties: { tags: { js: "1" } } });
  const group = one.id.split("/").slice(0, 5).join("/");
  await (tags.beginUpdateAtScopeAndWait ?? tags.updateAtScope).call(tags, group, { operation: "Merge", properties: { tags: { js: "1" } } });
  assert.equal((await groups.get(one.group)).tags.js, "1");
});

test("locks on a resource, a group and a scope", async () => {
  const one = await plain();
  const at = locks.managementLocks;
  const made = await at.createOrUpdateByScope(one.id, "lock-js", { level: "ReadOnly", notes: "from JavaScript" });
  assert.equal(made.level, "ReadOnly");
  assert.equal((await at.getByScope(one.id, "lock-js")).notes, "from JavaScript");
  await refused(resources.tagsOperations.beginUpdateAtScopeAndWait?.(one.id, { operation: "Merge", properties: { tags: { x: "y" } } })
    ?? resources.tagsOperations.updateAtScope(one.id, { operation: "Merge", properties: { tags: { x: "y" } } }), 409, "ScopeLocked");
  assert.ok((await all(at.listByScope(one.id))).some(other => other.name === "lock-js"));
  assert.ok((await all(at.listAtResourceLevel(one.group, "Microsoft.Compute", "", "virtualMachines", one.name))).some(other => other.name === "lock-js"));
  await at.deleteByScope(one.id, "lock-js");
  await at.createOrUpdateAtResourceGroupLevel(one.group, "lock-group-js", { level: "CanNotDelete" });
  assert.ok((await all(at.listAtResourceGroupLevel(one.group))).some(other => other.name === "lock-group-js"));
  await at.deleteAtResourceGroupLevel(one.group, "lock-group-js");
  await refused(at.getByScope(one.id, "lock-js"), 404, "LockNotFound");
});

test("Resource Graph", async () => {
  const rows = await graph.resources({
    subscriptions: [subscription], query: "resources | where type =~ 'microsoft.compute/virtualmachines' | project id, name | limit 5",
    options: { resultFormat: "objectArray" },
  });
  assert.equal(rows.data.length, 5);
  assert.equal(typeof rows.totalRecords, "number");
});

test("nothing of it was unknown", async () => assert.deepEqual(await unknown(), []));
