import { checkChart } from './chart.js';
import { readBoolean, readText, type Get } from './fields.js';
import type { Place } from './host.js';
import type { EncryptedFile } from './sops.js';
import { checkRepo } from './names.js';
import { readRegistryLogin, type RegistryLogin } from './registry-login.js';

/** Which chart, and how it is reached. */
export interface ChartInputs {
  /** As given: a path counts from `workingDirectory`. Empty for a rollback, whose chart is in the release's records. */
  readonly chart: string;
  readonly version: string | undefined;
  readonly repo: string | undefined;
  /** What the chart, or its dependencies, are downloaded with; undefined: what helm knows already. */
  readonly registryLogin: RegistryLogin | undefined;
  readonly dependencyUpdate: boolean;
}

/** Of a rollback, whose chart is in the release's records. */
export const NO_CHART: ChartInputs = {
  ...{ chart: '', version: undefined, repo: undefined, registryLogin: undefined },
  dependencyUpdate: false,
};

interface With {
  readonly helmArgs: readonly string[];
  readonly encryptedValues: readonly EncryptedFile[];
}

/** Reads and checks `chart` and what goes with it. */
export function readChart(
  get: Get,
  place: Place,
  { helmArgs, encryptedValues }: With,
): ChartInputs {
  const repo = checkRepo(readText(get, 'repo'), place.report);
  const chart = checkChart(get('chart').trim(), place, { repo, helmArgs, encryptedValues });
  const dependencyUpdate = readBoolean(get, 'dependency-update', place.report);
  return {
    ...{ chart, repo, dependencyUpdate },
    version: readText(get, 'version'),
    registryLogin: readRegistryLogin(get, { chart, repo, dependencyUpdate, helmArgs }, place),
  };
}
