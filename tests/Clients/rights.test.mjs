import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { all, refused, rights, subscription, unknown } from "./azure.mjs";

const scope = `/subscriptions/${subscription}`;

test("role definitions: found by name, made, changed, deleted", async () => {
  const [reader] = await all(rights.roleDefinitions.list(scope, { filter: "roleName eq 'Reader'" }));
  assert.equal(reader.name, "acdd72a7-3385-48ef-bd42-f606fba81ae7");
  const id = randomUUID();
  const made = await rights.roleDefinitions.createOrUpdate(scope, id, {
    roleName: "JS role", description: "For tests", roleType: "CustomRole", assignableScopes: [scope],
    permissions: [{ actions: ["Microsoft.Compute/virtualMachines/read"], notActions: [] }],
  });
  assert.equal(made.roleType, "CustomRole");
  assert.equal((await rights.roleDefinitions.get(scope, id)).roleName, "JS role");
  await rights.roleDefinitions.delete(scope, id);
});

test("role assignments: made, listed, deleted", async () => {
  const [reader] = await all(rights.roleDefinitions.list(scope, { filter: "roleName eq 'Reader'" }));
  const name = randomUUID();
  const principalId = randomUUID();
  const made = await rights.roleAssignments.create(scope, name, { roleDefinitionId: reader.id, principalId, principalType: "ServicePrincipal" });
  assert.equal(made.principalType, "ServicePrincipal");
  await refused(rights.roleAssignments.create(scope, randomUUID(), { roleDefinitionId: reader.id, principalId, principalType: "ServicePrincipal" }), 409, "RoleAssignmentExists");
  assert.ok((await all(rights.roleAssignments.listForScope(scope, { filter: "atScope()" }))).some(one => one.name === name));
  assert.ok((await all(rights.roleAssignments.listForScope(scope, { filter: `principalId eq '${principalId}'` }))).length === 1);
  assert.equal((await rights.roleAssignments.delete(scope, name)).name, name);
  await rights.roleAssignments.delete(scope, name);
});

test("deny assignments and PIM", async () => {
  assert.ok(Array.isArray(await all(rights.denyAssignments.listForScope(scope))));
  assert.ok(Array.isArray(await all(rights.roleAssignmentScheduleInstances.listForScope(scope, { filter: "atScope()" }))));
  assert.ok(Array.isArray(await all(rights.roleEligibilityScheduleInstances.listForScope(scope, { filter: "atScope()" }))));
});

test("nothing of it was unknown", async () => assert.deepEqual(await unknown(), []));
