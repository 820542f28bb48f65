import { ActionError } from '../errors.js';
import { explainInstall, type SecretsPlugin } from '../helm/plugin.js';
import type { Decrypter, FoundHelm, FoundTools } from '../helm/tools.js';
import type { ToolChoice, ToolName } from '../inputs/tool-versions.js';
import type { Wanted } from './source.js';

/** What runs: what is installed, and what the action sets up. */
export interface ToolPlan {
  /** Undefined where the action sets it up. */
  readonly helm: FoundHelm | undefined;
  /** 3 or 4; undefined where the installed one does not tell. */
  readonly major: number | undefined;
  /** Like `v4.3.1`; undefined where the installed one does not tell. */
  readonly version: string | undefined;
  /** In the order of `TOOL_NAMES`; empty where all is installed. */
  readonly wanted: readonly Wanted[];
}

/** What is set up where nothing else is asked for. */
export const DEFAULT_VERSIONS: Readonly<Record<ToolName, string>> = {
  helm: '4.3.0',
  'helm-secrets': '4.7.7',
  sops: '3.13.3',
  vals: '0.46.0',
};

/** The first helm-secrets that decrypts into a folder of its own rather than beside the encrypted file. */
const MIN_PLUGIN = [4, 5] as const;

/**
 * Decides what of the installed tools is used: what is there and fits, unless an input names a version. The rest is set
 * up. Throws ActionError `missing-tool` where neither is possible.
 */
export function planTools(found: FoundTools, versions: ToolChoice['versions']): ToolPlan {
  const helm = versions.helm === undefined && fitsUs(found.helm) ? found.helm : undefined;
  const ours = versions.helm ?? DEFAULT_VERSIONS.helm;
  const major = helm === undefined ? Number(/^\d+/.exec(ours)?.[0]) : helm.major;
  const want = (tool: ToolName): Wanted => ({
    tool,
    version: versions[tool] ?? DEFAULT_VERSIONS[tool],
  });
  const decrypter = findDecrypter(found, versions);
  return {
    helm,
    major,
    version: helm === undefined ? `v${ours}` : helm.version,
    wanted: [
      ...(helm === undefined ? [want('helm')] : []),
      ...(needsPlugin(found, versions, major) ? [want('helm-secrets')] : []),
      ...(decrypter === undefined ? [] : [want(decrypter)]),
    ],
  };
}

/** What does not tell its version may be a wrapper, and is taken at its word. */
function fitsUs(helm: FoundHelm | undefined): helm is FoundHelm {
  return helm !== undefined && (helm.major === undefined || helm.major === 3 || helm.major === 4);
}

function needsPlugin(
  { plugins, helm }: FoundTools,
  versions: ToolChoice['versions'],
  major: number | undefined,
): boolean {
  if (plugins === undefined) return false;
  if (versions['helm-secrets'] === undefined && fit(plugins, major)) return false;
  if (major !== undefined) return true;
  throw new ActionError(
    'missing-tool',
    `helm-secrets is needed, and "${helm?.path ?? 'helm'}" does not tell whether it is Helm 3 or Helm 4.`,
    `Set "helm-version", or install helm-secrets yourself. ${explainInstall(undefined)}`,
  );
}

/** Helm takes the first of a name, and Helm 3 loads no plugin at all where one of them is made for Helm 4. */
function fit(plugins: readonly SecretsPlugin[], major: number | undefined): boolean {
  const takes = ({ majors }: SecretsPlugin) => major === undefined || majors.includes(major);
  if (major === 3 && !plugins.every(takes)) return false;
  const first = plugins.find(takes);
  return first !== undefined && !isOld(first.version);
}

function isOld(version: string): boolean {
  const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(version) ?? [];
  if (major === undefined || minor === undefined) return false;
  return (
    Number(major) < MIN_PLUGIN[0] ||
    (Number(major) === MIN_PLUGIN[0] && Number(minor) < MIN_PLUGIN[1])
  );
}

/** What decrypts and is to be set up; a program that a variable names and that is not there is an error. */
function findDecrypter(
  { decrypter }: FoundTools,
  versions: ToolChoice['versions'],
): Decrypter['tool'] | undefined {
  if (decrypter === undefined) return undefined;
  const { tool, name, path } = decrypter;
  if (versions[tool] !== undefined) return tool;
  if (path !== undefined) return undefined;
  if (name === tool) return tool;
  throw new ActionError(
    'missing-tool',
    `${name} is needed, and the program does not exist.`,
    `Correct the variable that names it, or remove it: the action then sets up ${tool}.`,
  );
}
