import type { HelmFacts } from '../helm/args.js';
import { buildLogin } from '../helm/registry-login.js';
import { ESCALATIONS, type HelmExit, runHelm } from '../helm/run.js';
import type { Inputs } from '../inputs/inputs.js';
import type { RegistryLogin } from '../inputs/registry-login.js';
import { cancellation } from './cancellation.js';

/** What a login needs beside the inputs. */
export interface LoginSetting {
  readonly facts: HelmFacts;
  /** Resolves when helm is there. */
  readonly ready: Promise<void>;
  readonly say: (text: string) => void;
}

/** A registry that answers at all does so in a second or two; helm itself would try for minutes. */
const LOGIN_SECONDS = 60;

/**
 * Logs helm in to a registry or repository where the inputs give a login, as soon as helm is there; the password goes
 * to its standard input. Resolves when helm may start. Rejects with ActionError, also when the run is cancelled.
 */
export async function logIn(inputs: Inputs, { facts, ready, say }: LoginSetting): Promise<void> {
  await ready;
  const login = inputs.registryLogin;
  if (login === undefined) return;
  const { place, username, password } = login;
  const stop = AbortSignal.timeout(LOGIN_SECONDS * 1_000);
  const exit = await runHelm(buildLogin(inputs, login, facts), {
    ...{ input: password, cancellation, stop },
    escalations: { ...ESCALATIONS, stop: ESCALATIONS.cancel },
    onLine: () => undefined,
  });
  if (exit.exitCode !== 0) throw await explain(login, exit, stop.aborted);
  say(`Logged in to ${place.kind === 'registry' ? place.host : place.url} as ${username}`);
}

async function explain(login: RegistryLogin, exit: HelmExit, isLate: boolean): Promise<Error> {
  const { explainLogin } = await import('../diagnosis/login-causes.js');
  return explainLogin(login, exit.lastErrors, isLate ? LOGIN_SECONDS : undefined);
}
