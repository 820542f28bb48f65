import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeTempFolder } from '../__tests__/e2e/support/lab.js';

/** A hook Job that runs the writer of bench/image. */
export interface WriterJob {
  readonly name: string;
  /** The writer's arguments. */
  readonly args: readonly string[];
  /** How many Pods, all at once. */
  readonly pods?: number;
  readonly deletePolicy?: string;
}

const IMAGE = 'helm-migrate.local/bench-writer:1';

/** Writes a chart of these hooks; returns its folder. */
export function makeChart(jobs: readonly WriterJob[]): string {
  const folder = makeTempFolder();
  mkdirSync(join(folder, 'templates'));
  writeJson(join(folder, 'Chart.yaml'), { apiVersion: 'v2', name: 'writer', version: '1.0.0' });
  for (const job of jobs) writeJson(join(folder, 'templates', `${job.name}.yaml`), manifest(job));
  return folder;
}

function manifest({ name, args, pods = 1, deletePolicy = 'before-hook-creation' }: WriterJob) {
  const annotations = {
    'helm.sh/hook': 'pre-install,pre-upgrade',
    'helm.sh/hook-delete-policy': deletePolicy,
  };
  const container = {
    name: 'writer',
    image: IMAGE,
    imagePullPolicy: 'IfNotPresent',
    args,
    resources: { requests: { cpu: '1m', memory: '4Mi' } },
  };
  const spec = {
    restartPolicy: 'Never',
    automountServiceAccountToken: false,
    terminationGracePeriodSeconds: 1,
    containers: [container],
  };
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, annotations },
    spec: { backoffLimit: 0, parallelism: pods, completions: pods, template: { spec } },
  };
}

function writeJson(path: string, value: object): void {
  writeFileSync(path, JSON.stringify(value));
}
