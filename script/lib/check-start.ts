/** Starts an action as the runner does, without inputs. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';

interface Metadata {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
  readonly runs: { readonly main: string; readonly post: string };
}

const FILES = ['OUTPUT', 'STATE', 'ENV', 'PATH', 'STEP_SUMMARY'];

/** What is wrong with the action in a folder: it has to refuse its inputs, and its post step has to succeed. */
export function startAction(folder: string, work: string): readonly string[] {
  return ['.', 'dist'].flatMap((place) => {
    const path = join(folder, place);
    const metadata = load(readFileSync(join(path, 'action.yml'), 'utf8')) as Metadata;
    const env = makeEnvironment(metadata, mkdtempSync(join(work, 'runner-')));
    const run = (file: string) =>
      spawnSync(process.execPath, [join(path, file)], { encoding: 'utf8', env, cwd: work });
    const main = run(metadata.runs.main);
    const post = run(metadata.runs.post);
    const outputs = readFileSync(env['GITHUB_OUTPUT'] ?? '', 'utf8');
    const says = /^::error [^\n]*Input "release"/m.test(main.stdout);
    return [
      ...(main.status === 1 ? [] : [`expected exit code 1, got ${String(main.status)}`]),
      ...(says ? [] : [`expected an error on "release", got: ${main.stdout}${main.stderr}`]),
      ...(outputs.includes('deploy-failed') ? [] : ['the output "outcome" is not deploy-failed']),
      ...(post.status === 0 ? [] : [`the post step ended with ${String(post.status)}`]),
    ].map((one) => `${join(place, 'action.yml')}: ${one}`);
  });
}

/** The runner gives the defaults of action.yml, with its expressions evaluated. */
function makeEnvironment(metadata: Metadata, folder: string): Record<string, string> {
  const inputs = Object.entries(metadata.inputs).map(
    ([name, { default: value = '' }]) =>
      [`INPUT_${name.toUpperCase()}`, value.startsWith('${{') ? '' : value] as const,
  );
  const files = FILES.map((name) => [`GITHUB_${name}`, join(folder, name)] as const);
  for (const [, file] of files) writeFileSync(file, '');
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: folder,
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: folder,
    RUNNER_TEMP: folder,
    ...Object.fromEntries([...inputs, ...files]),
  };
}
