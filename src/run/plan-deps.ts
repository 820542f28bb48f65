import type { InCluster } from '../deploy/cluster-access.js';
import type { PlanDeps, Rendering } from '../deploy/planning.js';
import type { RenderedHooks } from '../dry-run/dry-run.js';
import { readRenderedHooks } from '../dry-run/rendered-hooks.js';
import type { HelmCommand } from '../helm/args.js';
import type { DryRunRendering } from '../helm/dry-run-args.js';
import { readRecord } from '../helm/open-record.js';
import type { ReleaseRecord } from '../helm/records.js';
import type { HelmExit } from '../helm/run.js';
import { readSecretObject } from '../objects/secret-object.js';
import { listManifestSecrets } from '../secrets/manifest-secrets.js';
import { isSecret } from '../secrets/variables.js';
import { cancellation } from './cancellation.js';
import { isReady, loadDecryption, openDecrypter, type Own, sopsFor } from './deploy-deps.js';
import { runMasked } from './run-masked.js';

/** The commands that ask helm. */
export interface PlanCommands {
  /** What it would do. */
  readonly plan: HelmCommand;
  /** What the hooks of a dry run are. */
  readonly hooks: (rendering: DryRunRendering) => HelmCommand;
}

/** All that a plan needs from outside. */
export function buildPlanDeps(
  cluster: InCluster,
  own: Own,
  { plan: command, hooks }: PlanCommands,
): PlanDeps {
  const { inputs, host, masker, helmReady, preload } = own;
  const see = (record: ReleaseRecord) => {
    const { objects = '', hooks = [] } = record.manifests?.() ?? {};
    masker.addSilently([objects, ...hooks].flatMap(listManifestSecrets));
    masker.addSilently((record.secrets?.() ?? []).flatMap(({ values }) => values));
  };
  return {
    now: () => Date.now(),
    cancelled: cancellation.signal,
    ready: async () => await isReady(helmReady),
    findActiveHook: cluster.findActiveHook,
    runHooks: cluster.runHooks,
    renderHooks: async (rendering) => await renderHooks(hooks(rendering), own),
    readStanding: async () => {
      const standing = await cluster.readStanding();
      if (standing.record !== undefined) see(standing.record);
      return standing;
    },
    render: async (onLine) => {
      const [rendering] = await Promise.all([render(command, own, onLine), preload()]);
      if (rendering.record !== undefined) see(rendering.record);
      return rendering;
    },
    veil: { redact: masker.redact, isSecret },
    explainDecryption: async () =>
      (await loadDecryption()).explainDecryption(
        inputs.encryptedValues,
        sopsFor(inputs, host, command),
      ),
  };
}

async function render(
  command: HelmCommand,
  own: Own,
  onLine: (line: string) => void,
): Promise<Rendering> {
  const { helm, lines } = await ask(command, own, onLine);
  return { helm, record: helm.exitCode === 0 ? read(lines) : undefined };
}

/** A plugin may have written lines before the first document. */
async function renderHooks(command: HelmCommand, own: Own): Promise<RenderedHooks> {
  const { helm, lines } = await ask(command, own, () => undefined);
  if (helm.exitCode !== 0) return { helm, hooks: undefined };
  const text = lines.slice(lines.indexOf('---')).join('\n');
  const { masker, inputs } = own;
  masker.addSilently(listManifestSecrets(text));
  const hooks = readRenderedHooks(text, inputs.namespace);
  masker.addSilently(
    hooks.flatMap(({ object }) => readSecretObject(object, inputs.namespace)?.values ?? []),
  );
  return { helm, hooks };
}

/** What helm writes holds every value of the release: it is read and never shown. */
async function ask(
  command: HelmCommand,
  { inputs, host, files, masker }: Own,
  onLine: (line: string) => void,
): Promise<{ readonly helm: HelmExit; readonly lines: readonly string[] }> {
  const decrypt = openDecrypter(inputs, host, command);
  const lines: string[] = [];
  const onOutput = (line: string) => {
    lines.push(line);
  };
  const options = { onLine, onOutput, cancellation };
  const helm = await runMasked(command, options, { inputs, files, masker, decrypt });
  return { helm, lines };
}

/** The release is one line of JSON; a plugin may have written others before it. */
function read(lines: readonly string[]): ReleaseRecord | undefined {
  const json = lines.findLast((line) => line.startsWith('{'));
  try {
    return json === undefined ? undefined : { ...readRecord(json), created: '' };
  } catch {
    return undefined;
  }
}
