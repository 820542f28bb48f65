import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT, setting } from '../__tests__/e2e/support/lab.js';

const run = promisify(execFile);

/** What the figures depend on. */
export function describeMachine() {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 1e9),
    kernel: release(),
    load: loadavg().map((value) => Number(value.toFixed(2))),
  };
}

/** The versions of all that is compared, and of the commit. */
export async function readVersions(): Promise<Readonly<Record<string, string>>> {
  const tools = setting('HM_TOOLS');
  const entries = await Promise.all(
    [
      ['commit', 'git', '-C', ROOT, 'describe', '--always', '--dirty'],
      ['node', 'node', '--version'],
      ['helm 3', join(setting('HM_HELM3'), 'helm'), 'version', '--short'],
      ['helm 4', join(setting('HM_HELM4'), 'helm'), 'version', '--short'],
      ['stern', join(tools, 'stern'), '--version'],
      ['sops', join(tools, 'sops'), '--version', '--disable-version-check'],
      ['kubernetes and kubectl', join(tools, 'kubectl'), 'version', '--client'],
    ].map(async ([name = '', program = '', ...args]) => {
      const { stdout } = await run(program, args);
      return [
        name,
        stdout
          .split('\n')[0]
          ?.replace(/^.*(?:[Vv]ersion:? |: )/, '')
          .trim() ?? '',
      ] as const;
    }),
  );
  const action = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    version: string;
  };
  return {
    'helm-migrate': action.version,
    ...Object.fromEntries(entries),
    'helm-secrets': setting('HM_SECRETS_PLUGIN'),
  };
}
