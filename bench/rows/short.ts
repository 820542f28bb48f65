import { HELM_MAJORS, type HelmMajor } from '../../__tests__/e2e/support/lab.js';
import { LineBook } from '../book.js';
import { makeChart } from '../chart.js';
import { deployByStep } from '../deploy.js';
import { type Row, type Scale, times } from '../measure.js';
import { withNamespaces } from '../namespace.js';

const JOBS_EACH = 5;

/** Jobs that are gone as soon as they have ended: their log can be read while they live, or never. */
export const short: Row = {
  name: 'short',
  title: 'Jobs that end at once, hook-succeeded: logs caught',
  run: async (scale) => {
    const measures = [];
    for (const helm of HELM_MAJORS) {
      const { caught, jobs } = await withNamespaces([`bench-short-${helm}`], ([namespace = '']) =>
        catchLogs(scale, helm, namespace),
      );
      measures.push({
        what: `Helm ${helm}`,
        unit: 'logs',
        ours: caught,
        theirs: [],
        goal: `${jobs} of ${jobs}`,
        hit: caught === jobs,
      });
    }
    return measures;
  },
};

async function catchLogs(scale: Scale, helm: HelmMajor, namespace: string) {
  let caught = 0;
  const deploys = times(scale, 20, 2);
  for (const turn of deploys) {
    const book = new LineBook(1);
    const jobs = Array.from({ length: JOBS_EACH }, (_, index) => {
      const name = `short-${turn}-${index}`;
      return { name, args: ['-id', name], deletePolicy: 'before-hook-creation,hook-succeeded' };
    });
    await deployByStep({ helm, namespace, chart: makeChart(jobs) }, book);
    caught += book.complete;
    scale.say(`Helm ${helm}: ${caught} of ${turn * JOBS_EACH}`);
  }
  return { caught, jobs: deploys.length * JOBS_EACH };
}
