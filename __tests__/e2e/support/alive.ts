import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setting } from './lab.js';

interface SeenPod {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: {
    readonly metadata: { readonly name: string };
    readonly status?: {
      readonly containerStatuses?: readonly { readonly state?: { readonly running?: object } }[];
    };
  };
}

/** The Pods of one Job's name as the API server tells them, each change at once. */
export interface AliveWatch {
  /** The most that were alive at the same time so far. */
  readonly most: () => number;
  /** How many were seen to run so far. */
  readonly count: () => number;
  readonly stop: () => void;
}

/** Watches how many Pods with the Job's name have a container that runs, until it is stopped. */
export function watchAlive(namespace: string, job: string): AliveWatch {
  const path = `/api/v1/namespaces/${namespace}/pods?watch=true&labelSelector=job-name%3D${job}`;
  const child = spawn(join(setting('HM_TOOLS'), 'kubectl'), ['get', '--raw', path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const alive = new Set<string>();
  const seen = new Set<string>();
  let most = 0;
  createInterface(child.stdout).on('line', (line) => {
    const { type, object } = JSON.parse(line) as SeenPod;
    const { name } = object.metadata;
    const isRunning = object.status?.containerStatuses?.some(({ state }) => state?.running);
    if (type !== 'DELETED' && isRunning) alive.add(name);
    else alive.delete(name);
    for (const it of alive) seen.add(it);
    most = Math.max(most, alive.size);
  });
  return { most: () => most, count: () => seen.size, stop: () => child.kill() };
}
