import { expect, it } from '@jest/globals';
import { findRight } from '../../../src/kube/needed-right.js';

const pods = '/api/v1/namespaces/shop/pods';

it.each([
  [pods, {}, 'list', '', 'pods', 'shop'],
  [pods, { watch: 'true' }, 'watch', '', 'pods', 'shop'],
  [pods, { watch: undefined }, 'list', '', 'pods', 'shop'],
  [`${pods}/a`, {}, 'get', '', 'pods', 'shop'],
  [`${pods}/a/log`, { follow: 'true' }, 'get', '', 'pods/log', 'shop'],
  ['/apis/batch/v1/namespaces/shop/jobs', {}, 'list', 'batch', 'jobs', 'shop'],
  [
    '/apis/coordination.k8s.io/v1/namespaces/shop/leases/l',
    {},
    'get',
    'coordination.k8s.io',
    'leases',
    'shop',
  ],
  ['/api/v1/nodes', {}, 'list', '', 'nodes', ''],
  ['/api/v1/namespaces/a%20b/secrets', {}, 'list', '', 'secrets', 'a b'],
] as const)('%s %j needs %s', (path, query, verb, apiGroup, resource, namespace) => {
  expect(findRight({ path, query })).toEqual({ verb, apiGroup, resource, namespace });
});

it.each([
  ['POST', pods, 'create'],
  ['PUT', `${pods}/a`, 'update'],
  ['PATCH', `${pods}/a`, 'patch'],
  ['DELETE', `${pods}/a`, 'delete'],
] as const)('%s of %s needs %s', (method, path, verb) => {
  expect(findRight({ path, method })?.verb).toBe(verb);
});

it.each(['/version', '/healthz', '/apis', '/api/v1'])('%s is no resource', (path) => {
  expect(findRight({ path })).toBeUndefined();
});
