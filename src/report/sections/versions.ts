import type { Diagnosis } from '../../diagnosis/diagnosis.js';
import type { Workloads } from '../../diagnosis/workloads.js';
import type { Version, Versions } from '../../helm/version.js';
import { formatDuration } from '../../text/format.js';
import { type Blocks, code, heading, paragraph, type Phrase, table } from '../document.js';
import type { ReportFacts } from '../facts.js';

const SHOWN_IMAGES = 10;

/**
 * What runs now, and what was before or was tried; how long helm ran, and what it waited for. None where helm was not
 * even prepared.
 */
export function describeVersions(diagnosis: Diagnosis, facts: ReportFacts): Blocks {
  if (facts.seen === undefined) return [];
  const sides = findSides(diagnosis, facts);
  return [
    heading(3, facts.plan === undefined ? 'What runs now' : 'What would run'),
    paragraph(...describeState(diagnosis, facts)),
    ...(sides === undefined ? [] : compare(sides)),
    ...describeHelm(facts),
  ];
}

function describeState({ outcome, workloads }: Diagnosis, { seen }: ReportFacts): Phrase {
  const before = nameRevision(seen?.deployedBefore);
  const tried = nameRevision(seen?.release?.revision);
  if (outcome === 'deployed') return [tried === '' ? 'The new revision.' : `${tried} is deployed.`];
  return [describeWorkloads(workloads, { before, tried })];
}

function describeWorkloads(
  workloads: Workloads,
  { before, tried }: { readonly before: string; readonly tried: string },
): string {
  switch (workloads) {
    case 'unchanged':
      return `${before === '' ? 'The' : `${before} still runs; the`} workloads were not changed.`;
    case 'changed':
      return `The workloads were changed: Pods of ${tried === '' ? 'the new revision' : lower(tried)} may run${before === '' ? '' : ', beside older ones'}.`;
    case 'rolled-back':
      return `${before === '' ? 'The last deployed revision' : before} runs again: the release was rolled back.`;
    default:
      return workloads satisfies never;
  }
}

function nameRevision(revision: number | undefined): string {
  return revision === undefined ? '' : `Revision ${String(revision)}`;
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** Two versions side by side, the one that runs first where only one of them does. */
interface Sides {
  readonly titles: readonly [left: string, right: string];
  readonly versions: Versions;
}

function findSides({ outcome, workloads }: Diagnosis, { seen }: ReportFacts): Sides | undefined {
  const { versions } = seen ?? {};
  if (versions === undefined) return undefined;
  if (outcome === 'deployed') return { titles: ['Before', 'Now'], versions };
  const isSafe = workloads !== 'changed';
  return {
    titles: [isSafe ? 'Runs now' : 'Before', outcome === 'planned' ? 'Planned' : 'This deploy'],
    versions,
  };
}

interface Line {
  readonly name: Phrase;
  readonly left: string;
  readonly right: string;
}

function compare({ titles, versions: { before, tried } }: Sides): Blocks {
  const line = (name: string, read: (version: Version) => string): Line => ({
    name: [name],
    left: before === undefined ? '' : read(before),
    right: read(tried),
  });
  const lines = [
    line('Revision', ({ revision }) => String(revision)),
    line('Chart', ({ chart }) => [chart.name, chart.version].filter(Boolean).join(' ')),
    line('App version', ({ chart }) => chart.appVersion),
    ...compareImages(before, tried),
  ].filter(({ left, right }) => left !== '' || right !== '');
  return table(lines, [
    ['', ({ name }) => name],
    [titles[0], ({ left }) => (left === '' ? [''] : [code(left)])],
    [titles[1], ({ right }) => (right === '' ? [''] : [code(right)])],
  ]);
}

/** Images that changed, and those of new workloads. */
function compareImages(before: Version | undefined, tried: Version): readonly Line[] {
  const known = new Map(
    (before?.images ?? []).map((it) => [`${it.workload}/${it.container}`, it.image]),
  );
  return tried.images
    .map(({ workload, container, image }) => ({
      name: ['Image of ', code(workload), ...(container === '' ? [] : [', ', code(container)])],
      left: known.get(`${workload}/${container}`) ?? '',
      right: image,
    }))
    .filter(({ left, right }) => left !== right)
    .slice(0, SHOWN_IMAGES);
}

function describeHelm({ helmMs, helmVersion, waited }: ReportFacts): Blocks {
  const name = ['helm', ...(helmVersion === undefined ? [] : [' ', code(helmVersion)])];
  const ran = helmMs === undefined ? [] : [...name, ` ran for ${formatDuration(helmMs)}. `];
  const sentence = [...ran, waited === undefined ? '' : describeWait(waited)];
  return [paragraph(...sentence)];
}

function describeWait({ ms, reasons }: NonNullable<ReportFacts['waited']>): string {
  const all = reasons.map((it) => it.replace(/\.$/, '')).join('; ');
  const [, what] = /^Waiting for (.*)$/s.exec(all) ?? [];
  const why = what === undefined ? ` before it: ${all}` : ` for ${what}`;
  return `The deploy waited ${formatDuration(ms)}${why}.`;
}
