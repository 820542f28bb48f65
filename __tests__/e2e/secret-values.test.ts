import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { container, deployObjects, jobHook, podSpec } from './support/hooks.js';
import {
  HELM_MAJORS,
  kubectl,
  makeNamespace,
  makeTempFolder,
  removeNamespace,
} from './support/lab.js';
import { withoutMasks } from './support/scan.js';
import { encryptFor, makeAgeKey } from './support/sops.js';
import { runStep, type StepResult } from './support/step.js';

const PASSWORD = 'Sops-Pl4in_Pw!';
const SCHEMA = {
  type: 'object',
  properties: {
    db: { type: 'object', properties: { password: { type: 'string', pattern: '^[a-zA-Z0-9]+$' } } },
  },
};
const TEMPLATE = `{{- if .Values.fail }}{{ fail (printf "bad database settings: %v" .Values.db) }}{{ end }}
apiVersion: v1
kind: Secret
metadata: {name: {{ .Release.Name }}-db}
stringData: {password: {{ .Values.db.password | quote }}}
`;

/** A chart whose errors quote a value, in a folder of its own; `schema` refuses passwords with signs. */
function makeChart({ schema }: { readonly schema: boolean }): string {
  const chart = makeTempFolder();
  mkdirSync(join(chart, 'templates'));
  writeFileSync(join(chart, 'Chart.yaml'), 'apiVersion: v2\nname: app\nversion: 0.1.0\n');
  writeFileSync(join(chart, 'values.yaml'), 'db: {password: ""}\nfail: false\n');
  if (schema) writeFileSync(join(chart, 'values.schema.json'), JSON.stringify(SCHEMA));
  writeFileSync(join(chart, 'templates', 'all.yaml'), TEMPLATE);
  return chart;
}

function expectHidden(result: StepResult, secret: string, shows: RegExp): void {
  const { outputs, summary } = result;
  const log = withoutMasks(result.log);
  const logFile = outputs['log-file'] ? readFileSync(outputs['log-file'], 'utf8') : '';
  expect(log).toMatch(shows);
  for (const text of [log, logFile, summary, JSON.stringify(outputs)])
    expect(text).not.toContain(secret);
}

describe.each(HELM_MAJORS)('values that helm or a hook quotes, Helm %i', (helm) => {
  const namespace = `e2e-secret-values-${String(helm)}`;
  const folder = makeTempFolder();
  const encrypted = join(folder, 'secrets.yaml');
  const key = join(folder, 'age.key');
  beforeAll(async () => {
    await makeNamespace(namespace);
    await makeAgeKey(key);
    writeFileSync(encrypted, `db:\n  password: ${PASSWORD}\n`);
    await encryptFor(key, encrypted);
  });
  afterAll(() => removeNamespace(namespace));

  it.concurrent.each([
    ['the schema', true, '', /does not match pattern/],
    ['fail', false, 'fail=true', /bad database settings: map\[password:\*\*\*\]/],
  ] as const)('are hidden on a first install, by %s', async (_by, schema, set, shows) => {
    const inputs = { namespace, release: `first-${String(schema)}`, values: encrypted, set };
    const result = await runStep({
      helm,
      inputs: { ...inputs, chart: makeChart({ schema }), 'secrets-backend': 'sops' },
      env: { SOPS_AGE_KEY_FILE: key },
    });
    expect(result.outputs['outcome']).toBe('deploy-failed');
    expectHidden(result, PASSWORD, shows);
  });

  it.concurrent('are hidden where they stand in values-inline', async () => {
    const result = await runStep({
      helm,
      inputs: {
        ...{ namespace, release: 'inline', chart: makeChart({ schema: false }) },
        ...{ 'secrets-backend': 'none', set: 'fail=true' },
        'values-inline': `db: {password: ${PASSWORD}, host: main-db.example.com}`,
      },
    });
    expectHidden(result, PASSWORD, /map\[host:main-db\.example\.com password:\*\*\*\]/);
  });

  it.concurrent('are hidden where they stand in a plain file or in set', async () => {
    const file = join(makeTempFolder(), 'values.yaml');
    writeFileSync(file, `db: {password: ${PASSWORD}, pin: 8675309123}\n`);
    const result = await runStep({
      helm,
      inputs: {
        ...{ namespace, release: 'plain', chart: makeChart({ schema: false }), values: file },
        ...{ 'secrets-backend': 'none', set: 'fail=true\ndb.clientsecret=Set-Secret_22' },
      },
    });
    expectHidden(result, PASSWORD, /map\[clientsecret:\*\*\* password:\*\*\* pin:\*\*\*\]/);
  });

  it.concurrent('are hidden where a Secret was changed after helm wrote it', async () => {
    const release = 'changed';
    const [old, live] = ['As-rendered-11', 'Patched-l4ter-22'];
    const env = [
      { name: 'P', valueFrom: { secretKeyRef: { name: 'changed-db', key: 'password' } } },
    ];
    const print = container(`echo "old ${old}"; echo "connecting to postgres://orders:$P@db/x"`, {
      env,
    });
    const objects = [
      {
        ...{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'changed-db' } },
        stringData: { password: old },
      },
      jobHook({ name: 'changed', events: 'post-install,pre-upgrade' }, podSpec([print])),
    ];
    const inputs = { namespace, release };
    await deployObjects(helm, objects, { inputs });
    const patch = JSON.stringify({ stringData: { password: live } });
    await kubectl('patch', 'secret', 'changed-db', '-n', namespace, '-p', patch);
    const again = await deployObjects(helm, objects, { inputs });
    expectHidden(again, live, /connecting to postgres:\/\/orders:\*\*\*@db\/x/);
    expectHidden(again, old, /old \*\*\*/);
  });

  it.concurrent('that are no secrets stay readable', async () => {
    const stringData = {
      ...{ WORKER_IMAGE: 'registry.local/busybox', WORKER_TAG: '1', DB_NAME: 'shop_production' },
      DB_HOST: 'main-db.abc123.eu-west-1.rds.amazonaws.com',
      DB_PASSWORD: 'Xk29-fJq8-Lm31',
      'migrate.py': 'import os\ndef main(first_name):\n    return True\nmain(sync_forever=False)\n',
    };
    const script =
      'echo "return True"; echo "ERROR: could not translate host name \\"$DB_HOST\\" to address, database $DB_NAME, $DB_PASSWORD"; exit 1';
    const more = { envFrom: [{ secretRef: { name: 'open' } }] };
    const hook = { 'helm.sh/hook': 'pre-install,pre-upgrade', 'helm.sh/hook-weight': '-1' };
    const objects = [
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'open', annotations: hook },
        stringData,
      },
      jobHook({ name: 'open' }, podSpec([container(script, more)])),
    ];
    const result = await deployObjects(helm, objects, { inputs: { namespace, release: 'open' } });
    expect(result.outputs['reason']).toMatch(
      /could not translate host name "main-db\.abc123\.eu-west-1\.rds\.amazonaws\.com" to address, database shop_production, \*\*\*$/,
    );
    const [, ofHooks = ''] = result.log.split(/^Deploying release /m);
    expect(ofHooks.match(/^::add-mask::/gm)?.length).toBeLessThan(20);
    expect(result.log).toMatch(/\/main \| return True$/m);
  });
});
