import { isMapping, type Mapping } from '../text/yaml.js';
import { textOf } from './entries.js';

/** What decides whether a credential plugin (`users[].user.exec`) can be asked. */
export interface PluginEntry {
  readonly apiVersion: string;
  /** As given: with a slash in it, a path from the folder of the kubeconfig. */
  readonly command: string;
  readonly interactiveMode: string | undefined;
  readonly installHint: string | undefined;
}

/** Reads a user's credential plugin; undefined where it has none. */
export function readPluginEntry(user: Mapping): PluginEntry | undefined {
  const exec = user['exec'];
  if (!isMapping(exec)) return undefined;
  return {
    apiVersion: textOf(exec, 'apiVersion') ?? '',
    command: textOf(exec, 'command') ?? '',
    interactiveMode: textOf(exec, 'interactiveMode'),
    installHint: textOf(exec, 'installHint'),
  };
}

const V1 = 'client.authentication.k8s.io/v1';
const VERSIONS: readonly string[] = [V1, 'client.authentication.k8s.io/v1beta1'];

/** What keeps a plugin from being asked, as client-go v0.35.4 decides it; undefined where nothing does. */
export function findPluginProblem({
  command,
  apiVersion,
  interactiveMode,
}: Pick<PluginEntry, 'command' | 'apiVersion' | 'interactiveMode'>): string | undefined {
  if (command === '') return 'has no "command"';
  if (!VERSIONS.includes(apiVersion)) {
    return `has the apiVersion "${apiVersion}", expected ${VERSIONS.join(' or ')}`;
  }
  if (apiVersion === V1 && interactiveMode === undefined) {
    return `has no "interactiveMode", which ${V1} requires`;
  }
  if (interactiveMode === 'Always') {
    return 'has interactiveMode "Always", but a workflow is not interactive';
  }
  return undefined;
}
