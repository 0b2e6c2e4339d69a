import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deployed, ofType, only } from './deployed.ts';

type Named = { readonly id: string; readonly name: string };

const deployment = deployed({ options: { privateNetwork: true } });
const network = 'Microsoft.Network/virtualNetworks';
const bodies = (type: string) => ofType(deployment, `Microsoft.Network/${type}`).map(({ body }) => body);
/** `blob` of the zone `privatelink.blob.core.windows.net`, by its name or its id. */
const kindOf = (zone: unknown) => String(zone).split('/').at(-1)!.split('.')[1];

test('each name is known in the network, which is where the app and the endpoints are', () => {
  const { name } = only(deployment, network);
  const links = bodies('privateDnsZones/virtualNetworkLinks');
  assert.deepEqual(
    links.map(({ properties }) => (properties!['virtualNetwork'] as Named).id),
    links.map(() => `/${network}/${name}`),
  );
  assert.deepEqual(
    links.map((link) => kindOf((link['parent'] as Named).name)),
    bodies('privateDnsZones').map((zone) => kindOf(zone.name)),
  );
});

test('an endpoint leads to one kind of storage, and its address is known by the name of that kind', () => {
  const account = only(deployment, 'Microsoft.Storage/storageAccounts').name;
  const ends = bodies('privateEndpoints').map(({ properties }) => {
    const [connection, ...others] = properties!['privateLinkServiceConnections'] as {
      readonly properties: { readonly privateLinkServiceId: string; readonly groupIds: readonly string[] };
    }[];
    assert.equal(others.length, 0);
    assert.equal(connection!.properties.privateLinkServiceId.split('/').at(-1), account);
    return connection!.properties.groupIds;
  });
  const names = bodies('privateEndpoints/privateDnsZoneGroups').map(({ properties }) => {
    const configs = properties!['privateDnsZoneConfigs'] as { properties: { privateDnsZoneId: string } }[];
    return configs.map((config) => kindOf(config.properties.privateDnsZoneId));
  });
  assert.deepEqual(names, ends);
  assert.equal(new Set(ends.flat()).size, 3);
});

test('the app has a subnet to itself, given to what Flex Consumption runs in; the endpoints have another', () => {
  const { subnets } = only(deployment, network).properties as {
    readonly subnets: readonly {
      readonly name: string;
      readonly properties: {
        readonly delegations?: readonly { readonly properties: { readonly serviceName: string } }[];
      };
    }[];
  };
  const delegated = (id: unknown) => {
    const subnet = subnets.find(({ name }) => name === String(id).split('/').at(-1));
    return (subnet!.properties.delegations ?? []).map(({ properties }) => properties.serviceName);
  };
  // Other plans want Microsoft.Web/serverFarms; a deployment to Flex Consumption fails with it.
  const { virtualNetworkSubnetId } = only(deployment, 'Microsoft.Web/sites').properties ?? {};
  assert.deepEqual(delegated(virtualNetworkSubnetId), ['Microsoft.App/environments']);
  for (const { properties } of bodies('privateEndpoints')) {
    assert.deepEqual(delegated((properties!['subnet'] as Named).id), []);
  }
});
