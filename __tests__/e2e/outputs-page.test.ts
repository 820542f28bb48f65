import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { ANY_CHART, container, jobHook, podSpec } from './support/hooks.js';
import {
  adminKubeconfig,
  HELM_MAJORS,
  makeNamespace,
  makeTempFolder,
  removeNamespace,
  ROOT,
} from './support/lab.js';
import { runWorkflow, type WorkflowOptions } from './support/workflow.js';

/** The two workflows of docs/outputs.md, by their names. */
const PAGE = readFileSync(join(ROOT, 'docs/outputs.md'), 'utf8');
const SHOWN = [...PAGE.matchAll(/^```yaml\n(name: ([^\n]*)\n.*?)^```/gms)].map(
  ([, yaml = '', name = '']) => [name, yaml] as const,
);
const [CHAT = '', KEEP = ''] = SHOWN.map(([, yaml]) => yaml);

/** A log whose words act in a shell, in JSON and in a chat. */
const HOSTILE = `ERROR: "$(touch /tmp/outputs-page)" \\ ' <!here> & \`id\``;

/** What the runner would upload, as the inputs of the action tell. */
const STAND_IN = `
name: Writes down what it is given
inputs: {name: {}, path: {}, if-no-files-found: {}, retention-days: {}}
runs:
  using: composite
  steps:
    - shell: bash
      env:
        NAME: \${{ inputs.name }}
        FILE: \${{ inputs.path }}
        NO_FILE: \${{ inputs.if-no-files-found }}
        DAYS: \${{ inputs.retention-days }}
      run: |
        mkdir "$RUNNER_TEMP/$NAME"
        cp "$FILE" "$RUNNER_TEMP/$NAME/log"
        echo "$NO_FILE $DAYS" >"$RUNNER_TEMP/$NAME/how"
`;

interface Message {
  readonly type: string | undefined;
  readonly body: string;
}

/** A chat's webhook on loopback, which keeps what is posted. */
async function startChat() {
  const messages: Message[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      messages.push({
        type: request.headers['content-type'],
        body: Buffer.concat(parts).toString(),
      });
      response.end('ok');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => new Promise((resolve) => server.close(resolve));
  return { url: `http://127.0.0.1:${String(port)}/services/T0/B0/x`, messages, close };
}

it('shows two workflows', () => {
  expect(SHOWN.map(([name]) => name)).toEqual([
    'Deploy, and tell the chat',
    "Deploy, and keep the hooks' log",
  ]);
});

describe.each(HELM_MAJORS)('the workflows of docs/outputs.md, Helm %i', (helm) => {
  const namespace = `e2e-outputs-page-${String(helm)}`;
  beforeAll(() => makeNamespace(namespace));
  afterAll(() => removeNamespace(namespace));

  /** Runs a workflow of the page as it is there, but for the namespace, with a chart of one hook. */
  const run = (yaml: string, script: string, more: Partial<WorkflowOptions> = {}) =>
    runWorkflow(helm, {
      workflow: 'page.yml',
      ...more,
      secrets: { KUBECONFIG: adminKubeconfig(), ...more.secrets },
      prepare: (workspace) => {
        const workflows = join(workspace, '.github/workflows');
        const chart = join(workspace, 'charts/backend');
        mkdirSync(workflows, { recursive: true });
        writeFileSync(
          join(workflows, 'page.yml'),
          yaml.replace('namespace: shop', `namespace: ${namespace}`),
        );
        cpSync(ANY_CHART, chart, { recursive: true });
        const hook = jobHook({ name: 'migrate' }, podSpec([container(script)]));
        writeFileSync(join(chart, 'values.yaml'), JSON.stringify({ objects: [hook] }));
      },
    });
  const failWith = (line: string) => `printf '%s\\n' ${quote(line)} >&2; exit 1`;

  it('a failure is told to the chat, whatever is in its words', async () => {
    const chat = await startChat();
    const secrets = { CHAT_WEBHOOK: chat.url };
    const result = await run(CHAT, failWith(HOSTILE), { secrets });
    await chat.close();
    expect(result).toExitWith(1);
    expect(chat.messages).toHaveLength(1);
    const [{ type, body } = { type: '', body: '' }] = chat.messages;
    expect(type).toBe('application/json');
    const { text, ...others } = JSON.parse(body) as { readonly text: string };
    expect(others).toEqual({});
    const lines = text.split('\n');
    expect(lines[0]).toBe('hook-failed');
    expect(lines[1]).toContain(
      HOSTILE.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
    );
    expect(lines.at(-1)).toMatch(/^https:\/\/github\.com\/helm-migrate\/backend\/actions\/runs\//);
    expect(result.log).not.toContain(chat.url);
  });

  it('a success is not', async () => {
    const chat = await startChat();
    const secrets = { CHAT_WEBHOOK: chat.url };
    const result = await run(CHAT, 'echo fine', { secrets });
    await chat.close();
    expect(result).toExitWith(0);
    expect(chat.messages).toEqual([]);
  });

  it("the hooks' log is uploaded, also after a failure", async () => {
    const action = makeTempFolder();
    writeFileSync(join(action, 'action.yml'), STAND_IN);
    const actions = { 'actions/upload-artifact@v7': action };
    const result = await run(KEEP, failWith('ERROR: the last line'), { actions });
    expect(result).toExitWith(1);
    const left = readdirSync(result.left, { recursive: true, encoding: 'utf8' });
    const read = (name: string) => {
      const found = left.find((path) => path.endsWith(`hooks-log/${name}`));
      return found === undefined ? undefined : readFileSync(join(result.left, found), 'utf8');
    };
    expect(read('log')).toMatch(/ERROR: the last line$/m);
    expect(read('how')).toBe('ignore 30\n');
  });
});

/** A word of a shell's. */
function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
