import { ActionError } from '../errors.js';
import { isMapping, readYaml } from '../yaml.js';

/** A release's status as Helm writes it (`pkg/release/common/status.go`, v4.3.1). */
export type ReleaseStatus =
  | 'unknown'
  | 'deployed'
  | 'uninstalled'
  | 'superseded'
  | 'failed'
  | 'uninstalling'
  | 'pending-install'
  | 'pending-upgrade'
  | 'pending-rollback';

/** True of a release that helm refuses to touch: an operation on it has begun and not ended. */
export function isPending({ status }: Pick<Release, 'status'>): boolean {
  return status.startsWith('pending-');
}

/** Where Helm keeps its records; `sql` is outside the cluster, and helm itself has to be asked. */
export type RecordStore = 'secrets' | 'configmaps' | 'sql';

/** What `$HELM_DRIVER` means (`pkg/action/action.go`, v4.3.1). Throws ActionError for what helm refuses, and `memory`. */
export function readRecordStore(driver: string | undefined): RecordStore {
  switch (driver) {
    case undefined:
    case '':
    case 'secret':
    case 'secrets':
      return 'secrets';
    case 'configmap':
    case 'configmaps':
      return 'configmaps';
    case 'sql':
      return 'sql';
    default:
      throw new ActionError(
        'bad-input',
        `$HELM_DRIVER is "${driver}": expected "secret", "configmap" or "sql".`,
        'Records in memory are gone when helm ends: hooks cannot be followed with them.',
      );
  }
}

/** One hook object of a release, as its record lists it. */
export interface Hook {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly events: readonly string[];
  readonly weight: number;
  /** Helm's own word on its last run: `Running`, `Succeeded`, `Failed`, `Unknown` or empty. */
  readonly phase: string;
  /** True where the chart has helm print the log once the hook has ended (`helm.sh/hook-output-log-policy`). */
  readonly isPrintedByHelm: boolean;
  /** RFC 3339, empty where the hook did not start or end. */
  readonly started: string;
  readonly completed: string;
}

/** One revision of a release, as Helm's own record has it. Values are left out: they may be secret. */
export interface Release {
  readonly name: string;
  readonly namespace: string;
  readonly revision: number;
  readonly status: ReleaseStatus;
  readonly description: string;
  /** When this revision was begun, by the clock of the machine that ran helm; RFC 3339. */
  readonly lastDeployed: string;
  readonly operation: 'install' | 'upgrade' | 'rollback';
  readonly hooks: readonly Hook[];
  /** Jobs of the manifest: no hooks, but with `--wait-for-jobs` helm waits for them too. */
  readonly jobs: readonly Hook[];
}

/** The record's JSON, as far as we read it; Helm 3 and 4 write the same keys. */
interface RecordJson {
  readonly name: string;
  readonly namespace: string;
  readonly version: number;
  readonly info?: {
    readonly status?: ReleaseStatus;
    readonly description?: string;
    readonly first_deployed?: string;
    readonly last_deployed?: string;
  };
  readonly hooks?: readonly RecordHook[] | null;
  readonly manifest?: string;
}

interface RecordHook {
  readonly name: string;
  readonly kind: string;
  readonly manifest: string;
  readonly events?: readonly string[] | null;
  readonly weight?: number;
  readonly output_log_policies?: readonly string[] | null;
  readonly last_run?: {
    readonly phase?: string;
    readonly started_at?: string;
    readonly completed_at?: string;
  };
}

/** Helm's zero time, where a hook has not started or ended. */
const ZERO_TIME = '0001-01-01T00:00:00Z';

/** Reads the JSON of a release record (already unpacked). Throws SyntaxError when it is not JSON. */
export function parseRelease(json: string): Release {
  const record = JSON.parse(json) as RecordJson;
  const {
    status = 'unknown',
    description = '',
    first_deployed = '',
    last_deployed = '',
  } = record.info ?? {};
  return {
    name: record.name,
    namespace: record.namespace,
    revision: record.version,
    status,
    description,
    lastDeployed: last_deployed,
    operation: first_deployed === last_deployed ? 'install' : 'upgrade',
    hooks: (record.hooks ?? []).map((hook) => readHook(hook, record.namespace)),
    jobs: readJobs(record.manifest ?? '', record.namespace),
  };
}

function readHook(hook: RecordHook, releaseNamespace: string): Hook {
  const { phase = '', started_at = '', completed_at = '' } = hook.last_run ?? {};
  return {
    kind: hook.kind,
    namespace: readObject(hook.manifest).namespace ?? releaseNamespace,
    name: hook.name,
    events: hook.events ?? [],
    weight: hook.weight ?? 0,
    phase,
    isPrintedByHelm: (hook.output_log_policies ?? []).length > 0,
    started: started_at === ZERO_TIME ? '' : started_at,
    completed: completed_at === ZERO_TIME ? '' : completed_at,
  };
}

/** Where the manifest is large, only what looks like a Job is worth a parser. */
function readJobs(manifest: string, releaseNamespace: string): readonly Hook[] {
  const documents = manifest
    .split(/^---$/m)
    .filter((text) => /^kind: *["']?Job["']?\s*$/m.test(text));
  return documents.map(readObject).flatMap(({ kind, name, namespace }) =>
    kind !== 'Job' || name === undefined
      ? []
      : {
          ...{ kind, name, namespace: namespace ?? releaseNamespace, events: [], weight: 0 },
          ...{ phase: '', isPrintedByHelm: false, started: '', completed: '' },
        },
  );
}

interface ObjectHead {
  readonly kind: string | undefined;
  readonly name: string | undefined;
  readonly namespace: string | undefined;
}

/** What the manifest is of; nothing is known of one that we cannot read, and helm may be able to. */
function readObject(manifest: string): ObjectHead {
  const reading = readYaml(manifest);
  const object = reading.kind === 'mapping' ? reading.mapping : {};
  const metadata = isMapping(object['metadata']) ? object['metadata'] : {};
  return {
    kind: textOf(object['kind']),
    name: textOf(metadata['name']),
    namespace: textOf(metadata['namespace']),
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
