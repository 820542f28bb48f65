import { complainOfForm } from './line-form.js';
import { type Complaint, quote, type Report } from './problems.js';

const CLUSTER =
  'The action and helm must use the same cluster. Use the inputs "kubeconfig" and "kube-context".';
const ROLLBACK = 'It would change the cluster while a migration may still run.';
const OUTPUT = 'It would print decrypted values into the workflow log.';
const TRACE =
  'It would write requests and responses, including Secrets, to the workflow log or a file.';

/** Flags that `helm-args` may not hold, with what to do instead. */
const REFUSED: ReadonlyMap<string, string> = new Map([
  ['kubeconfig', CLUSTER],
  ['namespace', useInput('namespace')],
  ['atomic', ROLLBACK],
  ['rollback-on-failure', ROLLBACK],
  ['cleanup-on-fail', ROLLBACK],
  ['no-hooks', 'Without hooks nothing would be migrated.'],
  ['dry-run', 'The step would pass although nothing was deployed.'],
  ['help', 'The step would pass although nothing was deployed.'],
  ['debug', OUTPUT],
  ['output', OUTPUT],
  ...tracing(),
  [
    'password',
    'Every process on the machine can read arguments. Use the input "registry-password".',
  ],
  ['install', 'The action already passes it.'],
  ['values', `${useInput('values')} That keeps the order of the files clear.`],
  ...inputsOfTheirOwn(),
]);

/** The short flags of `helm upgrade`, Helm 3 and 4: one that takes a value ends its cluster. */
const SHORT: Readonly<Record<string, { readonly long: string; readonly takesValue: boolean }>> = {
  n: { long: 'namespace', takesValue: true },
  f: { long: 'values', takesValue: true },
  o: { long: 'output', takesValue: true },
  l: { long: 'labels', takesValue: true },
  i: { long: 'install', takesValue: false },
  h: { long: 'help', takesValue: false },
  v: { long: 'v', takesValue: true },
};

/** Flags that take the next argument for their value (Helm 3.22.0 and 4.3.1, `helm upgrade --help`). */
const WITH_VALUE: ReadonlySet<string> = new Set([
  ...['burst-limit', 'ca-file', 'cert-file', 'color', 'colour', 'content-cache', 'key-file'],
  ...['keyring', 'labels', 'post-renderer', 'post-renderer-args', 'qps', 'registry-config'],
  ...['repository-cache', 'repository-config', 'server-side', 'username'],
]);

/** Checks `helm-args`: one argument per line, none that takes over what the action stands on. */
export function checkHelmArgs(args: readonly string[], report: Report): readonly string[] {
  args.forEach((arg, index) => {
    const complaint = complain(arg, args[index - 1]) ?? complainOfEnd(arg, args[index + 1]);
    if (complaint !== undefined) report({ input: 'helm-args', ...complaint });
  });
  return args;
}

function complain(arg: string, before: string | undefined): Complaint | undefined {
  const form = complainOfList(arg);
  if (form !== undefined) return form;
  if (/^--[\w-]+\s/.test(arg)) {
    const hint = 'Write --flag=value, or put the value on the next line.';
    return { expected: 'one argument per line', got: quote(flagOf(arg)), hint };
  }
  if (arg === '-' || arg === '--' || (!arg.startsWith('-') && !awaitsValue(before))) {
    // What stands here may be a value, so it is not shown.
    return {
      expected: 'a flag, or the value for the flag on the line above',
      got: 'something else',
      hint: 'Use the inputs "release" and "chart" for these.',
    };
  }
  for (const flag of flagsOf(arg)) {
    const hint = flag.startsWith('kube-') ? CLUSTER : REFUSED.get(flag);
    if (hint !== undefined)
      return {
        expected: 'flags that the action does not set itself',
        got: quote(flagOf(arg)),
        hint,
      };
  }
  return undefined;
}

/** helm's own flags are what this input is for; but for these lists. */
function complainOfList(arg: string): Complaint | undefined {
  if (/^--?\w/.test(arg)) return undefined;
  return complainOfForm(arg, { input: 'helm-args', example: '--devel' });
}

/** A flag that has no value would take what follows, the `--` before the names. */
function complainOfEnd(arg: string, next: string | undefined): Complaint | undefined {
  if (next !== undefined || !awaitsValue(arg)) return undefined;
  const last = flagsOf(arg).at(-1) ?? '';
  if (!WITH_VALUE.has(last) || (!arg.startsWith('--') && arg.length > 2)) return undefined;
  const hint = 'Write --flag=value, or put the value on the next line.';
  return { expected: 'a value for each flag that needs one', got: quote(flagOf(arg)), hint };
}

function awaitsValue(arg: string | undefined): boolean {
  return arg !== undefined && arg.startsWith('-') && !arg.includes('=');
}

/** The argument without its value, which may be a secret. */
function flagOf(arg: string): string {
  return arg.startsWith('--') ? (/^--[^=\s]*/.exec(arg)?.[0] ?? '--') : arg.slice(0, 2);
}

/** The long names of the flags in one argument; a cluster like `-in` has several. */
export function flagsOf(arg: string): readonly string[] {
  if (arg.startsWith('--')) return [flagOf(arg).slice(2)];
  if (!arg.startsWith('-')) return [];
  const flags: string[] = [];
  for (const letter of arg.slice(1)) {
    const known = SHORT[letter];
    if (known === undefined) break;
    flags.push(known.long);
    if (known.takesValue) break;
  }
  return flags;
}

function useInput(name: string): string {
  return `Use the input "${name}".`;
}

/**
 * The flags of klog, which `helm --help` does not list (v4.3.1, `pkg/cmd/flags.go`): with `--v=8` every answer of the
 * cluster is printed whole.
 */
function tracing(): readonly (readonly [string, string])[] {
  const names = ['v', 'vmodule', 'log-dir', 'log-file', 'log-file-max-size', 'log-backtrace-at'];
  const more = ['alsologtostderr', 'alsologtostderrthreshold', 'logtostderr', 'stderrthreshold'];
  const last = ['add-dir-header', 'skip-headers', 'skip-log-headers', 'one-output'];
  const others = ['legacy-stderr-threshold-behavior'];
  return [...names, ...more, ...last, ...others].map((name) => [name, TRACE]);
}

function inputsOfTheirOwn(): readonly (readonly [string, string])[] {
  const names = [
    'set',
    'set-string',
    'set-file',
    'set-json',
    'set-literal',
    'version',
    'repo',
    'dependency-update',
  ];
  const more = [
    'create-namespace',
    'timeout',
    'wait',
    'wait-for-jobs',
    'history-max',
    'description',
  ];
  return [...names, ...more].map((name) => [name, useInput(name)]);
}
