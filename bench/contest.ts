import type { ChildProcess } from 'node:child_process';
import { LineBook } from './book.js';
import { makeChart, type WriterJob } from './chart.js';
import { setClock } from './clock.js';
import { deployByHelm, deployByStep } from './deploy.js';
import { type Viewer, viewDeploy } from './viewer.js';

/** One Job's log to be shown, by one side at a time. */
export interface Contest {
  readonly namespace: string;
  readonly job: WriterJob;
  /** Lines of each Pod. */
  readonly linesEach: number;
  /** Path of another kubeconfig, for who shows the log. */
  readonly kubeconfig?: string;
  readonly onFirstLine?: () => void;
  /** Gets the process that shows the log. */
  readonly onStart?: (child: ChildProcess) => void;
}

/** Shows the log by the action, which deploys the Job itself. */
export async function showByStep(contest: Contest): Promise<LineBook> {
  setClock();
  const book = new LineBook(contest.linesEach, contest.onFirstLine);
  const { job, onStart, ...place } = contest;
  await deployByStep({ ...place, chart: makeChart([job]) }, book, onStart);
  return book;
}

/** Shows the log by a viewer beside helm, which deploys the same Job. */
export async function showByViewer(viewer: Viewer, contest: Contest): Promise<LineBook> {
  setClock();
  const book = new LineBook(contest.linesEach, contest.onFirstLine);
  const { job, linesEach, ...place } = contest;
  const subject = { ...place, job: job.name, lines: linesEach * (job.pods ?? 1) };
  const chart = makeChart([job]);
  await viewDeploy([[viewer, book]], subject, () =>
    deployByHelm({ namespace: contest.namespace, chart }),
  );
  return book;
}
