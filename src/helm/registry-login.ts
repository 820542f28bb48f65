import type { Inputs } from '../inputs/inputs.js';
import type { LoginPlace, RegistryLogin } from '../inputs/registry-login.js';
import type { HelmCommand, HelmFacts } from './args.js';
import { helmEnvironment } from './environment.js';
import { nameRepository } from './own-config.js';

/**
 * Builds what logs helm in; the password goes to its standard input. The flags of `helm-args` that say how to reach the
 * place hold for it, too.
 */
export function buildLogin(inputs: Inputs, login: RegistryLogin, facts: HelmFacts): HelmCommand {
  const { place, username } = login;
  return {
    program: facts.helm,
    args: [
      ...(place.kind === 'registry' ? ['registry', 'login'] : ['repo', 'add']),
      ...[`--username=${username}`, '--password-stdin'],
      ...pickTls(inputs.helmArgs, place.kind),
      '--',
      ...(place.kind === 'registry'
        ? [place.host]
        : [nameRepository(facts.files.folder), place.url]),
    ],
    env: helmEnvironment(inputs, facts),
    cwd: inputs.workingDirectory,
  };
}

/** What `helm upgrade` calls these flags, and what `helm registry login` does (3.22.0 and 4.3.1). */
const WITH_FILE = ['--ca-file', '--cert-file', '--key-file'];
const SWITCHES: Readonly<Record<LoginPlace['kind'], Readonly<Record<string, string>>>> = {
  registry: { '--insecure-skip-tls-verify': '--insecure', '--plain-http': '--plain-http' },
  repository: { '--insecure-skip-tls-verify': '--insecure-skip-tls-verify' },
};

function pickTls(helmArgs: readonly string[], kind: LoginPlace['kind']): readonly string[] {
  return helmArgs.flatMap((arg, at) => {
    const [, flag = '', value] = /^(--[^=]*)(?:=(.*))?$/s.exec(arg) ?? [];
    if (WITH_FILE.includes(flag)) return [`${flag}=${value ?? helmArgs[at + 1] ?? ''}`];
    const name = SWITCHES[kind][flag];
    return name === undefined ? [] : [value === undefined ? name : `${name}=${value}`];
  });
}
