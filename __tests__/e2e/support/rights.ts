import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import { kubectl, makeTempFolder, ROOT } from './lab.js';
import { makeKubeconfig, theAdmin } from './logins.js';
import type { StepResult } from './step.js';

/** One rule of a Role. */
export interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}
/** A Role, as far as it matters. */
export interface Role {
  readonly kind: string;
  readonly rules: readonly Rule[];
}

const doc = readFileSync(join(ROOT, 'docs/rbac.md'), 'utf8');
const blocks = [...doc.matchAll(/^```yaml\n(.*?)^```/gms)].map(([, yaml = '']) => yaml);
const documents = blocks.flatMap((yaml) => loadAll(yaml) as (Role | readonly Rule[])[]);

/** The Role of the guide. */
export function theRole(): Role {
  const roles = documents.filter((it) => 'kind' in it && it.kind === 'Role');
  const [role, ...others] = roles as Role[];
  if (role === undefined || others.length > 0) throw new Error('docs/rbac.md has not one Role');
  return role;
}

/** The rules that waiting for workloads needs beside the Role. */
export function theRulesOfWait(): readonly Rule[] {
  const [rules, ...others] = documents.filter((it) => Array.isArray(it)) as (readonly Rule[])[];
  if (rules === undefined || others.length > 0)
    throw new Error('docs/rbac.md has not one list of rules');
  return rules;
}

/** These rules without some verbs of one resource. */
export function without(
  rules: readonly Rule[],
  resource: string,
  verbs: readonly string[],
): readonly Rule[] {
  return rules
    .flatMap((rule) => {
      if (!rule.resources.includes(resource)) return [rule];
      const others = rule.resources.filter((it) => it !== resource);
      const left = rule.verbs.filter((verb) => !verbs.includes(verb));
      return [
        { ...rule, resources: others },
        { ...rule, resources: [resource], verbs: left },
      ];
    })
    .filter(({ resources, verbs: left }) => resources.length > 0 && left.length > 0);
}

/** Applies objects as the cluster's admin. */
export async function apply(namespace: string, ...objects: readonly object[]): Promise<void> {
  const file = join(makeTempFolder(), 'objects.json');
  writeFileSync(file, JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }));
  await kubectl('apply', '-n', namespace, '-f', file);
}

/** Gives a user just these rules; returns the kubeconfig of that user. */
export async function grant(
  namespace: string,
  user: string,
  rules: readonly Rule[],
): Promise<string> {
  const apiVersion = 'rbac.authorization.k8s.io/v1';
  const apiGroup = 'rbac.authorization.k8s.io';
  await apply(
    namespace,
    { apiVersion, kind: 'Role', metadata: { name: user }, rules },
    {
      apiVersion,
      kind: 'RoleBinding',
      metadata: { name: user },
      roleRef: { apiGroup, kind: 'Role', name: user },
      subjects: [{ apiGroup, kind: 'User', name: user }],
    },
  );
  return makeKubeconfig({}, { ...theAdmin(), as: user });
}

/** The warnings that a step gave, each as it was before the runner's escapes. */
export function warningsOf({ log }: StepResult): readonly string[] {
  return [...log.matchAll(/^::warning title=[^:]*::(.*)$/gm)].map(([, text = '']) =>
    text.replaceAll('%0A', '\n'),
  );
}
