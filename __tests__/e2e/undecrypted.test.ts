import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ANY_CHART } from './support/hooks.js';
import {
  getObject,
  HELM_MAJORS,
  kubectl,
  makeNamespace,
  makeTempFolder,
  removeNamespace,
} from './support/lab.js';
import { encryptFor, makeAgeKey } from './support/sops.js';
import { runStep, type StepResult } from './support/step.js';

/** A chart's values with one ConfigMap. */
function values(text: string): string {
  const object = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'settings' },
    data: { password: text },
  };
  return JSON.stringify({ objects: [object] });
}

describe.each(HELM_MAJORS)('values that are encrypted, Helm %i', (helm) => {
  const namespace = `e2e-undecrypted-${String(helm)}`;
  const folder = makeTempFolder();
  const key = join(folder, 'age.key');
  const file = join(folder, 'secrets.yaml');

  beforeAll(async () => {
    await makeNamespace(namespace);
    await makeAgeKey(key);
    writeFileSync(file, values('fresh'));
    await encryptFor(key, file);
  });
  afterAll(() => removeNamespace(namespace));

  const deploy = (inputs: Readonly<Record<string, string>>) =>
    runStep({
      helm,
      inputs: { release: 'any', chart: ANY_CHART, namespace, ...inputs },
      env: { SOPS_AGE_KEY_FILE: key, GITHUB_WORKSPACE: folder },
    });
  const readPassword = async () => {
    const map = await getObject<{ readonly data: { readonly password: string } }>(
      namespace,
      'configmap',
      'settings',
    );
    return map.data.password;
  };
  const expectRefused = async (result: StepResult, reason: string) => {
    expect(result).toExitWith(1);
    expect(result.outputs['reason']).toContain(reason);
    expect(result.log.match(/^::error/gm)).toHaveLength(1);
    expect(`${result.log}${result.summary}`).not.toContain('ENC[');
    expect(result.log).not.toMatch(/^helm \|/m);
    expect(await kubectl('get', 'secrets', '-n', namespace, '-o', 'name')).toBe('');
  };

  it.each([
    ['copied.yaml', '"copied.yaml: objects[0].data.password"', values],
    ['secrets://copied.yaml', '"copied.yaml: objects[0].data.password"', values],
    ['copied.yaml', '"copied.yaml: line 1"', (text: string) => `password: !secret ${text}`],
  ])('are refused where sops can no longer open them: %s, %s', async (given, place, write) => {
    const [first = ''] = /ENC\[.*?\]/.exec(readFileSync(file, 'utf8')) ?? [];
    writeFileSync(join(folder, 'copied.yaml'), write(first));
    await expectRefused(await deploy({ values: given }), place);
  });

  it('are refused where the backend is another', async () => {
    const result = await deploy({ values: 'secrets.yaml', 'secrets-backend': 'none' });
    await expectRefused(result, 'as "none" does not decrypt it');
  });

  it('are refused where a link leads out of the workspace', async () => {
    const linked = join(folder, 'deep');
    mkdirSync(linked);
    symlinkSync(file, join(linked, 'linked.yaml'));
    const result = await runStep({
      helm,
      inputs: { release: 'any', chart: ANY_CHART, namespace, values: 'linked.yaml' },
      env: { SOPS_AGE_KEY_FILE: key, GITHUB_WORKSPACE: linked },
    });
    await expectRefused(result, '"linked.yaml", which leads to');
  });

  it('are decrypted anew, whatever lies decrypted beside them', async () => {
    writeFileSync(`${file}.dec`, values('stale'));
    const result = await deploy({ values: 'secrets.yaml' });
    expect(result.log.match(/^::error.*/gm)).toBeNull();
    expect(await readPassword()).toBe('fresh');
    expect(result.log).toMatch(/^::warning title=[^:]*::"secrets\.yaml\.dec" was not used: /m);
    expect(readFileSync(`${file}.dec`, 'utf8')).toBe(values('stale'));
    expect(existsSync(join(folder, 'copied.yaml.dec'))).toBe(false);
  });

  it('are told of by their key where a reference stands within the encrypted file', async () => {
    const nested = join(folder, 'nested.yaml');
    writeFileSync(nested, values('ref+vault://secret/app#password'));
    await encryptFor(key, nested);
    const result = await deploy({ values: 'nested.yaml' });
    expect(result.outputs['outcome']).toBe('deployed');
    expect(result.log.match(/^::warning.*/gm)).toEqual([
      '::warning title=Helm Migrate::Values that were not decrypted are deployed as they are: "objects[0].data.password". Encrypt them again, or use the backend that resolves them.',
    ]);
  });
});
