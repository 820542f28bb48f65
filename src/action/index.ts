import './closed-output.js';
import { cancellation } from './cancellation.js';
import { setFlagsFromString } from 'node:v8';
import { asActionError } from '../errors.js';
import {
  FOLDER_STATE,
  makeFolder,
  type OwnFiles,
  removeFolder,
  writeFiles,
} from '../folder/files.js';
import { connect, type InCluster } from '../deploy/cluster-access.js';
import { buildHelmCommand, buildRollbackCommand, type HelmFacts } from '../helm/args.js';
import { warnOfVersion } from '../helm/known-bad.js';
import { startRegistryConfig } from '../helm/own-config.js';
import { lookForTools } from '../helm/tools.js';
import { type Inputs, parseInputs } from '../inputs/inputs.js';
import { warnOfStale } from '../inputs/stale.js';
import { runDeploy } from '../deploy/deploy.js';
import type { Deploy } from '../deploy/deps.js';
import { checkRuns, describeRun, nameLogFile, readRunUrl } from './workflow-run.js';
import { countWarnings, warn } from './annotations.js';
import { debug, maskSecret, readInput, saveState, writeLine } from './commands.js';
import { thisHost } from './host.js';
import { execute } from './execute.js';
import { buildDeps } from './deploy-deps.js';
import { listKnownSecrets } from './known-secrets.js';
import { logIn } from './registry-login.js';
import { openConsole } from './console.js';
import { setUpTools } from './set-up-tools.js';
import type { Published, Results } from './publish.js';
import { escapePlainText } from '../text/escape.js';
import { hideIn } from '../secrets/hide.js';
import { SecretMasker } from '../secrets/secret-masker.js';
import { pause } from '../time/pulse.js';
import { planTools, type ToolPlan } from '../tools/plan.js';

// The lines of a log die young. Let to itself, the space for the young grows with their number, by a hundred
// megabytes and more, of which hardly any is ever in use.
setFlagsFromString('--semi-space-growth-factor=1');

const masker = new SecretMasker({
  mask: maskSecret,
  warn: (text) => warn(escapePlainText(text)),
  pause,
});

await run();

async function run(): Promise<void> {
  let folder: string | undefined;
  let inputs: Inputs | undefined;
  let published: Published;
  try {
    const host = thisHost();
    inputs = parseInputs(readInput, host);
    const plan = planTools(lookForTools(inputs, host), inputs.tools.versions);
    for (const text of [warnOfVersion(plan.version), warnOfStale(inputs.staleDecrypted)])
      if (text !== undefined) warn(text);
    folder = await makeFolder(process.env['RUNNER_TEMP']);
    saveState(FOLDER_STATE, folder);
    const { kubeconfig, valuesInline } = inputs;
    masker.addWords([inputs.release, inputs.namespace]);
    masker.add(listKnownSecrets(inputs, process.env));
    const files = await writeFiles(folder, {
      kubeconfig: kubeconfig.kind === 'inline' ? kubeconfig.yaml : undefined,
      valuesInline,
      registryConfig: startRegistryConfig(inputs.registryLogin),
    });
    published = await deployAndPublish(inputs, { plan, files });
  } catch (error) {
    published = await publishError(error, inputs);
  } finally {
    if (folder !== undefined) await removeOwn(folder);
  }
  if (inputs !== undefined && inputs.comment.when !== 'never') await commentOn(published, inputs);
  countWarnings();
}

/** It comes last, since it may take its time, or fail. Where the inputs are wrong, nobody knows what it would be on. */
async function commentOn(published: Published, inputs: Inputs): Promise<void> {
  const { comment } = await import('./comment.js');
  const { env } = process;
  await comment(published, inputs, { env, cancelled: cancellation.deadline, say: writeLine, warn });
}

/** What cannot be removed now is tried again by the post step. */
async function removeOwn(folder: string): Promise<void> {
  try {
    await removeFolder(folder, process.env['RUNNER_TEMP']);
  } catch (error) {
    warn(asActionError(error).message);
  }
}

async function deployAndPublish(
  inputs: Inputs,
  { plan, files }: Pick<HelmFacts, 'files'> & { readonly plan: ToolPlan },
): Promise<Published> {
  const { release, namespace, summary, logFile = nameLogFile(inputs) } = inputs;
  const { GITHUB_SHA: commit } = process.env;
  const place = { path: logFile, isGiven: inputs.logFile !== undefined };
  const reporter = openConsole(place, masker.redact);
  const say = (text: string) => reporter.say(text);
  const setting = { inputs, host: thisHost(), ownFolder: files.folder, say };
  const { helm, env, ready } = await setUpTools(plan, setting);
  const facts = { helm, env, files, runUrl: readRunUrl(), commit };
  const deploy: Deploy = {
    inputs,
    command: buildHelmCommand(inputs, facts),
    rollbackTo: (revision) => buildRollbackCommand(inputs, facts, revision),
    reporter,
  };
  const cluster = reach(deploy, reporter.written, files);
  const helmReady = logIn(inputs, { facts, ready, say });
  // Who waits for it comes later, and is told then.
  helmReady.catch(() => undefined);
  const own = { inputs, files, masker, helmReady };
  const result = await runDeploy(buildDeps(cluster, own), deploy);
  return await publish({
    ...result,
    ...{ release, namespace, summary, logFile, helmVersion: plan.version },
    helmMs: result.helmMs,
    helmExitCode: result.helm?.exitCode,
  });
}

function reach(deploy: Deploy, written: () => Promise<void>, files: OwnFiles): InCluster {
  const { inputs, reporter } = deploy;
  const run = describeRun(inputs);
  const { signal: cancelled, deadline } = cancellation;
  const say = (text: string) => reporter.say(text);
  const isOver = checkRuns(run, inputs.githubToken, { cancelled, say });
  const ours = { files, masker, execute, written, run, isOver };
  return connect(deploy, { ...ours, cancelled, deadline });
}

/** Returns what was published: no secret that we know is left in it. */
async function publish(results: Results): Promise<Published> {
  return (await import('./publish.js')).publish(hideIn(results, masker.redact));
}

async function publishError(cause: unknown, inputs: Inputs | undefined): Promise<Published> {
  const error = asActionError(cause);
  if (error.code === 'internal' && cause instanceof Error) debug(masker.redact(cause.stack ?? ''));
  const { diagnoseError } = await import('../diagnosis/diagnose.js');
  return await publish({
    diagnosis: diagnoseError(error),
    release: readInput('release').trim(),
    namespace: inputs?.namespace ?? readInput('namespace').trim(),
    seen: undefined,
    helmMs: undefined,
    helmExitCode: undefined,
    logFile: undefined,
    summary: true,
  });
}
