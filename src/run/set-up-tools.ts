import type { Environment, Host } from '../inputs/host.js';
import type { Inputs } from '../inputs/inputs.js';
import { listPlugins, pluginFolders } from '../helm/tools.js';
import type { ToolPlan } from '../tools/plan.js';
import { cancellation } from './cancellation.js';

/** The tools of a deploy. */
export interface Tools {
  /** The absolute path of helm. */
  readonly helm: string;
  /** The environment in which helm finds all others. */
  readonly env: Environment;
  /** Resolves when all of them are there. Rejects with an ActionError, or when the run is cancelled. */
  readonly ready: Promise<void>;
}

/** What setting up needs. */
export interface Setting {
  readonly inputs: Pick<Inputs, 'tools'>;
  readonly host: Host;
  readonly ownFolder: string;
  readonly say: (text: string) => void;
}

/**
 * Says where the tools are, and begins to fetch what is missing. Where all is installed, nothing of what fetches is
 * loaded. Throws ActionError for a version that could not be verified.
 */
export async function setUpTools(plan: ToolPlan, setting: Setting): Promise<Tools> {
  const { env } = setting.host;
  if (plan.wanted.length === 0 && plan.helm !== undefined)
    return { helm: plan.helm.path, env, ready: Promise.resolve() };
  const [{ findPlaces }, { environmentWith }, { platformOf }] = await loadPlaces();
  const { host, inputs, ownFolder } = setting;
  const platform = platformOf(host.arch);
  const places = findPlaces(plan, {
    ...{ choice: inputs.tools, platform, env, ownFolder, user: process.getuid?.() },
    ...{ plugins: listPlugins(host), pluginFolders: pluginFolders(host) },
  });
  const ready =
    places.missing.length === 0
      ? Promise.resolve()
      : fetchTools(places, { ...setting, platform, mirror: inputs.tools.mirror });
  // Who waits for it comes later, and is told then.
  ready.catch(() => undefined);
  const helm = places.helm ?? plan.helm?.path ?? 'helm';
  return { helm, env: environmentWith(env, places.placed), ready };
}

async function loadPlaces() {
  return await Promise.all([
    import('../tools/set-up.js'),
    import('../tools/environment.js'),
    import('../tools/source.js'),
  ]);
}

type Places = ReturnType<Awaited<ReturnType<typeof loadPlaces>>[0]['findPlaces']>;

async function fetchTools(
  places: Places,
  { host, platform, mirror, say }: Setting & { platform: string; mirror: string | undefined },
): Promise<void> {
  const { fetchMissing } = await import('../tools/fetch.js');
  const { signal } = cancellation;
  await fetchMissing(places, { env: host.env, platform, mirror, say, signal });
}
