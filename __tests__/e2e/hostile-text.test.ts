import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { listCommands, readActCommand } from '../fakes/runner-commands.js';
import { HOSTILE_LINES, nameLine, printHostileLines } from './support/hostile-lines.js';
import { ANY_CHART, container, deployObjects, jobHook, podSpec } from './support/hooks.js';
import { adminKubeconfig, HELM_MAJORS, makeNamespace, removeNamespace } from './support/lab.js';
import { runDeployWorkflow } from './support/workflow.js';

const SHOWN_IN_SUMMARY = 50;
const hook = (name: string) => jobHook({ name }, podSpec([container(printHostileLines())]));

/** Each line once, behind our prefix. */
function expectEachLine(lines: readonly string[], prefix: string): void {
  HOSTILE_LINES.forEach((_line, index) => {
    const found = lines.filter((line) => line.includes(nameLine(index)) && line.includes(prefix));
    expect(found).toHaveLength(1);
  });
}

/** Nothing but text: the log stays in its fence, and nothing in it is a link, a picture or a heading. */
function expectHarmless(summary: string): void {
  const html = micromark(summary, {
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
    allowDangerousHtml: true,
  });
  const parts = html.split(/<pre><code[^>]*>|<\/code><\/pre>/);
  const [log = '', between = '', whole = '', after = ''] = parts.slice(-4);
  const before = parts.slice(0, -4).join('');
  HOSTILE_LINES.forEach((_line, index) => expect(whole).toContain(nameLine(index)));
  HOSTILE_LINES.slice(-SHOWN_IN_SUMMARY).forEach((_line, index) => {
    expect(log).toContain(nameLine(HOSTILE_LINES.length - SHOWN_IN_SUMMARY + index));
  });
  expect(between).toMatch(
    /^\s*<details><summary>Whole log of <code>[^<]*<\/code> \(\d+ lines\)<\/summary>\s*$/,
  );
  expect(after.trim()).toBe('</details>');
  expect(log + whole).not.toMatch(/</);
  expect(before).not.toMatch(/<(img|script|input|h1|em|del)\b/);
  expect(before).not.toMatch(/<a href="(?!https:\/\/[\w./:-]+")/);
}

it('there are 60 of them', () => {
  expect(HOSTILE_LINES).toHaveLength(60);
  // A check of the check: as they are, many of them are commands.
  expect(listCommands(HOSTILE_LINES.map(String).join('\n')).length).toBeGreaterThan(20);
});

describe.each(HELM_MAJORS)('a hook that prints hostile lines, Helm %i', (helm) => {
  const namespace = `e2e-hostile-${String(helm)}`;
  beforeAll(() => makeNamespace(namespace));
  afterAll(() => removeNamespace(namespace));

  it('gives the runner no command, and no line is lost', async () => {
    const inputs = { namespace, release: 'hostile' };
    const result = await deployObjects(helm, [hook('hostile')], { inputs });
    expect(result.outputs['outcome']).toBe('hook-failed');
    const commands = listCommands(result.log);
    const ours = commands.filter(({ name }) => name !== 'add-mask').map(({ name }) => name);
    expect(ours).toEqual(['group', 'endgroup', 'error']);
    expect(commands.filter(({ data }) => data.includes(' line '))).toEqual([]);
    const foreign = result.log.split('\n').filter((line) => !line.startsWith('::'));
    expect(foreign.filter((line) => readActCommand(`${line}\n`) !== undefined)).toEqual([]);
    expectEachLine(
      result.lines.map(({ text }) => text),
      '/main | ',
    );
    const logFile = readFileSync(result.outputs['log-file'] ?? '', 'latin1');
    HOSTILE_LINES.forEach((line) => {
      // Where there are secrets to hide, what moves a cursor goes, and the rest stays byte by byte.
      if (!line.includes('\u001b')) expect(logFile).toContain(line.toString('latin1'));
    });
    expectHarmless(result.summary);
    expect(result.outputs['reason']).toMatch(/^Job [^\n\r\u001b]*$/);
    // The kubelet takes a termination message for the log's end, and so do we.
    expect(result.outputs['reason']).not.toMatch(/##\[|^::/);
  });

  it('does nothing in a workflow, and is readable there', async () => {
    const inputs = { release: 'flow', chart: ANY_CHART, namespace, timeout: '2m' };
    const secrets = {
      KUBECONFIG: adminKubeconfig(),
      VALUES_INLINE: JSON.stringify({ objects: [hook('flow')] }),
    };
    const result = await runDeployWorkflow(helm, inputs, secrets);
    expect(result).toExitWith(1);
    expect(result.outputs).toMatchObject({ outcome: 'hook-failed' });
    expectEachLine(
      result.records.map(({ text }) => text),
      '/main | ',
    );
    const acting = result.records.filter(({ kind }) => kind !== 'line');
    expect(acting.filter(({ text }) => text.includes(' line '))).toEqual([]);
    expect(result.records.filter(({ kind }) => kind === 'group')).toHaveLength(1);
    expectHarmless(result.summary);
  });
});
