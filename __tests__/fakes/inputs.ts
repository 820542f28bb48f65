import { readFileSync } from 'node:fs';
import { ActionError } from '../../src/errors.js';
import { parseInputs, type Inputs } from '../../src/inputs/inputs.js';
import type { Host } from '../../src/inputs/host.js';
import { isMapping, readYaml, type Mapping } from '../../src/text/yaml.js';
import { fakeHost } from './host.js';

/** A kubeconfig with two contexts, `prod` the current one. */
export const KUBECONFIG = `
apiVersion: v1
kind: Config
current-context: prod
contexts:
  - {name: prod, context: {cluster: one, user: me, namespace: shop}}
  - {name: test, context: {cluster: one, user: me}}
clusters: [{name: one, cluster: {server: 'https://k8s.example:6443'}}]
users: [{name: me, user: {token: secret-token}}]
`;

/** The folder that most tests need: a chart, and a kubeconfig in its usual place. */
export const FILES = {
  '/work/chart/Chart.yaml': 'name: chart\n',
  '/home/me/.kube/config': KUBECONFIG,
} as const;

/** action.yml, as the runner reads it. */
export const ACTION = read('action.yml');

/** Every input of action.yml with its default, '' where it has none. */
export const DEFAULTS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(ACTION['inputs'] ?? {}).map(([name, input]) => {
    const value: unknown = isMapping(input) ? input['default'] : undefined;
    return [name, typeof value === 'string' ? value : ''];
  }),
);

/** Parses inputs as the runner would hand them over. Throws for one that action.yml does not have. */
export function parse(
  given: Readonly<Record<string, string>>,
  host: Host = fakeHost(FILES),
): Inputs {
  const all: Readonly<Record<string, string>> = {
    ...DEFAULTS,
    release: 'backend',
    chart: './chart',
    ...given,
  };
  return parseInputs((name) => {
    const text = all[name];
    if (text === undefined || !(name in DEFAULTS))
      throw new Error(`action.yml has no input "${name}"`);
    return text;
  }, host);
}

/** The error that parsing throws. */
export function refuse(given: Readonly<Record<string, string>>, host?: Host): ActionError {
  try {
    parse(given, host);
  } catch (error) {
    if (error instanceof ActionError) return error;
    throw error;
  }
  throw new Error('parsing went well');
}

function read(path: string): Mapping {
  const reading = readYaml(readFileSync(path, 'utf8'));
  if (reading.kind !== 'mapping') throw new Error(`${path} is no mapping`);
  return reading.mapping;
}
