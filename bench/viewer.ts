import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { setting } from '../__tests__/e2e/support/lab.js';
import type { LineBook } from './book.js';
import { endGroup, keepTail } from './process.js';

/** What is shown beside a helm: a Job's log, by another tool. */
export interface Subject {
  readonly namespace: string;
  readonly job: string;
  /** Another kubeconfig than the administrator's. */
  readonly kubeconfig?: string;
}

/** A tool that shows a Job's log. */
export interface Viewer {
  readonly name: string;
  start(subject: Subject, book: LineBook): ChildProcess;
}

/** As many as the largest row has Pods, and more. */
const MAX_STREAMS = '100';

// Who waits for a Job that is not there yet has no other way than to try again.
const KUBECTL_LOOP =
  'until "$0" logs "${@:3}" --namespace="$1" --follow "job/$2" 2>/dev/null; do sleep 0.05; done';

export const stern: Viewer = {
  name: 'stern',
  start: ({ namespace, job, kubeconfig }, book) =>
    show(
      [
        join(setting('HM_TOOLS'), 'stern'),
        ...['--namespace', namespace, '--max-log-requests', MAX_STREAMS, '--only-log-lines'],
        `^${job}-`,
      ],
      book,
      kubeconfig,
    ),
};

export const kubectlLogs = makeKubectlLogs();
/** As we read: the kubelet writes each line's time, and the API server passes on 29% more. */
export const kubectlLogsWithTimes = makeKubectlLogs('--timestamps');

function makeKubectlLogs(...options: readonly string[]): Viewer {
  return {
    name: ['kubectl logs -f', ...options].join(' '),
    start: ({ namespace, job, kubeconfig }, book) =>
      show(
        [
          ...['bash', '-c', KUBECTL_LOOP, join(setting('HM_TOOLS'), 'kubectl'), namespace, job],
          ...options,
        ],
        book,
        kubeconfig,
      ),
  };
}

function show(
  [program = '', ...args]: readonly string[],
  book: LineBook,
  kubeconfig = setting('KUBECONFIG'),
): ChildProcess {
  const env = { ...process.env, KUBECONFIG: kubeconfig };
  const child = spawn(program, args, { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  book.read(child.stdout);
  keepTail(child.stderr);
  return child;
}

const SETTLE_MS = 15_000;
const STARTUP_MS = 500;

/**
 * Runs a deploy with viewers beside it, which are there before it starts, and ends them when they have shown `lines`,
 * or nothing more comes.
 */
export async function viewDeploy(
  viewers: readonly (readonly [Viewer, LineBook])[],
  subject: Subject & { readonly lines: number; readonly onStart?: (child: ChildProcess) => void },
  deploy: () => Promise<void>,
): Promise<void> {
  const children = viewers.map(([viewer, book]) => viewer.start(subject, book));
  try {
    for (const child of children) subject.onStart?.(child);
    await sleep(STARTUP_MS);
    await deploy();
    await settle(
      viewers.map(([, book]) => book),
      subject.lines,
    );
  } finally {
    await Promise.all(children.map(endGroup));
  }
}

async function settle(books: readonly LineBook[], lines: number): Promise<void> {
  const deadline = Date.now() + SETTLE_MS;
  while (Date.now() < deadline && books.some(({ unique }) => unique < lines)) await sleep(20);
}
