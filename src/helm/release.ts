import { ActionError } from '../errors.js';
import { cutText } from '../text/format.js';
import { isMapping, mappingOf, textOf } from '../text/yaml.js';
import { nameOf, timeOf, wholeOf } from './fields.js';
import { type Hook, readHooks, readJobs } from './hook.js';

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

/**
 * What `$HELM_DRIVER` means (`pkg/action/action.go`, v4.3.1). Throws ActionError for what helm refuses, and `memory`.
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
    case 'sql':
      return 'sql';
    default:
      throw new ActionError(
        'bad-input',
        `$HELM_DRIVER is "${driver}": expected "secret", "configmap" or "sql".`,
        'Records in memory are lost when helm ends, so hooks cannot be followed.',
      );
  }
}

/** The chart of a revision; each text is empty where the record does not tell it. */
export interface Chart {
  readonly name: string;
  readonly version: string;
  /** The version of what it deploys, by the chart's word. */
  readonly appVersion: string;
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
  readonly chart: Chart;
  readonly operation: 'install' | 'upgrade' | 'rollback';
  readonly hooks: readonly Hook[];
  /** Jobs of the manifest: no hooks, but with `--wait-for-jobs` helm waits for them too. */
  readonly jobs: readonly Hook[];
}

const CHART_TEXT_LENGTH = 200;

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
 * is not of the type that Helm writes is unknown: empty, 0 or none. Throws SyntaxError when it is not a JSON object.
 */
export function parseRelease(json: string): Release {
  const record: unknown = JSON.parse(json);
  if (!isMapping(record)) throw new SyntaxError('A release record is a JSON object.');
  const info = mappingOf(record['info']);
  const namespace = nameOf(record['namespace']) ?? '';
  return {
    name: nameOf(record['name']) ?? '',
    namespace,
    revision: wholeOf(record['version']),
    status: statusOf(info['status']),
    description: textOf(info['description']) ?? '',
    lastDeployed: timeOf(info['last_deployed']),
    chart: readChart(record['chart']),
    operation:
      timeOf(info['first_deployed']) === timeOf(info['last_deployed']) ? 'install' : 'upgrade',
    hooks: readHooks(record['hooks'], namespace, timeOf(info['last_deployed'])),
    jobs: readJobs(textOf(record['manifest']) ?? '', namespace),
  };
}

function readChart(chart: unknown): Chart {
  const { name, version, appVersion } = mappingOf(mappingOf(chart)['metadata']);
  const read = (value: unknown) => cutText(textOf(value) ?? '', CHART_TEXT_LENGTH);
  return { name: read(name), version: read(version), appVersion: read(appVersion) };
}

function statusOf(value: unknown): ReleaseStatus {
  return isStatus(value) ? value : 'unknown';
}

function isStatus(value: unknown): value is ReleaseStatus {
  return typeof value === 'string' && STATUSES.has(value);
}
