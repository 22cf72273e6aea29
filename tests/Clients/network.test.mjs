import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { all, compute, network, refused, resources, unknown } from "./azure.mjs";

const group = "rg-network-js";
const location = "westeurope";

before(() => resources.resourceGroups.createOrUpdate(group, { location }));
after(() => resources.resourceGroups.beginDeleteAndWait(group));

test("a network of its own, with a machine from a disk in it", async () => {
  const rules = await network.networkSecurityGroups.beginCreateOrUpdateAndWait(group, "nsg", {
    location,
    securityRules: [{
      name: "deny-all-out", priority: 4096, direction: "Outbound", access: "Deny", protocol: "*", sourceAddressPrefix: "*", sourcePortRange: "*",
      destinationAddressPrefix: "*", destinationPortRange: "*",
    }],
  });
  assert.equal(rules.defaultSecurityRules.length, 6);
  const net = await network.virtualNetworks.beginCreateOrUpdateAndWait(group, "net", { location, addressSpace: { addressPrefixes: ["10.9.0.0/16"] } });
  assert.equal(net.provisioningState, "Succeeded");
  const subnet = await network.subnets.beginCreateOrUpdateAndWait(group, "net", "inner", {
    addressPrefix: "10.9.1.0/24", networkSecurityGroup: { id: rules.id }, defaultOutboundAccess: false,
  });
  assert.equal(subnet.addressPrefix, "10.9.1.0/24");
  await refused(network.subnets.get(group, "net", "none"), 404, "NotFound");
  const card = await network.networkInterfaces.beginCreateOrUpdateAndWait(group, "nic", {
    location, ipConfigurations: [{ name: "one", subnet: { id: subnet.id } }],
  });
  assert.match(card.ipConfigurations[0].privateIPAddress, /^10\.9\.1\./);
  const disk = await compute.disks.beginCreateOrUpdateAndWait(group, "os", {
    location, osType: "Linux", diskSizeGB: 30, creationData: { createOption: "Empty" },
  });
  const machine = await compute.virtualMachines.beginCreateOrUpdateAndWait(group, "vm", {
    location, hardwareProfile: { vmSize: "Standard_D2s_v5" },
    storageProfile: { osDisk: { createOption: "Attach", osType: "Linux", managedDisk: { id: disk.id } } },
    networkProfile: { networkInterfaces: [{ id: card.id }] },
  });
  assert.equal(machine.provisioningState, "Succeeded");
  await refused(network.networkInterfaces.beginDeleteAndWait(group, "nic"), 400, "NicInUse");
  await refused(network.networkSecurityGroups.beginDeleteAndWait(group, "nsg"), 400, "InUseNetworkSecurityGroupCannotBeDeleted");
  const routes = await network.networkInterfaces.beginGetEffectiveRouteTableAndWait(group, "nic");
  assert.ok(routes.value.every(one => ["VnetLocal", "None"].includes(one.nextHopType)), JSON.stringify(routes.value));
  assert.ok((await all(network.networkInterfaces.list(group))).length === 1);
  assert.ok((await all(network.virtualNetworks.listAll())).some(one => one.name === "net"));
  await compute.virtualMachines.beginDeleteAndWait(group, "vm");
  await network.networkInterfaces.beginDeleteAndWait(group, "nic");
});

test("peerings and public addresses", async () => {
  await network.virtualNetworks.beginCreateOrUpdateAndWait(group, "far", { location, addressSpace: { addressPrefixes: ["10.10.0.0/16"] } });
  const far = await network.virtualNetworks.get(group, "far");
  const peering = await network.virtualNetworkPeerings.beginCreateOrUpdateAndWait(group, "net", "to-far", { remoteVirtualNetwork: { id: far.id }, allowVirtualNetworkAccess: true });
  assert.ok(["Initiated", "Connected"].includes(peering.peeringState));
  await network.virtualNetworkPeerings.beginDeleteAndWait(group, "net", "to-far");
  const address = await network.publicIPAddresses.beginCreateOrUpdateAndWait(group, "ip", { location, sku: { name: "Standard" }, publicIPAllocationMethod: "Static" });
  assert.match(address.ipAddress, /^\d+\.\d+\.\d+\.\d+$/);
  await network.publicIPAddresses.beginDeleteAndWait(group, "ip");
});

test("nothing of it was unknown", async () => assert.deepEqual(await unknown(), []));
