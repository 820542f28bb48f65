/**
 * Who may import what, as one rule set per folder of src/. The last set that names a file decides:
 * a file that is not named anywhere is pure.
 */

const SHELL = [
  'src/follow/{follow,hook,pulse,vigil}.ts',
  'src/logs/tail.ts',
  'src/guard/{guard,hold}.ts',
  'src/main.ts',
];
/** The one shell file that reads a clock: who measures asks it. */
const CLOCK = ['src/follow/pulse.ts'];
const KUBE = ['src/kube/**/*.ts'];
const PURE_IN_KUBE = ['src/kube/kubeconfig.ts'];
const PROCESSES = [
  'src/helm/{run,tools,binary,decryption,records}.ts',
  'src/github/*.ts',
  'src/files.ts',
  'src/folder/{leftovers,processes,tree}.ts',
];
const REPORTERS = ['src/report/{commands,console,outputs,comment,log-file}.ts'];

const bans = {
  core: {
    regex: '^@actions/core(/|$)',
    message: '@actions/core lives in index.ts, post.ts and report/{console,outputs,comment}.ts.',
  },
  actions: {
    regex: '^@actions/',
    message: 'Only I/O files use @actions/*: declare an interface, and let index.ts hand it in.',
  },
  client: {
    regex: '^@kubernetes/client-node(/|$)',
    message: 'Values of @kubernetes/client-node live in kube/; `import type` is fine.',
  },
  node: {
    regex: '^node:',
    message: 'A pure file uses no value of node:*: let the caller hand in what was read.',
  },
  parts: {
    regex:
      '(^\\./|^(\\.\\./)+)(kube/(?!kubeconfig\\.js$)|helm/(run|tools|decryption|records)\\.js$|files\\.js$|folder/leftovers\\.js$|report/(console|outputs|comment|log-file)\\.js$)',
    message:
      'Only index.ts and post.ts name I/O files: declare the interface here, they implement it.',
  },
  siblings: {
    regex: '^\\./(run|tools|console|outputs|comment)\\.js$',
    message:
      'Only index.ts and post.ts name I/O files: declare the interface here, they implement it.',
  },
};

const hidden = [
  ['process', 'Let index.ts read the environment and hand it in.'],
  ['console', 'Text goes through the console that the caller hands in.'],
  ['fetch', 'Let an I/O file do it.'],
  ['setTimeout', 'A pure file has no clock.'],
  ['setInterval', 'A pure file has no clock.'],
].map(([name, message]) => ({ name, message }));

const clocks = [
  { object: 'Date', property: 'now', message: 'Let the caller hand in the time.' },
  { object: 'performance', property: 'now', message: 'Let the caller hand in the time.' },
  { object: 'Math', property: 'random', message: 'Let the caller hand it in.' },
];

const exits = [
  {
    object: 'process',
    property: 'exit',
    message: 'Set process.exitCode in index.ts: exit() loses output.',
  },
  {
    object: 'process',
    property: 'on',
    message: 'Only index.ts listens to signals; nobody to uncaughtException.',
  },
];

const barrel = {
  selector: 'ExportAllDeclaration, ExportNamedDeclaration[source]',
  message: 'No barrel files: import from the file that makes the value.',
};
const newDate = {
  selector: 'NewExpression[callee.name="Date"][arguments.length=0]',
  message: 'Let the caller hand in the time.',
};
const dynamicImport = {
  selector: 'ImportExpression',
  message: 'Only index.ts loads parts late.',
};
const uncaught = {
  selector: 'Literal[value=/^(uncaughtException|unhandledRejection)$/]',
  message: 'Every promise and stream has one owner: no handler for what nobody owns.',
};
const badName = {
  selector: 'Program',
  message: 'A type lives in the file that makes its values, a function in one named by its noun.',
};

const imports = (...patterns) => ({
  '@typescript-eslint/no-restricted-imports': [
    'error',
    { patterns: patterns.map((pattern) => ({ ...pattern, allowTypeImports: true })) },
  ],
});
const syntax = (...selectors) => ({
  'no-restricted-syntax': ['error', barrel, uncaught, ...selectors],
});
// A rule that gets a severity alone keeps the options of the set before it: nothing to forbid is 'off'.
const forbid = (list) => (list.length === 0 ? 'off' : ['error', ...list]);
const globals = (names) => ({ 'no-restricted-globals': forbid(names) });
const properties = (list) => ({ 'no-restricted-properties': forbid(list) });

const pure = {
  ...imports(bans.actions, bans.client, bans.node, bans.parts, bans.siblings),
  ...syntax(newDate, dynamicImport),
  ...globals(hidden),
  ...properties(clocks),
};

export const layers = [
  { files: ['src/**/*.ts'], rules: pure },
  { files: CLOCK, rules: properties(clocks.filter(({ object }) => object !== 'performance')) },
  { files: SHELL, rules: globals(hidden.filter(({ name }) => !name.startsWith('set'))) },
  {
    files: KUBE,
    ignores: PURE_IN_KUBE,
    rules: {
      ...imports(bans.actions, bans.parts),
      ...syntax(dynamicImport),
      ...globals([]),
      ...properties(exits),
    },
  },
  {
    files: PROCESSES,
    rules: {
      ...imports(bans.core, bans.client, bans.parts, bans.siblings),
      ...syntax(dynamicImport),
      ...globals([]),
      ...properties(exits),
    },
  },
  {
    files: ['src/cancellation.ts'],
    rules: { ...globals([]), ...properties(exits.slice(0, 1)) },
  },
  {
    files: REPORTERS,
    rules: {
      ...imports(bans.client, bans.parts, bans.siblings),
      ...syntax(dynamicImport),
      ...globals([]),
      ...properties(exits),
    },
  },
  {
    files: ['src/post.ts'],
    rules: { ...imports(bans.client), ...syntax(), ...globals([]), ...properties(exits) },
  },
  {
    files: ['src/{index,connect,workflow-run}.ts'],
    rules: {
      ...imports(bans.client),
      ...syntax(),
      ...globals([]),
      ...properties(exits.slice(0, 1)),
    },
  },
  {
    files: ['**/{utils,util,helpers,types,common}.ts', 'src/*/**/index.ts'],
    rules: { 'no-restricted-syntax': ['error', badName] },
  },
];
