// Prints the SBOM (CycloneDX) of what ships: npm's own, with those packages alone whose code is in dist/.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');

/** `name@version` of each package in dist/licenses.txt. */
function listShipped() {
  const [, list = ''] = readFileSync(join(ROOT, 'dist/licenses.txt'), 'utf8').split('\n\n');
  return list.split('\n').map((line) => line.replace(/^(\S+) (\S+) \(.*\)$/, '$1@$2'));
}

// From the lock file: nothing has to be installed where this runs.
const args = ['sbom', '--package-lock-only', '--omit=dev', '--sbom-format=cyclonedx'];
const { status, stdout, stderr } = spawnSync('npm', args, { cwd: ROOT, encoding: 'utf8' });
if (status !== 0) throw new Error(`npm sbom failed: ${stderr}`);
const bom = JSON.parse(stdout);
const shipped = new Set(listShipped());
const components = bom.components.filter(({ name, version }) => shipped.has(`${name}@${version}`));
const found = new Set(components.map(({ name, version }) => `${name}@${version}`));
const missing = [...shipped].filter((one) => !found.has(one));
if (missing.length > 0)
  throw new Error(`In dist/, but not in the lock file: ${missing.join(', ')}`);
const refs = new Set([
  bom.metadata.component['bom-ref'],
  ...components.map((one) => one['bom-ref']),
]);
const dependencies = bom.dependencies
  .filter(({ ref }) => refs.has(ref))
  .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((one) => refs.has(one)) }));
// The folder of the work tree says nothing.
const component = { ...bom.metadata.component, name: 'helm-migrate' };
const metadata = { ...bom.metadata, component };
console.log(JSON.stringify({ ...bom, metadata, components, dependencies }, undefined, 2));
