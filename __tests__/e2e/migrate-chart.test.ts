import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { DB_PASSWORD, makeDatabase, querySql } from './support/backend.js';
import {
  HELM_MAJORS,
  type HelmMajor,
  makeNamespace,
  readHistory,
  removeNamespace,
  ROOT,
  setting,
} from './support/lab.js';
import { MIGRATE_TOOLS, type MigrateTool } from './support/migrate-tools.js';
import { runStep, type StepResult } from './support/step.js';

const namespaceOf = (helm: HelmMajor) => `e2e-migrate-chart-${String(helm)}`;

beforeAll(async () => {
  await Promise.all(HELM_MAJORS.map((helm) => makeNamespace(namespaceOf(helm))));
});
afterAll(async () => {
  await Promise.all(HELM_MAJORS.map((helm) => removeNamespace(namespaceOf(helm))));
});

// Both helms at once, one tool after the other.
it.each(MIGRATE_TOOLS)('charts/migrate runs $name, and tells how it failed', async (tool) => {
  await Promise.all(HELM_MAJORS.map((helm) => applyAndFail(tool, helm)));
});

async function applyAndFail(tool: MigrateTool, helm: HelmMajor): Promise<void> {
  const namespace = namespaceOf(helm);
  const place = `${namespace}-${tool.name}`;
  const name = await makeDatabase(place);
  const deploy = async (files: MigrateTool['good'], more = {}): Promise<StepResult> => {
    const own = { ...(await tool.values(files, place)), ...more };
    const values = { ...own, database: databaseOf(name) };
    return runStep({
      helm,
      inputs: {
        release: tool.name,
        namespace,
        chart: join(ROOT, 'charts/migrate'),
        'secrets-backend': 'none',
        'values-inline': JSON.stringify(values),
      },
    });
  };

  if (tool.dryRun !== undefined) {
    const { outputs } = await deploy(tool.good, tool.dryRun);
    expect(outputs).toMatchObject({ outcome: 'deployed', applied: '0', pending: '2' });
    expect(await querySql(place, "SHOW TABLES LIKE '%ers'")).toEqual([]);
  }
  const applied = await deploy(tool.good);
  expect(applied).toExitWith(0);
  expect(applied.outputs).toMatchObject({ outcome: 'deployed', applied: '2', pending: '0' });
  expect(await querySql(place, "SHOW TABLES LIKE '%ers'")).toEqual(['orders', 'users']);

  const failed = await deploy({ ...tool.good, ...tool.broken });
  expect(failed).toExitWith(1);
  expect(failed.outputs).toMatchObject({
    outcome: 'hook-failed',
    cause: 'hook-exit',
    'exit-code': tool.exitCode,
    applied: '0',
  });
  expect(failed.outputs['reason']).toMatch(tool.reason);
  const before = tool.dryRun === undefined ? [] : ['superseded'];
  expect(await readHistory(namespace, tool.name)).toEqual([...before, 'deployed', 'failed']);
}

function databaseOf(name: string): object {
  return {
    driver: 'mysql',
    host: setting('HM_DB_HOST'),
    port: Number(setting('HM_DB_PORT')),
    name,
    user: name,
    password: DB_PASSWORD,
  };
}
