import { load } from 'js-yaml';
import { ActionError } from '../errors.js';

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

/** Where Helm keeps its records, of those places that are in the cluster. */
export type RecordStore = 'secrets' | 'configmaps';

/**
 * What `$HELM_DRIVER` means (`pkg/action/action.go`, v4.3.1). Throws ActionError for records that are
 * not in the cluster.
 */
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
    default:
      throw new ActionError(
        'bad-input',
        `$HELM_DRIVER is "${driver}": hooks can be followed with "secret" and "configmap".`,
        'The deploy goes on without the logs of its hooks.',
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
  readonly operation: 'install' | 'upgrade';
  readonly hooks: readonly Hook[];
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
}

interface RecordHook {
  readonly name: string;
  readonly kind: string;
  readonly manifest: string;
  readonly events?: readonly string[] | null;
  readonly weight?: number;
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
  };
}

/**
 * The hooks that an install or upgrade runs, in Helm's order: before the workloads or after, then by
 * weight, then by name (`hookByWeight` in `pkg/action/hooks.go`, v3.22.0 and v4.3.1).
 */
export function listHooksInOrder(
  release: Release,
): readonly { readonly event: string; readonly hook: Hook }[] {
  const events = [`pre-${release.operation}`, `post-${release.operation}`];
  return events.flatMap((event) =>
    release.hooks
      .filter((hook) => hook.events.includes(event))
      .sort((a, b) => a.weight - b.weight || (a.name < b.name ? -1 : 1))
      .map((hook) => ({ event, hook })),
  );
}

function readHook(hook: RecordHook, releaseNamespace: string): Hook {
  const { phase = '', started_at = '', completed_at = '' } = hook.last_run ?? {};
  return {
    kind: hook.kind,
    namespace: readNamespace(hook.manifest) ?? releaseNamespace,
    name: hook.name,
    events: hook.events ?? [],
    weight: hook.weight ?? 0,
    phase,
    started: started_at === ZERO_TIME ? '' : started_at,
    completed: completed_at === ZERO_TIME ? '' : completed_at,
  };
}

function readNamespace(manifest: string): string | undefined {
  const object = load(manifest) as
    { readonly metadata?: { readonly namespace?: string } } | null | undefined;
  return object?.metadata?.namespace;
}
