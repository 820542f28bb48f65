import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { container, deployObjects, jobHook, type Manifest, podSpec } from './support/hooks.js';
import { HELM_MAJORS, kubectl, makeNamespace, removeNamespace } from './support/lab.js';
import { withoutMasks } from './support/scan.js';
import type { StepResult } from './support/step.js';

/** With what JSON, a URL, a shell and a DSN trip over. */
const PASSWORD = `S3cr3t/p@ss "w'rd+#1é`;
const PEM = [
  '-----BEGIN KEY-----',
  'c2VjcmV0LWxpbmUtb25l',
  'c2VjcmV0LWxpbmUtdHdv',
  '-----END KEY-----',
];

/** Prints $PASSWORD in eight forms and $KEY line by line, then fails with the password in its last words. */
const PRINT = `
percent() { local LC_ALL=C s=$1 i; for ((i = 0; i < \${#s}; i++)); do printf '%%%02X' "'\${s:i:1}"; done | sed 's/%FFFFFFFFFFFFFF/%/g'; }
echo "form 1: $PASSWORD"
echo "form 2: $(printf %s "$PASSWORD" | base64 -w0)"
echo "form 3: $(printf 'app:%s' "$PASSWORD" | base64 -w0)"
echo "form 4: https://app:$(percent "$PASSWORD")@db.example/x"
json=\${PASSWORD//\\"/\\\\\\"}
echo "form 5: {\\"password\\":\\"$json\\"}"
echo "form 6: $(printf %q "$PASSWORD")"
echo "form 7: app:$PASSWORD@tcp(db:3306)/shop?parseTime=true"
echo "form 8: $(printf %s "$PASSWORD" | od -An -v -tx1 | tr -d ' \\n')"
echo "$KEY" | while read -r line; do echo "key: $line"; done
echo "ERROR: access denied for app with $PASSWORD"
exit 1
`;

/** The forms as other tools write them, from which no more than these pieces need be found. */
function listLeaks(): readonly string[] {
  const bytes = Buffer.from(PASSWORD);
  const percent = [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
  return [
    PASSWORD,
    'p@ss',
    bytes.toString('base64'),
    Buffer.from(`app:${PASSWORD}`).toString('base64').slice(8, 24),
    percent.toUpperCase(),
    JSON.stringify(PASSWORD).slice(1, -1),
    bytes.toString('hex'),
    ...PEM.slice(1, -1),
  ];
}

function secret(name: string, stringData: Manifest, annotations?: Manifest): Manifest {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name, annotations }, stringData };
}

const fromKey = (name: string, secretName: string, key: string) => ({
  name,
  valueFrom: { secretKeyRef: { name: secretName, key } },
});

describe.each(HELM_MAJORS)('a hook that prints its password, Helm %i', (helm) => {
  const namespace = `e2e-masks-${String(helm)}`;
  beforeAll(() => makeNamespace(namespace));
  afterAll(() => removeNamespace(namespace));

  const expectHidden = async (result: StepResult, job: string) => {
    expect(result.outputs['outcome']).toBe('hook-failed');
    const printed = await kubectl('logs', `job/${job}`, '-n', namespace);
    const logFile = readFileSync(result.outputs['log-file'] ?? '', 'utf8');
    const log = withoutMasks(result.log);
    const shown = {
      log,
      logFile,
      summary: result.summary,
      outputs: JSON.stringify(result.outputs),
    };
    for (const leak of listLeaks()) {
      expect(printed).toContain(leak);
      for (const text of Object.values(shown)) expect(text).not.toContain(leak);
    }
    for (const text of [log, logFile, result.summary])
      for (const number of [1, 2, 3, 4, 5, 6, 7, 8])
        expect(text).toMatch(new RegExp(`form ${number}: .*\\*\\*\\*`));
    expect(result.outputs['reason']).toMatch(/ERROR: access denied for app with \*\*\*/);
    // The runner hides it in what later steps print.
    expect(result.log).toContain('::add-mask::S3cr3t');
  };

  it('finds it nowhere where the Secret is a hook of the release', async () => {
    const hook = { 'helm.sh/hook': 'pre-install,pre-upgrade', 'helm.sh/hook-weight': '-5' };
    const objects = [
      secret('own', { password: PASSWORD, key: PEM.join('\n') }, hook),
      jobHook(
        { name: 'own' },
        podSpec([
          container(PRINT, {
            env: [fromKey('PASSWORD', 'own', 'password'), fromKey('KEY', 'own', 'key')],
          }),
        ]),
      ),
    ];
    await expectHidden(
      await deployObjects(helm, objects, { inputs: { namespace, release: 'own' } }),
      'own',
    );
  });

  it.each([
    [
      'in its environment',
      { env: [fromKey('PASSWORD', 'others', 'PASSWORD'), fromKey('KEY', 'others', 'KEY')] },
      PRINT,
    ],
    ['in its environment as a whole', { envFrom: [{ secretRef: { name: 'others' } }] }, PRINT],
    [
      'in a volume',
      { volumeMounts: [{ name: 'v', mountPath: '/s' }] },
      `PASSWORD=$(cat /s/PASSWORD) KEY=$(cat /s/KEY)\n${PRINT}`,
    ],
  ] as const)('nor where somebody else made the Secret, %s', async (how, more, script) => {
    const name = `others-${how.replaceAll(/\W/g, '')}`.toLowerCase();
    await kubectl('delete', 'secret', 'others', '-n', namespace, '--ignore-not-found');
    await kubectl(
      ...['create', 'secret', 'generic', 'others', '-n', namespace],
      ...[`--from-literal=PASSWORD=${PASSWORD}`, `--from-literal=KEY=${PEM.join('\n')}`],
    );
    const spec = podSpec([container(script, more)], {
      volumes: [{ name: 'v', projected: { sources: [{ secret: { name: 'others' } }] } }],
    });
    const objects = [jobHook({ name }, spec)];
    await expectHidden(
      await deployObjects(helm, objects, { inputs: { namespace, release: name } }),
      name,
    );
  });

  it('leaves a short password as it is, and says so', async () => {
    await kubectl(
      'create',
      'secret',
      'generic',
      'short',
      '-n',
      namespace,
      '--from-literal=password=a',
    );
    const env = [fromKey('PASSWORD', 'short', 'password')];
    const job = jobHook(
      { name: 'short' },
      podSpec([container('echo "a banana: $PASSWORD"', { env })]),
    );
    const result = await deployObjects(helm, [job], { inputs: { namespace, release: 'short' } });
    expect(result.log).toContain('| a banana: a');
    expect(result.log).toContain(
      `::warning title=Helm Migrate::Too short or too common to be masked in the log: key "password" of Secret ${namespace}/short.`,
    );
  });
});
