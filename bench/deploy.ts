import { type ChildProcess, spawn } from 'node:child_process';
import {
  adminKubeconfig,
  type HelmMajor,
  setting,
  toolEnvironment,
} from '../__tests__/e2e/support/lab.js';
import { spawnStep } from '../__tests__/e2e/support/step.js';
import type { LineBook } from './book.js';
import { keepTail, succeed } from './process.js';

/** One deploy, by either side. */
export interface Deploy {
  readonly helm?: HelmMajor;
  readonly namespace: string;
  readonly chart: string;
  /** Values files for helm secrets, one per line; without any, plain helm. */
  readonly values?: string;
  readonly setString?: string;
  /** Wait for the workloads. */
  readonly wait?: boolean;
  /** Path of another kubeconfig than the administrator's, for the action. */
  readonly kubeconfig?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** More inputs of the action's. */
  readonly inputs?: Readonly<Record<string, string>>;
}

export const RELEASE = 'backend';
const TIMEOUT = '20m';

/** Deploys by the action, as the runner starts it. `onStart` gets its process. Throws when it fails. */
export async function deployByStep(
  deploy: Deploy,
  book?: LineBook,
  onStart?: (child: ChildProcess) => void,
): Promise<void> {
  const { child } = spawnStep({
    helm: deploy.helm ?? 4,
    inputs: {
      release: RELEASE,
      chart: deploy.chart,
      namespace: deploy.namespace,
      kubeconfig: deploy.kubeconfig ?? adminKubeconfig(),
      values: deploy.values ?? '',
      'set-string': deploy.setString ?? '',
      timeout: TIMEOUT,
      wait: String(deploy.wait ?? false),
      'secrets-backend': deploy.values === undefined ? 'none' : 'sops',
      ...deploy.inputs,
    },
    ...(deploy.env === undefined ? {} : { env: deploy.env }),
  });
  onStart?.(child);
  book?.read(child.stdout);
  await succeed(child, 'The action', keepTail(child.stdout, child.stderr));
}

/** Deploys by helm alone, with what the action gives to helm. Throws when it fails. */
export async function deployByHelm(deploy: Deploy): Promise<void> {
  const values = deploy.values?.split('\n').map((file) => `--values=${file}`) ?? [];
  const args = [
    ...(deploy.values === undefined ? [] : ['secrets']),
    ...['upgrade', '--install', `--namespace=${deploy.namespace}`, `--timeout=${TIMEOUT}`],
    ...values,
    ...(deploy.wait === true ? ['--wait'] : []),
    ...(deploy.setString === undefined ? [] : [`--set-string=${deploy.setString}`]),
    ...['--', RELEASE, deploy.chart],
  ];
  const env = {
    ...toolEnvironment(deploy.helm ?? 4),
    KUBECONFIG: setting('KUBECONFIG'),
    ...deploy.env,
  };
  const child = spawn('helm', args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  await succeed(child, 'helm', keepTail(child.stdout, child.stderr));
}
