import './cancellation.js';
import { asActionError } from '../errors.js';
import { makeFolder, removeFolder } from '../folder/files.js';
import { warnOfVersion } from '../helm/known-bad.js';
import { lookForTools } from '../helm/tools.js';
import { findCommand } from '../inputs/command.js';
import { type Inputs, parseInputs } from '../inputs/inputs.js';
import { warnOfStale } from '../inputs/stale.js';
import { hideIn } from '../secrets/hide.js';
import { SecretMasker } from '../secrets/secret-masker.js';
import { escapePlainText } from '../text/escape.js';
import { pause } from '../time/pulse.js';
import { planTools } from '../tools/plan.js';
import type { Frontend, Published, Results } from './frontend.js';
import { thisHost } from './host.js';
import { type Scene, work } from './work.js';

/** One run of a command, from its inputs to what is told of it. Never throws. */
export async function run(frontend: Frontend): Promise<void> {
  const { output, readInput, tempFolder } = frontend;
  const warnPlainly = (text: string) => {
    output.warn(escapePlainText(text));
  };
  const masker = new SecretMasker({ mask: output.mask, warn: warnPlainly, pause });
  const scene = { frontend, masker };
  let folder: string | undefined;
  let inputs: Inputs | undefined;
  let published: Published;
  try {
    const host = thisHost(frontend);
    inputs = parseInputs(readInput, host);
    const plan = planTools(lookForTools(inputs, host), inputs.tools.versions);
    for (const text of [warnOfVersion(plan.version), warnOfStale(inputs.staleDecrypted)])
      if (text !== undefined) output.warn(text);
    folder = await makeFolder(tempFolder);
    frontend.keepFolder(folder);
    const results = await work(inputs, { host, plan, folder }, scene);
    published = await publish(results, scene);
  } catch (error) {
    published = await publishError(error, inputs, scene);
  } finally {
    if (folder !== undefined) await removeOwn(folder, frontend);
  }
  await frontend.finish(published, inputs);
}

/** Where it cannot be removed now, whoever it was told to tries again. */
async function removeOwn(folder: string, { output, tempFolder }: Frontend): Promise<void> {
  try {
    await removeFolder(folder, tempFolder);
  } catch (error) {
    output.warn(asActionError(error).message);
  }
}

/** Returns what was published: no secret that we know is left in it. */
async function publish(results: Results, { frontend, masker }: Scene): Promise<Published> {
  return (await loadPublish()).publish(hideIn(results, masker.redact), frontend);
}

async function loadPublish() {
  return await import('./publish.js');
}

async function publishError(
  cause: unknown,
  inputs: Inputs | undefined,
  scene: Scene,
): Promise<Published> {
  const { output, readInput } = scene.frontend;
  const error = asActionError(cause);
  if (error.code === 'internal' && cause instanceof Error)
    output.debug(scene.masker.redact(cause.stack ?? ''));
  const { diagnoseError } = await import('../diagnosis/diagnose.js');
  const results: Results = {
    diagnosis: diagnoseError(error),
    command: inputs?.command ?? findCommand(readInput('command')),
    release: readInput('release').trim(),
    namespace: inputs?.namespace ?? readInput('namespace').trim(),
    seen: undefined,
    helmMs: undefined,
    helmExitCode: undefined,
    logFile: undefined,
    summary: true,
  };
  return await publish(results, scene);
}
