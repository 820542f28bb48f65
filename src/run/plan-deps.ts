import type { InCluster } from '../deploy/cluster-access.js';
import type { PlanDeps, Rendering } from '../deploy/plan.js';
import type { HelmCommand } from '../helm/args.js';
import { readRecord } from '../helm/open-record.js';
import type { ReleaseRecord } from '../helm/records.js';
import { listManifestSecrets } from '../secrets/manifest-secrets.js';
import { isSecret } from '../secrets/variables.js';
import { cancellation } from './cancellation.js';
import { isReady, loadDecryption, type Own, sopsFor } from './deploy-deps.js';
import { runMasked } from './run-masked.js';

/** All that a plan needs from outside. */
export function buildPlanDeps(cluster: InCluster, own: Own, command: HelmCommand): PlanDeps {
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

/** What helm writes holds every value of the release: it is read and never shown. */
async function render(
  command: HelmCommand,
  { inputs, host, files, masker }: Own,
  onLine: (line: string) => void,
): Promise<Rendering> {
  const decrypt = async () =>
    (await loadDecryption()).decryptAll(inputs.encryptedValues, sopsFor(inputs, host, command));
  const lines: string[] = [];
  const onOutput = (line: string) => {
    lines.push(line);
  };
  const options = { onLine, onOutput, cancellation };
  const helm = await runMasked(command, options, { inputs, files, masker, decrypt });
  return { helm, record: helm.exitCode === 0 ? read(lines) : undefined };
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
