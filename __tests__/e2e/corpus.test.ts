import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { load } from 'js-yaml';
import { ANY_CHART } from './support/hooks.js';
import {
  HELM_MAJORS,
  type HelmMajor,
  makeNamespace,
  makeTempFolder,
  removeNamespace,
  ROOT,
  setting,
} from './support/lab.js';
import { runStep, type StepResult } from './support/step.js';

const run = promisify(execFile);

/** As large as Linux takes it: a variable of the environment has at most 128 KiB, and cannot hold a NUL. */
const LONG = 'long '.repeat(24_000);

const BOMB = ['a0: &a0 [x,x,x,x,x,x,x,x,x]']
  .concat(
    Array.from(
      { length: 9 },
      (_, i) =>
        `a${String(i + 1)}: &a${String(i + 1)} [${Array(9)
          .fill(`*a${String(i)}`)
          .join(',')}]`,
    ),
  )
  .join('\n');

/** Texts that a shell, a flag parser, YAML, the runner or a terminal could trip over. */
const CORPUS: readonly string[] = [
  '--debug',
  '-x',
  '--',
  '$(id)',
  '`id`; id | id && id',
  `"double" 'single' \\ back`,
  'Grüße 🚀 汉字 e\u0301',
  '\u202eright to left\u202c \u200bnothing',
  'one\ntwo\r\nthree',
  '%0A::error::x%0D',
  '::error::injected',
  '##[error]injected',
  '../../etc/passwd',
  '{{ .Release.Name }} ${{ secrets.X }}',
  'ENC[AES256_GCM,data:x,iv:x,tag:x,type:str]',
  'ref+echo://x/y',
  BOMB,
];

const INPUTS = Object.keys(
  (load(readFileSync(join(ROOT, 'action.yml'), 'utf8')) as { readonly inputs: object }).inputs,
);

const step = (helm: HelmMajor, inputs: Readonly<Record<string, string>>) =>
  runStep({
    helm,
    inputs: { release: 'any', chart: ANY_CHART, 'secrets-backend': 'none', ...inputs },
    // A place of its own: some of these texts are good names for a log file.
    env: { GITHUB_WORKSPACE: makeTempFolder() },
  });

function expectClear({ exitCode, log, outputs }: StepResult): void {
  expect(exitCode).toBe(outputs['outcome'] === 'deployed' ? 0 : 1);
  expect(log.match(/^\s*::error/gm) ?? []).toHaveLength(exitCode === 0 ? 0 : 1);
  expect(log).not.toMatch(/^\s+at /m);
  // A secret stands in the command that hides it, which the runner reads as this command alone (`TryProcessCommand` in
  // src/Runner.Worker/ActionCommandManager.cs, v2.336.0).
  expect(log.replaceAll(/^::add-mask::.*$/gm, '')).not.toMatch(/##\[/);
  expect(log).not.toContain('This is a defect');
  expect(log).not.toMatch(/\buid=\d/);
}

it.each(CORPUS)('every input at once: %j', async (text) => {
  const given = Object.fromEntries(INPUTS.map((name) => [name, text]));
  const result = await step(4, given);
  expect(result).toExitWith(1);
  expectClear(result);
  const [names = ''] = /^::error title=[^:]*::[^%]*%0A/m.exec(result.log) ?? [];
  for (const name of ['release', 'timeout', 'kubeconfig', 'secrets-backend', 'wait', 'summary'])
    expect(names).toContain(`"${name}"`);
});

describe('each input alone', () => {
  const namespace = 'e2e-inputs-corpus';
  beforeAll(() => makeNamespace(namespace));
  afterAll(() => removeNamespace(namespace));

  // Each text comes to another third of the inputs.
  const cases = INPUTS.flatMap((name, index) =>
    [LONG, ...CORPUS.filter((_, place) => (place + index) % 3 === 0)].map((text, place) => ({
      name,
      text,
      release: `c${String(index)}-${String(place)}`,
    })),
  );

  it.each(INPUTS)('%s', async (name) => {
    const mine = cases.filter((one) => one.name === name);
    const results = await Promise.all(
      mine.map(({ text, release }) => step(4, { namespace, release, [name]: text })),
    );
    for (const result of results) {
      expectClear(result);
      if (result.exitCode !== 0)
        // One that is given without its other half is named after that one.
        expect(result.log).toMatch(
          new RegExp(`Input ".*"${name}"|Input "${name}"|^helm \\||too large|arguments`, 'm'),
        );
    }
  });
});

describe.each(HELM_MAJORS)('what is taken arrives as it is, Helm %i', (helm) => {
  const namespace = `e2e-inputs-exact-${String(helm)}`;
  beforeAll(() => makeNamespace(namespace));
  afterAll(() => removeNamespace(namespace));

  const helmJson = async (...args: readonly string[]): Promise<unknown> => {
    const program = join(setting(`HM_HELM${String(helm)}`), 'helm');
    const { stdout } = await run(program, [...args, '--namespace', namespace, '--output', 'json'], {
      maxBuffer: 1 << 24,
    });
    return JSON.parse(stdout);
  };
  const texts = CORPUS.filter((text) => !/ENC\[|ref\+|\n/.test(text)).concat(
    ' blanks, {a,b}, k=v [1] ',
    LONG,
  );
  const literal = (name: string, text: string, index: number) => `${name}${String(index)}=${text}`;
  const escaped = (text: string) => text.trim().replace(/[\\,]|^\{/g, '\\$&');

  it.each(['none', 'sops'])('with secrets-backend: %s', async (backend) => {
    // What all of one input may hold is what one variable takes.
    const short = texts.slice(0, -1);
    const inline = [...short, 'one\ntwo\r\n', '\t', 'null', '~', '1e3'];
    const result = await step(helm, {
      ...{ release: backend, namespace, 'secrets-backend': backend },
      'values-inline': JSON.stringify({ inline }),
      'set-string': short.map((text, i) => literal('s', escaped(text), i)).join('\n'),
      'set-literal': short.map((text, i) => literal('l', text, i)).join('\r\n'),
      ...(backend === 'none' ? { 'set-json': `j=${JSON.stringify(short)}` } : {}),
      description: short.join('\n'),
    });
    expect(result.log.match(/^::error.*/gm)).toBeNull();
    expect(await helmJson('get', 'values', backend)).toEqual({
      inline,
      ...Object.fromEntries(short.map((text, i) => [`s${String(i)}`, text.trim()])),
      ...Object.fromEntries(short.map((text, i) => [`l${String(i)}`, text])),
      ...(backend === 'none' ? { j: short } : {}),
    });
    const [revision] = (await helmJson('history', backend)) as readonly { description: string }[];
    const url = 'https://github.com/example/backend/actions/runs/42';
    expect(revision?.description).toBe(`${short.join(' ').replace(/\s+/g, ' ').trim()} by ${url}`);
  });

  it('however long', async () => {
    const result = await step(helm, { release: 'long', namespace, 'set-literal': `l=${LONG}` });
    expect(result.log.match(/^::error.*/gm)).toBeNull();
    expect(await helmJson('get', 'values', 'long')).toEqual({ l: LONG });
  });
});
