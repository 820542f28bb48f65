import { expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

interface Package {
  readonly resolved?: string;
  readonly integrity?: string;
  readonly os?: string | readonly string[];
  readonly cpu?: string | readonly string[];
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
  readonly packages: Readonly<Record<string, Package>>;
};
const packages = Object.entries(lock.packages);

test('the lock names no registry, so that it works behind every mirror', () => {
  expect(packages.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
});

test('the lock has the packages of all platforms; "npm run lock" makes it so', () => {
  const optional = packages.flatMap(([, entry]) => Object.keys(entry.optionalDependencies ?? {}));
  expect(optional.filter((name) => !(`node_modules/${name}` in lock.packages))).toEqual([]);
});

const isInstalledOn = (os: string, cpu: string, entry: Package) =>
  [entry.os ?? os].flat().includes(os) && [entry.cpu ?? cpu].flat().includes(cpu);

test.each(['x64', 'arm64'])('the lock has the hash of all that is installed on Linux %s', (cpu) => {
  const installed = packages.filter(
    ([path, entry]) => path !== '' && isInstalledOn('linux', cpu, entry),
  );
  expect(installed.map(([path]) => path)).toContain(`node_modules/node-linux-${cpu}`);
  expect(installed.filter(([, { integrity }]) => !integrity?.startsWith('sha512-'))).toEqual([]);
});

// https://docs.npmjs.com/cli/v11/using-npm/config#ignore-scripts
test('no package runs a script when it is installed here, whatever npm this is', () => {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_config_/i.test(name)),
  );
  const said = execFileSync('npm', ['config', 'get', 'ignore-scripts'], { encoding: 'utf8', env });
  expect(said.trim()).toBe('true');
});
