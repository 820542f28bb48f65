import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ActionError } from '../../src/errors.js';
import { buildHelmCommand } from '../../src/helm/args.js';
import { parseInputs, type Inputs } from '../../src/inputs/inputs.js';
import { fakeHost } from '../fakes/host.js';
import { DEFAULTS } from '../fakes/inputs.js';
import { type Property, property } from './property.js';

type Given = Readonly<Record<string, string>>;

const ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';
const ENC = 'ENC[AES256_GCM,data:x,iv:x,tag:x,type:str]';

/** A pod's machine, so that no kubeconfig has to be read for each case. */
const HOST = fakeHost(
  {
    '/work/chart/Chart.yaml': 'name: chart\n',
    '/work/app/v.yaml': 'a: 1\n',
    '/work/v.yaml': 'a: 1\n',
    '/work/enc.yaml': `a: ${ENC}\n`,
    '/work/out': { to: '/etc' },
    '/work/app/up': { to: '..' },
    '/etc/passwd': 'root',
    [`${ACCOUNT}/token`]: 'x',
  },
  { env: { KUBERNETES_SERVICE_HOST: '10.0.0.1' } },
);

const NAMES = Object.keys(DEFAULTS);

function parse(given: Given): Inputs | ActionError {
  const all: Given = { ...DEFAULTS, release: 'backend', chart: './chart', ...given };
  try {
    return parseInputs((name) => all[name] ?? '', HOST);
  } catch (error) {
    if (error instanceof ActionError && error.code === 'bad-input') return error;
    throw error;
  }
}

const BITS = ['-', '--', '=', ',', '!', ':', '{', '}', '[', '\\', '"', "'", '`', '$(id)', '%0A'];
const WORDS = [
  '../',
  '/',
  '~/',
  'v.yaml',
  'out',
  '?',
  'sops!',
  'vals!',
  'secrets://',
  'ref+a://b/c',
];
const MARKS = [
  '::error::',
  '\n',
  '\r\n',
  '\0',
  '\u001b[31m',
  '\u202e',
  ' ',
  ENC,
  'a: ',
  '&a',
  '*a',
  'https://u:p@h/',
];

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc
    .array(fc.constantFrom(...BITS, ...WORDS, ...MARKS, 'a', 'true', '5m'), { maxLength: 12 })
    .map((parts) => parts.join('')),
);
const name = fc.constantFrom(...NAMES);
const given = fc
  .array(fc.tuple(name, text), { minLength: 1, maxLength: 3 })
  .map((all): Given => Object.fromEntries(all));

function assertOneLineEach(error: ActionError): void {
  for (const line of [...error.message.split('\n'), error.hint])
    assert.doesNotMatch(line, /[\p{Cc}\u2028\u2029]/u);
}

/** What stands before and behind a secret in an input that holds one. */
const PLACES: readonly (readonly [name: string, before: string, after: string])[] = [
  ['kubeconfig', '', ''],
  ['kubeconfig', 'token: ', ': x'],
  ['kubeconfig', 'users: [{user: {token: "', '"}}]'],
  ['kubeconfig', 'apiVersion: *', '\n'],
  ['values-inline', '', ''],
  ['values-inline', 'a: "', ''],
  ['values-inline', 'a: *', ''],
  ['values-inline', `a: ${ENC}`, ' x'],
  ['values-inline', 'a: ref+echo://', '/b'],
  ['values-inline', '- ', ''],
  ['set', 'a=1,b=', ',c'],
  ['set', 'a=ref+echo://', '/b'],
  ['set-string', 'a=', '\\'],
  ['set-string', 'a=sops!', ''],
  ['set-literal', 'a=', ENC],
  ['set-json', 'a=["', '",1]'],
  ['set-json', '{"a":"', '"}'],
  ['helm-args', '--password=', ''],
  ['helm-args', '--kube-token ', ''],
  ['helm-args', '', ''],
  ['repo', 'https://me:', '@charts.example'],
  ['repo', 'https://me:a/', '@charts.example'],
  ['repo', 'https://me:p@a/', '@charts.example'],
  ['repo', 'me:', '@charts.example'],
  ['values', 'https://me:', '@x.example/v.yaml'],
  ['values', 'secrets://https://me:a,', '@x.example/v.yaml'],
  ['set-file', 'a=https://', '@x.example/v'],
  ['chart', 'oci://', '@ghcr.io/me/chart'],
];
const secret = fc.stringMatching(/^hush[a-z]{12}$/);

