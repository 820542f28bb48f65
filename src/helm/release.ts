import { ActionError } from '../errors.js';
import {
  isMapping,
  listOf,
  type Mapping,
  mappingOf,
  readYaml,
  splitDocuments,
  textOf,
} from '../yaml.js';
import { nameOf, timeOf, wholeOf } from './fields.js';

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

const STATUSES: ReadonlySet<string> = new Set<ReleaseStatus>([
  'deployed',
  'uninstalled',
  'superseded',
  'failed',
  'uninstalling',
  'pending-install',
  'pending-upgrade',
  'pending-rollback',
]);

/**
 * Reads the JSON of a release record (already unpacked), field by field; Helm 3 and 4 write the same keys. What
 * is not of the type that Helm writes is unknown: empty, 0 or none. Throws SyntaxError when it is no JSON object.
 */
export function parseRelease(json: string): Release {
  const record: unknown = JSON.parse(json);
  if (!isMapping(record)) throw new SyntaxError('A release record is a JSON object.');
  const info = mappingOf(record['info']);
  const namespace = textOf(record['namespace']) ?? '';
  return {
    name: textOf(record['name']) ?? '',
    namespace,
    revision: wholeOf(record['version']),
    status: statusOf(info['status']),
    description: textOf(info['description']) ?? '',
    lastDeployed: timeOf(info['last_deployed']),
    operation:
      timeOf(info['first_deployed']) === timeOf(info['last_deployed']) ? 'install' : 'upgrade',
    hooks: listOf(record['hooks']).flatMap((hook) => readHook(mappingOf(hook), namespace)),
    jobs: readJobs(textOf(record['manifest']) ?? '', namespace),
  };
}

/** A hook that has no kind, or no name that an object can have, is none: nothing could be found by it. */
function readHook(hook: Mapping, releaseNamespace: string): readonly Hook[] {
  const [kind, name, run] = [
    textOf(hook['kind']),
    nameOf(hook['name']),
    mappingOf(hook['last_run']),
  ];
  if (kind === undefined || name === undefined) return [];
  return [
    {
      kind,
      namespace: readObject(textOf(hook['manifest']) ?? '').namespace ?? releaseNamespace,
      name,
      events: listOf(hook['events']).filter((event) => typeof event === 'string'),
      weight: wholeOf(hook['weight']),
      phase: textOf(run['phase']) ?? '',
      isPrintedByHelm: listOf(hook['output_log_policies']).length > 0,
      started: timeOf(run['started_at']),
      completed: timeOf(run['completed_at']),
    },
  ];
}

/** Where the manifest is large, only what looks like a Job is worth a parser. */
function readJobs(manifest: string, releaseNamespace: string): readonly Hook[] {
  const documents = splitDocuments(manifest).filter((text) =>
    /^kind: *["']?Job["']?\s*$/m.test(text),
  );
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
  const metadata = mappingOf(object['metadata']);
  return {
    kind: textOf(object['kind']),
    name: nameOf(metadata['name']),
    namespace: nameOf(metadata['namespace']),
  };
}

function statusOf(value: unknown): ReleaseStatus {
  return isStatus(value) ? value : 'unknown';
}

function isStatus(value: unknown): value is ReleaseStatus {
  return typeof value === 'string' && STATUSES.has(value);
}
