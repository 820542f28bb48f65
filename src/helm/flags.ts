import type { OwnFiles } from '../folder/files.js';
import type { Inputs } from '../inputs/inputs.js';

/** Where the chart is from. */
export function chartFlags(inputs: Inputs): readonly string[] {
  return [
    ...flag('version', inputs.version),
    ...flag('repo', inputs.repo),
    ...toggle('dependency-update', inputs.dependencyUpdate),
  ];
}

/** Which cluster and namespace. */
export function clusterFlags(inputs: Inputs): readonly string[] {
  return [
    ...flag('kube-context', inputs.kubeContext),
    ...flag('namespace', inputs.namespace),
    ...toggle('create-namespace', inputs.createNamespace),
  ];
}

/** In the order in which helm lets the later win; our own file is the last of `--values`. */
export function valueFlags({ values, set }: Inputs, files: OwnFiles): readonly string[] {
  const all = files.valuesInline === undefined ? values : [...values, files.valuesInline];
  return [
    ...flags('values', all),
    ...flags('set', set.set),
    ...flags('set-string', set.setString),
    ...flags('set-file', set.setFile),
    ...flags('set-json', set.setJson),
    ...flags('set-literal', set.setLiteral),
  ];
}

/** One argument, or none where there is no value. */
export function flag(name: string, value: string | number | undefined): readonly string[] {
  return value === undefined ? [] : [`--${name}=${value}`];
}

/** One argument for each value. */
export function flags(name: string, values: readonly string[]): readonly string[] {
  return values.map((value) => `--${name}=${value}`);
}

/** A flag that has no value, where it is on. */
export function toggle(name: string, on: boolean): readonly string[] {
  return on ? [`--${name}`] : [];
}
