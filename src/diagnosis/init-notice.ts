import { nameWorkload } from '../helm/workload.js';
import type { DeploySeen, FollowedWorkload } from '../rollout/seen.js';

const PAGE = 'https://github.com/helm-migrate/helm-migrate/blob/main/docs/init-containers.md';

/** What may become of migrations in the init containers of several Pods, or of one that was restarted, one each. */
export function noticeInitMigrations({ rollout }: DeploySeen): readonly string[] {
  return (rollout?.workloads ?? []).flatMap((it) => {
    const what = describe(it);
    return what === undefined
      ? []
      : [
          `${what} Each new Pod migrates again, several Pods can migrate at the same time, and a node drain or the next rollout can end a migration while it runs. Migrate once, in a hook Job: ${PAGE}`,
        ];
  });
}

function describe({ workload, migrated }: FollowedWorkload): string | undefined {
  const { reports, pods, isRepeated } = migrated;
  const tools = reports.map(({ tool }) => tool).join(', ');
  const name = nameWorkload(workload);
  if (pods > 1)
    return `The init containers of ${String(pods)} Pods of ${name} ran migrations (${tools}).`;
  return isRepeated
    ? `An init container of ${name} that runs migrations (${tools}) was restarted after an error.`
    : undefined;
}
