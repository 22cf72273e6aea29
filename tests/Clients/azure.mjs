// The clients as a program of any kind makes them, and a clock that does not keep tests waiting.
import { ManagedIdentityCredential } from "@azure/identity";
import { AuthorizationManagementClient } from "@azure/arm-authorization";
import { ComputeManagementClient } from "@azure/arm-compute";
import { ManagementLockClient } from "@azure/arm-locks";
import { NetworkManagementClient } from "@azure/arm-network";
import { ResourceGraphClient } from "@azure/arm-resourcegraph";
import { ResourceManagementClient } from "@azure/arm-resources";
import assert from "node:assert/strict";

const { IDENTITY_ENDPOINT, AZURE_CLIENT_ID, AZURE_SUBSCRIPTION_ID } = process.env;
const simulator = new URL(IDENTITY_ENDPOINT).origin;

export const subscription = AZURE_SUBSCRIPTION_ID;
export const credential = new ManagedIdentityCredential({ clientId: AZURE_CLIENT_ID });
export const compute = new ComputeManagementClient(credential, subscription);
export const resources = new ResourceManagementClient(credential, subscription);
export const locks = new ManagementLockClient(credential, subscription);
export const network = new NetworkManagementClient(credential, subscription);
export const rights = new AuthorizationManagementClient(credential, subscription);
export const graph = new ResourceGraphClient(credential);

/** Moves simulated time. */
export async function advance(seconds) {
  const { now } = await (await fetch(`${simulator}/_sim/clock`)).json();
  const advanceTo = new Date(Date.parse(now) + seconds * 1000).toISOString();
  const answer = await fetch(`${simulator}/_sim/clock`, { method: "POST", body: JSON.stringify({ advanceTo }) });
  assert.equal(answer.status, 200, await answer.text());
}

/** The simulated moment. */
export const now = async () => new Date((await (await fetch(`${simulator}/_sim/clock`)).json()).now);

/** What was asked and is not simulated. */
export const unknown = async () => (await (await fetch(`${simulator}/_sim/calls`)).json()).unknown;

// A client that waits for an operation waits in simulated time: its waits of seconds move the clock instead.
const real = globalThis.setTimeout;
const waits = ms => ms >= 500 && ms <= 120_000;
globalThis.setTimeout = Object.assign(
  (act, ms, ...args) => {
    if (!waits(ms) || !isWait(new Error().stack))
      return real(act, ms, ...args);
    let over = false;
    const timer = real(() => {}, 0);
    advance(ms / 1000).then(() => over || act(...args));
    return Object.assign(timer, { cancel: () => (over = true) });
  }, real);

// Not its time-outs of requests, which must not come true at once.
const isWait = stack => /core-lro|core-util.*(delay|createAbortablePromise)|retryPolicy|poller/i.test(stack);

/** Everything that a paged list gives. */
export async function all(pages) {
  const found = [];
  for await (const one of pages)
    found.push(one);
  return found;
}

/** The group of a resource's id. */
export const groupOf = id => id.split("/")[4];

/** A machine of the fleet that is on and has nothing special about it. */
export async function plain(index = 0) {
  const machines = await all(compute.virtualMachines.listAll());
  const held = new Set((await all(locks.managementLocks.listAtSubscriptionLevel())).map(one => one.id.split("/")[8]?.toLowerCase()));
  const fit = machines.filter(one => one.hardwareProfile.vmSize.startsWith("Standard_D") && one.location === "westeurope"
    && !one.availabilitySet && !one.host && !one.virtualMachineScaleSet && !one.zones && !held.has(one.name.toLowerCase())
    && one.storageProfile.dataDisks.length > 0 && !one.storageProfile.osDisk.diffDiskSettings && !one.capacityReservation);
  assert.ok(fit.length > index, "no plain machine in the fleet");
  return { ...fit[index], group: groupOf(fit[index].id) };
}

/** Expects a refusal of Azure. */
export async function refused(promise, status, code) {
  await assert.rejects(promise, error => {
    assert.deepEqual([error.statusCode, error.code ?? error.details?.error?.code], [status, code]);
    return true;
  });
}
