import { DRY_RUN_SUFFIX } from '../inputs/plan-set.js';
import type { Inputs } from '../inputs/inputs.js';
import type { HelmCommand, HelmFacts } from './args.js';
import { helmEnvironment } from './environment.js';
import { chartFlags, clusterFlags, flags, toggle, valueFlags } from './flags.js';
import { nameChart } from './own-config.js';

/** How the hooks of a dry run are rendered. */
export interface DryRunRendering {
  /** As `.Release.IsUpgrade` says it to the chart. */
  readonly isUpgrade: boolean;
  /** The items of `plan-set` that count; none: as a deploy would have the hooks. */
  readonly planSet: readonly string[];
}

/** What the command needs beside the inputs. */
export interface DryRunFacts extends HelmFacts {
  /** Like `v4.3.1`. */
  readonly version: string | undefined;
}

/**
 * Flags of `helm upgrade` that `helm template` does not have, or has with other values (v3.22.0 and v4.3.1). None of
 * them changes what is rendered, but for `--hide-secret`, which would take the values out of Secrets that hooks use.
 */
const OF_UPGRADE = /^--(?:reset-values|recreate-pods|server-side|hide-secret)(?:=|$)/;

/**
 * Builds `helm secrets template <release>-plan`, which changes nothing and writes the objects as YAML, hooks last, with
 * what the cluster knows: lookups, and the versions of its APIs. `helm upgrade --install --dry-run` would refuse a chart
 * whose objects have the release's own names: they exist, and belong to the release.
 */
export function buildDryRunCommand(
  inputs: Inputs,
  facts: DryRunFacts,
  { isUpgrade, planSet }: DryRunRendering,
): HelmCommand {
  const { chart, repo } = nameChart(inputs, facts.files);
  return {
    program: facts.helm,
    args: [
      ...(inputs.secretsBackend === 'none' ? [] : ['secrets']),
      'template',
      ...chartFlags({ ...inputs, repo }),
      ...clusterFlags({ ...inputs, createNamespace: false }),
      ...valueFlags(inputs, facts.files),
      ...flags('set', planSet),
      // Helm 3 asks the cluster for its APIs only so; Helm 4 refuses the two together.
      ...toggle('validate', facts.version?.startsWith('v3.') ?? false),
      '--dry-run=server',
      ...toggle('is-upgrade', isUpgrade),
      ...withoutOthers(inputs.helmArgs),
      ...['--', nameDryRun(inputs.release), chart],
    ],
    env: helmEnvironment(inputs, facts),
    cwd: inputs.workingDirectory,
  };
}

/** The name under which the hooks of a dry run are rendered. */
export function nameDryRun(release: string): string {
  return `${release}${DRY_RUN_SUFFIX}`;
}

/** The value of `--server-side` may be an argument of its own. */
function withoutOthers(args: readonly string[]): readonly string[] {
  return args.filter((arg, index) => !OF_UPGRADE.test(arg) && args[index - 1] !== '--server-side');
}
