import { describe, expect, it } from '@jest/globals';
import { listSecretRefs, type PodSpec } from '../../../src/secrets/references.js';

const main = { name: 'main' };
const namesIn = (spec: PodSpec) => listSecretRefs('shop', spec).map(({ name }) => name);

describe('the Secrets of a Pod', () => {
  it.each<readonly [string, Partial<PodSpec>, readonly string[]]>([
    ['none', {}, []],
    [
      'env',
      {
        containers: [
          { ...main, env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'a', key: 'k' } } }] },
        ],
      },
      ['a'],
    ],
    [
      'envFrom',
      {
        containers: [
          { ...main, envFrom: [{ secretRef: { name: 'a' } }, { configMapRef: { name: 'c' } }] },
        ],
      },
      ['a'],
    ],
    [
      'an init container',
      { initContainers: [{ ...main, envFrom: [{ secretRef: { name: 'a' } }] }] },
      ['a'],
    ],
    [
      'a volume',
      {
        volumes: [
          { name: 'v', secret: { secretName: 'a' } },
          { name: 'w', emptyDir: {} },
        ],
      },
      ['a'],
    ],
    [
      'a projected volume',
      {
        volumes: [
          {
            name: 'v',
            projected: { sources: [{ secret: { name: 'a' } }, { configMap: { name: 'c' } }] },
          },
        ],
      },
      ['a'],
    ],
    [
      'a volume of a CSI driver',
      { volumes: [{ name: 'v', csi: { driver: 'd', nodePublishSecretRef: { name: 'a' } } }] },
      ['a'],
    ],
    ['image pull', { imagePullSecrets: [{ name: 'a' }, {}] }, ['a']],
    [
      'each once',
      { imagePullSecrets: [{ name: 'a' }], volumes: [{ name: 'v', secret: { secretName: 'a' } }] },
      ['a'],
    ],
  ])('by %s', (_how, spec, names) => {
    expect(namesIn({ containers: [main], ...spec })).toEqual(names);
  });

  it("are in the Pod's own namespace", () => {
    const spec = { containers: [main], imagePullSecrets: [{ name: 'a' }] };
    expect(listSecretRefs('shop', spec)).toEqual([{ namespace: 'shop', name: 'a' }]);
  });
});
