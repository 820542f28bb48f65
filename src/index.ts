import { debug, getInput, saveState, warning } from '@actions/core';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cancellation, listenForCancel } from './cancellation.js';
import { asActionError } from './errors.js';
import {
  FOLDER_STATE,
  makeFolder,
  type OwnFiles,
  removeFolder,
  thisHost,
  writeFiles,
} from './files.js';
import { follow, type Surroundings } from './connect.js';
import { buildHelmCommand } from './helm/args.js';
import { explainDecryption } from './helm/decryption.js';
import { runHelm } from './helm/run.js';
import { findTools, sopsProgram } from './helm/tools.js';
import { type Inputs, parseInputs } from './inputs.js';
import { type Deploy, main, type World } from './main.js';
import { openConsole } from './report/console.js';
import { diagnoseError } from './report/diagnose.js';
import { maskKubeconfig } from './report/mask.js';
import { publish } from './report/outputs.js';

await run();

async function run(): Promise<void> {
  let folder: string | undefined;
  try {
    const cancellation = listenForCancel();
    const host = thisHost();
    const inputs = parseInputs((name) => getInput(name, { trimWhitespace: false }), host);
    findTools(inputs, host);
    folder = await makeFolder(process.env['RUNNER_TEMP']);
    saveState(FOLDER_STATE, folder);
    const { kubeconfig, valuesInline } = inputs;
    maskKubeconfig(kubeconfig, (path) => host.readText(path));
    const files = await writeFiles(folder, {
      kubeconfig: kubeconfig.kind === 'inline' ? kubeconfig.yaml : undefined,
      valuesInline,
    });
    await deployAndPublish(inputs, files, cancellation);
  } catch (error) {
    await publishError(error);
  } finally {
    if (folder !== undefined) await removeOwn(folder);
  }
}

/** What cannot be removed now is tried again by the post step. */
async function removeOwn(folder: string): Promise<void> {
  try {
    await removeFolder(folder, process.env['RUNNER_TEMP']);
  } catch (error) {
    warning(asActionError(error).message);
  }
}

async function deployAndPublish(
  inputs: Inputs,
  files: OwnFiles,
  cancellation: Cancellation,
): Promise<void> {
  const logFile =
    inputs.logFile ??
    join(
      process.env['RUNNER_TEMP'] ?? tmpdir(),
      `helm-migrate-${inputs.release}-${process.pid}.log`,
    );
  const facts = {
    env: process.env,
    files,
    runUrl: readRunUrl(),
    commit: process.env['GITHUB_SHA'],
  };
  const teller = openConsole(logFile);
  const deploy: Deploy = { inputs, command: buildHelmCommand(inputs, facts), teller };
  const surroundings = { files, written: teller.written };
  const result = await main(buildWorld(surroundings, cancellation), deploy);
  await publish({
    ...result,
    release: inputs.release,
    namespace: inputs.namespace,
    helmExitCode: result.helm.exitCode,
    logFile,
    summary: inputs.summary,
  });
}

function buildWorld(surroundings: Surroundings, cancellation: Cancellation): World {
  return {
    now: () => Date.now(),
    cancelled: cancellation.signal,
    runHelm: (command, onLine) => runHelm(command, { onLine, cancellation }),
    follow: (deploy, options) => follow(deploy, surroundings, options),
    explainDecryption: ({ inputs, command }) =>
      explainDecryption(inputs.encryptedValues, {
        program: sopsProgram(process.env),
        cwd: command.cwd,
        env: command.env,
      }),
  };
}

function readRunUrl(): string | undefined {
  const {
    GITHUB_SERVER_URL: server,
    GITHUB_REPOSITORY: repository,
    GITHUB_RUN_ID: id,
  } = process.env;
  return server && repository && id ? `${server}/${repository}/actions/runs/${id}` : undefined;
}

async function publishError(cause: unknown): Promise<void> {
  const error = asActionError(cause);
  if (error.code === 'internal' && cause instanceof Error) debug(cause.stack ?? '');
  await publish({
    diagnosis: diagnoseError(error),
    release: getInput('release'),
    namespace: getInput('namespace'),
    seen: undefined,
    helmMs: undefined,
    helmExitCode: undefined,
    logFile: undefined,
    summary: true,
  });
}
