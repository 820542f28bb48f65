import { expect, it } from '@jest/globals';
import { ActionError } from '../../../src/errors.js';
import {
  type MissingRight,
  readForbidden,
  type Right,
  warnOfRights,
} from '../../../src/objects/rights.js';

const right = (verb: string, resource: string, more: Partial<Right> = {}): ActionError => {
  const missing = { apiGroup: '', resource, verb, namespace: 'shop', ...more };
  const cause: MissingRight = { kind: 'missing-right', right: missing };
  return new ActionError('forbidden', `no ${verb} ${resource}`, 'Grant it.', { cause });
};

it('one right', () => {
  expect(warnOfRights([right('get', 'pods/log')], false)).toBe(
    `Not all of the hooks could be seen: the permission to get pods/log is missing.
Add to the Role of the kubeconfig's user in namespace shop:
- {apiGroups: [""], resources: ["pods/log"], verbs: [get]}
docs/rbac.md has the whole Role.`,
  );
});

it('several, of several groups and namespaces, and one twice', () => {
  const errors = [
    right('watch', 'pods'),
    right('list', 'pods'),
    right('list', 'pods'),
    right('list', 'jobs', { apiGroup: 'batch' }),
    right('list', 'jobs', { apiGroup: 'batch', namespace: 'other' }),
  ];
  expect(warnOfRights(errors, false)).toBe(
    `Not all of the hooks could be seen: the permissions to list jobs, watch pods and list pods are missing.
Add to the Role of the kubeconfig's user in namespace shop:
- {apiGroups: [batch], resources: [jobs], verbs: [list, watch]}
- {apiGroups: [""], resources: [pods], verbs: [list, watch]}
Add to the Role of the kubeconfig's user in namespace other:
- {apiGroups: [batch], resources: [jobs], verbs: [list, watch]}
docs/rbac.md has the whole Role.`,
  );
});

it('watching alone, without which all is seen, if later', () => {
  expect(warnOfRights([right('watch', 'secrets')], false)).toMatch(
    /^Hooks were polled once a second:/,
  );
});

it('events alone, which only explain', () => {
  expect(warnOfRights([right('list', 'events')], false)).toMatch(
    /^The reason why a hook was waiting could not be fully determined:/,
  );
});

it.each([
  ['Not all of the workloads could be seen', [right('list', 'replicasets', { apiGroup: 'apps' })]],
  ['Workloads were polled once a second', [right('watch', 'deployments', { apiGroup: 'apps' })]],
  ['Not all of the hooks and workloads could be seen', [right('list', 'pods')]],
  ['Hooks and workloads were polled once a second', [right('watch', 'pods')]],
  ['Not all of the hooks could be seen', [right('list', 'jobs', { apiGroup: 'batch' })]],
  [
    'The reason why a hook or workload was waiting could not be fully determined',
    [right('list', 'events')],
  ],
])('of a deploy that waits for its workloads: %s', (loss, errors) => {
  expect(warnOfRights(errors, true)?.split(':')[0]).toBe(loss);
});

it('ReplicaSets, which are never watched', () => {
  expect(warnOfRights([right('list', 'replicasets', { apiGroup: 'apps' })], true)).toMatch(
    /resources: \[replicasets\], verbs: \[list\]\}/,
  );
});

it('Leases, and what else is lost beside them', () => {
  const apiGroup = 'coordination.k8s.io';
  const errors = [right('create', 'leases', { apiGroup }), right('list', 'events')];
  expect(warnOfRights(errors, false)).toBe(
    `The reason why a hook was waiting could not be fully determined: the permission to list events is missing. Two deploys of the release at the same time cannot be kept apart: the permission to create leases is missing.
Add to the Role of the kubeconfig's user in namespace shop:
- {apiGroups: [""], resources: [events], verbs: [list, watch]}
- {apiGroups: [coordination.k8s.io], resources: [leases], verbs: [get, create, update, delete]}
docs/rbac.md has the whole Role.`,
  );
});

it('patching Jobs, by which what has not started is kept from it', () => {
  expect(warnOfRights([right('patch', 'jobs', { apiGroup: 'batch' })], false)).toMatch(
    /^A hook that had not started could not be suspended, and may start later:/,
  );
});

it("what helm's own text says is missing", () => {
  const text =
    'x is forbidden: User "b" cannot patch resource "deployments" in API group "apps" in the namespace "shop" and User "b" cannot create resource "namespaces" in API group "" at the cluster scope';
  expect(readForbidden(text)).toEqual([
    { apiGroup: 'apps', resource: 'deployments', verb: 'patch', namespace: 'shop' },
    { apiGroup: '', resource: 'namespaces', verb: 'create', namespace: '' },
  ]);
  expect(readForbidden('pods "x" is forbidden: exceeded quota: q')).toEqual([]);
});

it.each([
  ['nothing', []],
  ['another error', [new ActionError('cluster-unreachable', 'gone', '')]],
  ['a gateway that forbids', [new ActionError('forbidden', 'no', '')]],
])('%s needs no rule', (_title, errors) => {
  expect(warnOfRights(errors, false)).toBeUndefined();
});
