import { execFile } from 'node:child_process';
import { ActionError } from '../../errors.js';
import { type Credentials, isFresh, type TimedCredential } from './credential.js';
import type { Plugin, Server } from './login.js';
import { findPluginProblem } from '../../kubeconfig/plugin.js';
import { buildPluginRequest, readPluginAnswer } from './plugin-protocol.js';
import { SharedTask } from './shared-task.js';

/** What a plugin is asked with. */
export interface PluginDeps {
  readonly server: Server;
  /** The PEM that the API server's certificate is checked by. */
  readonly authority: string | undefined;
  /** The environment of helm: the plugin answers us as it answers helm. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** In ms since the epoch. */
  readonly now: () => number;
}

/** A plugin that opened a browser or hangs must not keep the step from its end. */
const PLUGIN_MS = 60_000;
const MAX_ANSWER_BYTES = 1 << 20;
/** A plugin may give us again what was just refused: we do not ask it for each request. */
const RENEW_PAUSE_MS = 10_000;
const SAID_LENGTH = 300;

/**
 * Credentials of a plugin. It is asked when the credential expires or is refused, and once for all who wait. Never
 * logs what it prints; the beginning of its stderr may be in an error's message.
 */
export function pluginCredentials(plugin: Plugin, deps: PluginDeps): Credentials {
  let newest: TimedCredential | undefined;
  let renewedAt = Number.NEGATIVE_INFINITY;
  const task = new SharedTask(async (signal) => {
    newest = await ask(plugin, deps, signal);
    return newest;
  });
  return {
    get: async (signal) =>
      newest !== undefined && isFresh(newest, deps.now()) ? newest : task.join(signal),
    renew: async (refused, signal) => {
      if (newest !== undefined && newest !== refused) return newest;
      if (!task.isRunning) {
        if (deps.now() - renewedAt < RENEW_PAUSE_MS) return undefined;
        renewedAt = deps.now();
      }
      return task.join(signal);
    },
  };
}

async function ask(
  plugin: Plugin,
  { server, authority, env, now }: PluginDeps,
  signal: AbortSignal,
): Promise<TimedCredential> {
  const problem = findPluginProblem(plugin);
  if (problem !== undefined) throw pluginError(plugin, problem);
  const request = buildPluginRequest(plugin, server, authority);
  const variables = { ...env, ...plugin.env, KUBERNETES_EXEC_INFO: request };
  const askedAt = now();
  const stdout = await run(plugin, variables, signal);
  const answer = readPluginAnswer(stdout, plugin.apiVersion, askedAt);
  if (answer.kind === 'wrong') throw pluginError(plugin, `answered ${answer.got}`);
  return answer.credential;
}

function run(
  plugin: Plugin,
  env: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<string> {
  const options = { env, signal, timeout: PLUGIN_MS, maxBuffer: MAX_ANSWER_BYTES };
  return new Promise((resolve, reject) => {
    const child = execFile(plugin.command, plugin.args, options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(pluginError(plugin, describeEnd(error, stderr), error));
    });
    child.stdin?.end();
  });
}

function describeEnd(
  error: Error & { readonly code?: unknown; readonly killed?: boolean },
  stderr: string,
): string {
  if (error.code === 'ENOENT') return 'is not installed';
  if (error.code === 'EACCES') return 'is not an executable file';
  if (error.killed === true) return `gave no answer within ${String(PLUGIN_MS / 1_000)} s`;
  const said = cutAtWord(stderr.trim());
  const how = typeof error.code === 'number' ? `ended with exit code ${error.code}` : 'failed';
  return said === '' ? how : `${how}: ${said}`;
}

/** No part of a word: it may be one of a secret, which could not be found then to be hidden. */
function cutAtWord(text: string): string {
  if (text.length <= SAID_LENGTH) return text;
  return `${/^(?:.*\s)?/s.exec(text.slice(0, SAID_LENGTH + 1))?.[0].trim() ?? ''} …`.trim();
}

function pluginError({ command, installHint }: Plugin, what: string, cause?: unknown): ActionError {
  return new ActionError(
    'unauthorized',
    `The credential plugin "${command}" of the kubeconfig ${what}.`,
    installHint ?? 'Check that it is installed, and that an earlier step has logged in.',
    { cause },
  );
}
