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
  /** Gets the process that shows the log. */
  readonly onStart?: (child: ChildProcess) => void;
}

/** Shows the log by the action, which deploys the Job itself. */
export async function showByStep(contest: Contest): Promise<LineBook> {
  setClock();
  const book = new LineBook(contest.linesEach);
  const { namespace, job, onStart } = contest;
  await deployByStep({ namespace, chart: makeChart([job]) }, book, onStart);
  return book;
}

/** Shows the log by a viewer beside helm, which deploys the same Job. */
export async function showByViewer(viewer: Viewer, contest: Contest): Promise<LineBook> {
  setClock();
  const book = new LineBook(contest.linesEach);
  const { namespace, job, linesEach, onStart } = contest;
  const lines = linesEach * (job.pods ?? 1);
  const subject = {
    namespace,
    job: job.name,
    lines,
    ...(onStart === undefined ? {} : { onStart }),
  };
  await viewDeploy([[viewer, book]], subject, () =>
    deployByHelm({ namespace, chart: makeChart([job]) }),
  );
  return book;
}
