import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ANY_CHART, deployObjects, type Manifest } from '../__tests__/e2e/support/hooks.js';
import {
  type HelmMajor,
  makeTempFolder,
  setting,
  toolEnvironment,
} from '../__tests__/e2e/support/lab.js';
import { provoke } from '../__tests__/e2e/support/verdicts.js';
import type { Cause, Place } from '../__tests__/e2e/support/verdicts/cause.js';

/** A deploy that is to fail, of one cause. */
export interface Failing {
  readonly helm: HelmMajor;
  readonly cause: Cause;
  readonly place: Place;
  readonly timeoutSeconds: number;
  readonly failFastSeconds: number;
}

/** How helm's own failure was; times are from the start of the deploy. */
export interface HelmFailure {
  readonly seconds: number;
  readonly exitCode: number | null;
}

/** How the step's failure was. */
export interface StepFailure extends HelmFailure {
  /** When the log first said why, where it does so before the end. */
  readonly toldSeconds: number | undefined;
  readonly reason: string;
  /** True where outcome and reason are those of the cause. */
  readonly isTold: boolean;
}

/** Provokes the cause of a deploy by the action. */
export function failByStep(failing: Failing): Promise<StepFailure> {
  return provoke(failing.cause, failing.place, () => deployByStep(failing));
}

/** Provokes the cause of a deploy by helm alone. */
export function failByHelm(failing: Failing): Promise<HelmFailure> {
  return provoke(failing.cause, failing.place, () => deployByHelm(failing));
}

async function deployByStep(failing: Failing): Promise<StepFailure> {
  const { helm, cause, place } = failing;
  const started = Date.now();
  const { exitCode, endedAt, lines, outputs } = await deployObjects(helm, cause.objects(place), {
    inputs: {
      ...cause.inputs,
      namespace: place.namespace,
      timeout: `${failing.timeoutSeconds}s`,
      'fail-fast': `${failing.failFastSeconds}s`,
      'active-hook-timeout': '1s',
    },
  });
  const told = lines.find(({ text }) => cause.told?.test(text));
  const { outcome, reason } = cause.expected(helm);
  const said = outputs['reason'] ?? '';
  return {
    seconds: (endedAt - started) / 1_000,
    exitCode,
    toldSeconds: told && (told.at - started) / 1_000,
    reason: said,
    isTold: outputs['outcome'] === outcome && reason.test(said),
  };
}

async function deployByHelm({ cause, place, ...failing }: Failing): Promise<HelmFailure> {
  const wait = cause.inputs?.['wait'] === 'true';
  return runHelm({ ...failing, ...place, objects: cause.objects(place), wait });
}

/** One deploy of objects by helm alone. */
export interface HelmRun extends Pick<Failing, 'helm' | 'timeoutSeconds'> {
  readonly namespace: string;
  readonly objects: readonly Manifest[];
  readonly wait: boolean;
}

/** Deploys objects by helm alone, and tells how that ended. */
export async function runHelm(run: HelmRun): Promise<HelmFailure> {
  const { helm, objects, namespace, timeoutSeconds, wait } = run;
  const values = join(makeTempFolder(), 'values.json');
  writeFileSync(values, JSON.stringify({ objects }));
  const args = [
    ...['upgrade', '--install', 'any', ANY_CHART, `--namespace=${namespace}`],
    ...[`--values=${values}`, `--timeout=${timeoutSeconds}s`],
    ...(wait ? ['--wait'] : []),
  ];
  const env = { ...toolEnvironment(helm), KUBECONFIG: setting('KUBECONFIG') };
  const started = Date.now();
  const child = spawn('helm', args, { env, stdio: 'ignore' });
  const [exitCode] = (await once(child, 'close')) as [number | null];
  return { seconds: (Date.now() - started) / 1_000, exitCode };
}
