import type { Release } from '../helm/release.js';

/** What to do about a hook that failed and is no migration that we know. */
export const ADVICE_HOOK = 'Read the log of the hook, mend what it says, and deploy again.';

/** What to do about a migration that failed. */
export const ADVICE_MIGRATION =
  'Mend the migration and deploy again. MySQL and MariaDB do not roll back DDL: a failed migration may be half applied, so look at the schema first.';

/** What to do about a release that is `pending-*`; `deployed` is its last deployed revision. */
export function advisePending(
  { name, namespace, status }: Release,
  deployed: number | undefined,
): string {
  const wait = 'If that deploy still runs, wait for it.';
  if (status === 'pending-install' || deployed === undefined) {
    return `${wait} If it was killed, nothing of this release was ever deployed: helm uninstall ${name} --namespace ${namespace}`;
  }
  return `${wait} If it was killed: helm rollback ${name} ${String(deployed)} --no-hooks --namespace ${namespace}`;
}
