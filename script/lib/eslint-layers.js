/**
 * What a file of src/ may do, by its folder. The last set that names a file decides; one that no set names is pure.
 * Which folder may import which is the table of folder-graph.ts.
 */

/** The files of the core that have a timer. */
const TIMERS = ['src/time/pulse.ts', 'src/follow/hook-monitor.ts'];
/** The one file of the core that reads a clock: who measures asks it. */
const CLOCK = ['src/time/pulse.ts'];
/** Files, processes and sockets. */
const IO = [
  'src/kube/**/*.ts',
  'src/helm/{run,tools,binary,ask-helm}.ts',
  'src/folder/*.ts',
  'src/tools/{cache,download,fetch,put,set-up,unpack}.ts',
];
/** What loads its parts late. */
const LATE = ['src/deploy/{cluster-access,deploy,line,plan,rollback,standing,tell-plan}.ts'];
const SHELL = ['src/{action,cli,run}/**/*.ts'];

const bans = {
  actions: {
    regex: '^@actions/',
    message:
      'Only action/ uses @actions/*: declare an interface, and let action/index.ts hand it in.',
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
    regex: '(^\\./|/helm/)(run|tools|ask-helm)\\.js$|/folder/(files|tree)\\.js$',
    message: 'Only action/ names I/O files: declare the interface here, they implement it.',
  },
};

const hidden = [
  ['process', 'Let action/ read the environment and hand it in.'],
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
    message: 'Set process.exitCode in action/: exit() loses output.',
  },
  {
    object: 'process',
    property: 'on',
    message: 'Only run/cancellation.ts listens to signals; nobody to uncaughtException.',
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
  message: 'Only action/ and deploy/ load parts late.',
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
  ...imports(bans.actions, bans.client, bans.node, bans.parts),
  ...syntax(newDate, dynamicImport),
  ...globals(hidden),
  ...properties(clocks),
};
/** The environment and the console are the action's own. */
const outer = hidden.filter(({ name }) => ['process', 'console'].includes(name));

export const layers = [
  { files: ['src/**/*.ts'], rules: pure },
  { files: CLOCK, rules: properties(clocks.filter(({ object }) => object !== 'performance')) },
  { files: TIMERS, rules: globals(hidden.filter(({ name }) => !name.startsWith('set'))) },
  { files: LATE, rules: syntax(newDate) },
  {
    files: IO,
    rules: {
      ...imports(bans.actions),
      ...syntax(dynamicImport),
      ...globals(outer),
      ...properties([]),
    },
  },
  {
    files: ['src/helm/run.ts'],
    rules: { ...globals([]), ...properties(exits) },
  },
  {
    files: SHELL,
    rules: { ...imports(bans.client), ...syntax(), ...globals([]), ...properties(exits) },
  },
  { files: ['src/run/cancellation.ts'], rules: properties(exits.slice(0, 1)) },
  {
    files: ['**/{utils,util,helpers,types,common}.ts', 'src/!(action)/**/index.ts'],
    rules: { 'no-restricted-syntax': ['error', badName] },
  },
];