/** An input whose text, or each of its lines, is in one argument, and how that begins. */
interface Whole {
  readonly name: string;
  readonly flag: string;
  readonly key: string;
  /** What is given, less what is taken for space around it. */
  readonly split: (text: string) => readonly string[];
}

const one = (text: string) => [text.trim()];
const lines = (text: string) => text.split(/\r?\n/).map((line) => line.trim());
const linesWithEnds = (text: string) => text.split(/\r?\n/).map((line) => line.trimStart());

const WHOLE: readonly Whole[] = [
  { name: 'version', flag: '--version=', key: '', split: one },
  { name: 'repo', flag: '--repo=', key: 'https://x.example/', split: one },
  { name: 'values', flag: '--values=', key: '', split: lines },
  { name: 'set', flag: '--set=', key: 'k=', split: lines },
  { name: 'set-string', flag: '--set-string=', key: 'k=', split: lines },
  { name: 'set-file', flag: '--set-file=', key: 'k=', split: lines },
  { name: 'set-json', flag: '--set-json=', key: 'k=', split: lines },
  { name: 'set-literal', flag: '--set-literal=', key: 'k=', split: linesWithEnds },
  { name: 'helm-args', flag: '', key: '--labels=', split: lines },
];

/** What helm gets where no more than a release and a chart is given. */
const BARE = ['secrets', 'upgrade', '--install', '--namespace=default', '--timeout=30m'];

function assertWhole({ name, flag, key, split }: Whole, value: string): void {
  const given = `${key}${value}`;
  const inputs = parse({ [name]: given });
  if (inputs instanceof ActionError) return;
  const { args } = buildHelmCommand(inputs, FACTS);
  const wanted = split(given).filter((item) => item !== '');
  const expected = [...BARE, ...wanted.map((item) => flag + item), '--', 'backend', './chart'];
  assert.deepEqual([...args].sort(), expected.sort());
  assert.deepEqual(args.slice(-3), ['--', 'backend', './chart']);
}

const FACTS = {
  helm: '/usr/bin/helm',
  env: {},
  files: {
    folder: '/t',
    decrypted: '/t/t',
    kubeconfig: undefined,
    valuesInline: undefined,
    helmConfig: undefined,
  },
  runUrl: undefined,
  commit: undefined,
};

const segment = fc.constantFrom('..', '.', 'app', 'up', 'out', 'v.yaml', 'chart', 'none', '');
const path = fc.array(segment, { minLength: 1, maxLength: 7 }).map((parts) => parts.join('/'));

/** What must hold of the inputs, whatever is given. */
export const INPUTS_PROPERTIES: readonly Property[] = [
  property('inputs/inputs.ts', 'gives inputs or `bad-input`, in lines without control characters', [
    given,
    (inputs) => {
      const outcome = parse(inputs);
      if (outcome instanceof ActionError) assertOneLineEach(outcome);
    },
  ]),
  property('inputs/inputs.ts', 'refuses a NUL by the name of its input', [
    fc.tuple(name, text, text),
    ([input, before, after]) => {
      const outcome = parse({ [input]: `${before}\0${after}` });
      assert.ok(outcome instanceof ActionError);
      assert.match(outcome.message, new RegExp(`Input "${input}": expected text without NUL`));
    },
  ]),
  property('inputs/inputs.ts', 'never shows a secret that it refuses', [
    fc.tuple(fc.constantFrom(...PLACES), secret, fc.boolean()),
    ([[input, before, after], hush, more]) => {
      const outcome = parse({
        [input]: `${before}${hush}${after}`,
        ...(more ? { wait: hush.slice(0, 3) } : {}),
      });
      if (outcome instanceof ActionError)
        assert.ok(!`${outcome.message} ${outcome.hint}`.includes(hush), outcome.message);
    },
  ]),
  property(
    'inputs/inputs.ts',
    'gives helm each value whole, in one argument that is no other flag',
    [
      fc.tuple(fc.constantFrom(...WHOLE), text),
      ([place, value]) => {
        assertWhole(place, value);
      },
    ],
  ),
  property('inputs/inputs.ts', 'opens no relative path that leads out of the workspace', [
    fc.tuple(fc.constantFrom('values', 'set-file', 'log-file', 'working-directory'), path),
    ([input, relative]) => {
      if (relative.startsWith('/') || relative === '') return;
      const outcome = parse({ [input]: input === 'set-file' ? `a=${relative}` : relative });
      const end = HOST.realPath(`/work/${relative}`);
      if (outcome instanceof ActionError || end === undefined) return;
      assert.ok(end === '/work' || end.startsWith('/work/'), `${relative} leads to ${end}`);
    },
  ]),
];
