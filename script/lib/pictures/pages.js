// What GitHub's pages look like, as far as the pictures need it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const page = (body) => `<!doctype html><html lang="en"><meta charset="utf-8">
<style>${['fonts.css', 'log.css'].map(readStyle).join('\n')}</style><body>${body}</body></html>`;

const readStyle = (name) => readFileSync(join(import.meta.dirname, name), 'utf8');

/** A job's log with its one failed step open, from the records of script/lib/act. */
export function logPage(records) {
  const ours = records.filter(({ job }) => job);
  const steps = [...new Set(ours.map(nameStep).filter(Boolean))].map((name) =>
    describeStep(
      name,
      ours.filter((record) => nameStep(record) === name),
    ),
  );
  const seconds = Math.round((ours.at(-1).at - ours[0].at) / 1000);
  const head = `<header><b>backend</b><small>failed in ${seconds}s</small></header>`;
  return page(`<main>${head}${steps.map(renderStep).join('')}</main>`);
}

/** As GitHub names steps; undefined for what act prepares before them. */
function nameStep({ step, stage }) {
  if (!step || stage === 'Pre') return undefined;
  if (stage === 'Post') return `Post ${step}`;
  return step.includes('@') ? `Run ${step}` : step;
}

function describeStep(name, records) {
  const failed = records.some(({ kind, text }) => kind === 'runner' && text.includes('❌'));
  const seconds = Math.round((records.at(-1).at - records[0].at) / 1000);
  const lines = records.filter(({ kind }) => kind in ROWS);
  return { name, failed, seconds, lines };
}

function renderStep({ name, failed, seconds, lines }) {
  const sign = failed ? '<i class="bad">✕</i>' : '<i class="good">✓</i>';
  const head = `<h2 class="${failed ? 'open' : ''}"><span>${failed ? '⌄' : '›'}</span>${sign}${escape(name)}<small>${seconds}s</small></h2>`;
  return failed ? `${head}<ol>${renderLines(lines)}</ol>` : head;
}

const ROWS = {
  line: '',
  group: 'group',
  endgroup: '',
  error: 'error',
  warning: 'warning',
  notice: '',
};

function renderLines(lines) {
  let inGroup = false;
  return lines
    .map(({ kind, text }) => {
      if (kind === 'group' || kind === 'endgroup') inGroup = false;
      if (kind === 'endgroup') return '';
      const row = `<li class="${ROWS[kind]} ${inGroup ? 'inner' : ''}">${renderText(kind, text)}</li>`;
      inGroup ||= kind === 'group';
      return row;
    })
    .join('');
}

function renderText(kind, text) {
  if (kind === 'group') return `▾ ${escape(text)}`;
  return kind === 'error' ? `<b>Error:</b> ${escape(text)}` : escape(text);
}

const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
