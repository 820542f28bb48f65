import { hideLogOf } from '../helm/hidden-logs.js';
import type { Hook } from '../helm/hook.js';
import type { Records, ReleaseRecord } from '../helm/records.js';
import { changeObjects } from '../objects/watch-event.js';

type ToFollow = Pick<Records, 'watchRecords' | 'readRecord'>;

/**
 * The same records with what they do not tell: that they are of a rollback, in which other hooks run, and which hooks'
 * logs are not to be shown.
 */
export function asFollowed(
  records: ToFollow,
  hideLogs: readonly string[],
  { isRollback }: { readonly isRollback: boolean },
): ToFollow {
  const hide = (hook: Hook) => hideLogOf(hook, hideLogs);
  const change = ({ release, ...record }: ReleaseRecord): ReleaseRecord => ({
    ...record,
    release: {
      ...release,
      ...{ hooks: release.hooks.map(hide), jobs: release.jobs.map(hide) },
      ...(isRollback && { operation: 'rollback' }),
    },
  });
  return {
    readRecord: async (...asked) => change(await records.readRecord(...asked)),
    watchRecords: (signal) => changeObjects(records.watchRecords(signal), change),
  };
}
