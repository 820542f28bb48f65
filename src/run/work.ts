import { randomUUID } from 'node:crypto';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { connect, type InCluster } from '../deploy/cluster-access.js';
import { runDeploy } from '../deploy/deploy.js';
import type { Deploy } from '../deploy/deps.js';
import type { PlanResult } from '../deploy/planning.js';
import { type OwnFiles, writeFiles } from '../folder/files.js';
import type { Run } from '../guard/lease.js';
import { buildHelmCommand, buildRollbackCommand } from '../helm/args.js';
import { startRegistryConfig } from '../helm/own-config.js';
import type { Host } from '../inputs/host.js';
import type { Inputs } from '../inputs/inputs.js';
import type { SecretMasker } from '../secrets/secret-masker.js';
import type { ToolPlan } from '../tools/plan.js';
import { cancellation } from './cancellation.js';
import { openConsole } from './console.js';
import { buildDeps, type Own } from './deploy-deps.js';
import { execute } from './execute.js';
import type { Frontend, Results } from './frontend.js';
import { listKnownSecrets } from './known-secrets.js';
import type { Planned } from './plan.js';
import { logIn } from './registry-login.js';
import { setUpTools } from './set-up-tools.js';

/** Who shows what comes of a run, and what is kept out of it. */
export interface Scene {
  readonly frontend: Frontend;
  readonly masker: SecretMasker;
}

/** What a command is done with. */
export interface Made {
  readonly host: Host;
  readonly plan: ToolPlan;
  readonly folder: string;
}

/** Sets up what a command needs, and does it. Throws ActionError where that cannot be. */
export async function work(inputs: Inputs, made: Made, scene: Scene): Promise<Results> {
  const { frontend, masker } = scene;
  const { release, namespace, summary, logFile = nameLogFile(inputs, frontend) } = inputs;
  const files = await writeOwn(inputs, made.folder, scene);
  const { runUrl, commit, output } = frontend;
  const place = { path: logFile, isGiven: inputs.logFile !== undefined };
  const reporter = openConsole(output, place, masker.redact);
  const say = (text: string) => reporter.say(text);
  const setting = { inputs, host: made.host, ownFolder: files.folder, say };
  const { helm, env, ready } = await setUpTools(made.plan, setting);
  const facts = { helm, env, files, runUrl, commit };
  const deploy: Deploy = {
    inputs,
    command: buildHelmCommand(inputs, facts),
    rollbackTo: (revision) => buildRollbackCommand(inputs, facts, revision),
    reporter,
  };
  const cluster = reach(deploy, files, scene);
  const helmReady = logIn(inputs, { facts, ready, say });
  // Who waits for it comes later, and is told then.
  helmReady.catch(() => undefined);
  const preload = () => {
    keepYoungSpaceSmall();
    return Promise.all([import('./publish.js'), frontend.loadResultWriter()]);
  };
  const own = { inputs, host: made.host, files, masker, helmReady, preload };
  const dryFacts = { ...facts, version: made.plan.version };
  const result = await act(own, { cluster, deploy, facts: dryFacts, frontend });
  const told = {
    command: inputs.command,
    release,
    namespace,
    summary,
    logFile,
    helmVersion: made.plan.version,
  };
  const { helmMs, helm: exit } = result;
  return { ...result, ...told, helmMs, helmExitCode: exit?.exitCode };
}

/**
 * The lines of a log die young. Let to itself, the space for the young grows with their number, by a hundred megabytes
 * and more, of which hardly any is ever in use. Before helm runs it may grow: loading is quicker so.
 */
function keepYoungSpaceSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}

/** What a deploy does not need is loaded late: helm starts at once. */
async function act(own: Own, planned: Planned): Promise<PlanResult> {
  const { cluster, deploy } = planned;
  const { command } = deploy.inputs;
  switch (command) {
    case 'deploy':
      return await runDeploy(buildDeps(cluster, own), deploy);
    case 'plan':
      return await (await import('./plan.js')).plan(own, planned);
    case 'rollback': {
      const { runRollback } = await import('../deploy/rollback.js');
      return await runRollback(buildDeps(cluster, own), deploy);
    }
    default:
      return command satisfies never;
  }
}

async function writeOwn(
  inputs: Inputs,
  folder: string,
  { frontend, masker }: Scene,
): Promise<OwnFiles> {
  const { kubeconfig, valuesInline } = inputs;
  masker.addWords([inputs.release, inputs.namespace]);
  masker.add(listKnownSecrets(inputs, frontend.env));
  return await writeFiles(folder, {
    kubeconfig: kubeconfig.kind === 'inline' ? kubeconfig.yaml : undefined,
    valuesInline,
    registryConfig: startRegistryConfig(inputs.registryLogin),
  });
}

function reach(deploy: Deploy, files: OwnFiles, { frontend, masker }: Scene): InCluster {
  const { inputs, reporter } = deploy;
  const { signal: cancelled, deadline } = cancellation;
  const ourRun = describeRun(inputs, frontend);
  const say = (text: string) => reporter.say(text);
  const check = { run: ourRun, token: inputs.githubToken, cancelled, say };
  return connect(deploy, {
    ...{ files, masker, execute, run: ourRun, cancelled, deadline },
    written: () => frontend.output.drained(),
    isOver: (other) => frontend.isOver(other, check),
  });
}

/** Who we are for the Lease: two jobs of one workflow run are two runs. */
function describeRun({ timeoutSeconds }: Inputs, { runUrl, runAttempt }: Frontend): Run {
  const name = runUrl ?? `process ${String(process.pid)} on ${hostname()}`;
  return { id: `${name} ${randomUUID()}`, name, attempt: runAttempt, timeoutSeconds };
}

/** Where the hooks' log is written when nothing is said: it stays for the steps after this one. */
function nameLogFile({ release }: Inputs, { tempFolder = tmpdir() }: Frontend): string {
  return join(tempFolder, `helm-migrate-${release}-${process.pid}.log`);
}
