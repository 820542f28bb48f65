import { describe, expect, it } from '@jest/globals';
import { readJobs } from '../../../src/helm/hook.js';
import { listCommonLabels, nameWorkload, readWorkloads } from '../../../src/helm/workload.js';

const readAll = (manifest: string) =>
  readWorkloads(manifest, 'shop').map(({ workload }) => workload);
const read = (manifest: string) => readAll(manifest).map(nameWorkload);

const API = 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: api\n';
const LIST = `apiVersion: v1
kind: List
items:
  - { apiVersion: apps/v1, kind: StatefulSet, metadata: { name: db } }
  - { apiVersion: v1, kind: Service, metadata: { name: db } }
  - { apiVersion: v1, kind: Pod, metadata: { name: one, namespace: other } }
`;

describe('the workloads of a manifest', () => {
  it.each([
    ['Deployment', 'apps/v1'],
    ['StatefulSet', 'apps/v1'],
    ['DaemonSet', 'apps/v1'],
    ['Pod', 'v1'],
    ['PersistentVolumeClaim', 'v1'],
  ])('a %s', (kind, apiVersion) => {
    expect(read(`apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: api }`)).toEqual([
      `${kind} shop/api`,
    ]);
  });

  it.each([
    ['v1', 'Service'],
    ['batch/v1', 'Job'],
    ['batch/v1', 'CronJob'],
    ['apps/v1', 'ReplicaSet'],
    ['apps.openshift.io/v1', 'DeploymentConfig'],
    ['apps.kruise.io/v1beta1', 'StatefulSet'],
    ['example.com/v1', 'Pod'],
    ['v1', 'Deployment'],
  ])('of %s no %s', (apiVersion, kind) => {
    expect(read(`apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: api }`)).toEqual([]);
  });

  it.each([
    ['a comment behind the kind', API.replace('Deployment', 'Deployment # the API')],
    ['a kind in quotes', API.replace('Deployment', '"Deployment"')],
    ['a key in quotes', API.replace('kind', '"kind"')],
    ['spaces behind the kind', API.replace('Deployment', '  Deployment  ')],
    ['lines that end as on Windows', API.replaceAll('\n', '\r\n')],
    ['a document that is indented', API.replaceAll(/^/gm, '  ')],
    ['JSON', '{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"api"}}'],
    ['a comment of helm before it', `# Source: app/templates/api.yaml\n${API}`],
    ['the kind last', 'metadata: { name: api }\napiVersion: apps/v1\nkind: Deployment'],
    ['a namespace that none can have', `${API}  namespace: "; rm -rf /"`],
  ])('with %s', (_title, manifest) => {
    expect(read(`---\n${manifest}\n---\nkind: ConfigMap\n`)).toEqual(['Deployment shop/api']);
  });

  it('in the order of the manifest, each with its own namespace', () => {
    const claim = 'apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata:\n  name: data\n';
    expect(read(`${claim}---\n${API}  namespace: other\n---\n# nothing\n---\n${LIST}`)).toEqual([
      'PersistentVolumeClaim shop/data',
      'Deployment other/api',
      'StatefulSet shop/db',
      'Pod other/one',
    ]);
  });

  it('of a list that says of what kind its items are', () => {
    expect(
      read('apiVersion: apps/v1\nkind: DeploymentList\nitems: [{ metadata: { name: api } }]'),
    ).toEqual(['Deployment shop/api']);
  });

  it.each([
    ['nothing', ''],
    ['no YAML', `${API}  labels: {`],
    ['a name that no object can have', API.replace('api', '"$(id)"')],
    ['a name that the API server makes up', API.replace('name', 'generateName')],
    ['no metadata', 'apiVersion: apps/v1\nkind: Deployment'],
    ['a kind in a text', 'kind: ConfigMap\ndata:\n  a.yaml: |\n    kind: Deployment'],
    ['what an autoscaler scales', 'kind: HPA\nspec: { scaleTargetRef: { kind: Deployment } }'],
    ['a list', '- kind: Deployment'],
    ['a list without items', 'apiVersion: v1\nkind: List\nitems: Deployment'],
    ['a kind that is no text', 'apiVersion: apps/v1\nkind: [Deployment]\nmetadata: { name: api }'],
  ])('are none in %s', (_title, manifest) => {
    expect(read(manifest)).toEqual([]);
  });

  it('of ten thousand documents, only those that name a kind are parsed', () => {
    const other = 'kind: ConfigMap\ndata: { a: "{{{ no YAML" : }\n---\n';
    expect(read(`${other.repeat(10_000)}${API}`)).toEqual(['Deployment shop/api']);
  });
});

describe('the labels that find the Pods', () => {
  const withLabels = (name: string, labels: string, kind = 'Deployment') =>
    `apiVersion: apps/v1\nkind: ${kind}\nmetadata: { name: ${name} }\nspec: { selector: { matchLabels: ${labels} } }\n`;
  const common = (...manifests: readonly string[]) =>
    listCommonLabels(readAll(manifests.join('---\n')));

  it('are those that all workloads have in common', () => {
    const manifests = [
      withLabels('api', '{ app: shop, part: api }'),
      withLabels('db', '{ app: shop, part: db }', 'StatefulSet'),
      'apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: { name: data }\n',
    ];
    expect(common(...manifests)).toEqual({ app: 'shop' });
  });

  it.each([
    ['labels that differ', '{ app: other }'],
    ['no labels', '{}'],
    ['labels that are no texts', '{ app: [shop], part: 1 }'],
  ])('are none with %s', (_title, labels) => {
    expect(common(withLabels('api', '{ app: shop }'), withLabels('db', labels))).toEqual({});
  });

  it('take a name of JavaScript for a name', () => {
    expect(Object.entries(common(withLabels('api', '{ __proto__: x }')))).toEqual([
      ['__proto__', 'x'],
    ]);
  });
});

it('the Jobs of a manifest are found as its workloads are', () => {
  const job = 'apiVersion: batch/v1\nkind: Job # seeds\nmetadata: { name: seed }\n';
  const other = 'apiVersion: batch.volcano.sh/v1alpha1\nkind: Job\nmetadata: { name: train }\n';
  expect(readJobs(`${job}---\n${other}`, 'shop').map(({ name }) => name)).toEqual(['seed']);
});
