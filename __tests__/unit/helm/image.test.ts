import { expect, it } from '@jest/globals';
import { listImages } from '../../../src/helm/image.js';
import { readWorkloads } from '../../../src/helm/workload.js';

const pod = (containers: unknown) =>
  JSON.stringify({ containers, initContainers: [{ name: 'i', image: 'i:1' }] });
const workload = (kind: string, spec: string) =>
  `---\n# Source: x\nkind: ${kind}\nmetadata: {name: api}\nspec: ${spec}\n`;
const TWO = pod([
  { name: 'api', image: 'r/api:2' },
  { name: 'proxy', image: 'envoy@sha256:1' },
]);

it.each([
  [
    'a Deployment',
    workload('Deployment', `{template: {spec: ${TWO}}}`),
    ['Deployment api/api r/api:2', 'Deployment api/proxy envoy@sha256:1'],
  ],
  ['a Pod', workload('Pod', TWO), ['Pod api/api r/api:2', 'Pod api/proxy envoy@sha256:1']],
  ['a Job, which is no workload', workload('Job', `{template: {spec: ${TWO}}}`), []],
  ['a claim', workload('PersistentVolumeClaim', '{}'), []],
  ['a container without an image', workload('Pod', pod([{ name: 'api' }])), []],
  ['containers that are none', workload('Deployment', '{template: {spec: {containers: x}}}'), []],
])('the images of %s', (_title, manifest, expected) => {
  const images = listImages(readWorkloads(manifest, 'shop'));
  expect(images.map((it) => `${it.workload}/${it.container} ${it.image}`)).toEqual(expected);
});
