// Completes package-lock.json with the optional packages of other platforms. npm leaves out those that the
// registry in use does not offer (a mirror may have one platform's only), and "npm ci" then refuses the lock.
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

const FILE = resolve(import.meta.dirname, '../../package-lock.json');
const PLATFORM =
  /[-/](?<os>aix|android|darwin|freebsd|linux|netbsd|openbsd|openharmony|sunos|win32)-(?<cpu>[a-z0-9]+)(?:-(?<abi>\w+))?$/;

/** What npm writes for a package that only one platform installs; undefined where the name says none. */
function entryOf(name, version, parent) {
  const { os, cpu, abi = '' } = PLATFORM.exec(name)?.groups ?? {};
  if (os === undefined) return undefined;
  const libc = { gnu: 'glibc', musl: 'musl' }[abi];
  return {
    version,
    cpu: [cpu],
    ...(parent.dev ? { dev: true } : {}),
    ...(os === 'linux' && libc !== undefined ? { libc: [libc] } : {}),
    optional: true,
    os: [os],
  };
}

/** The optional packages that have no entry, as [path, entry]. */
function missingFrom(packages) {
  return Object.values(packages).flatMap((parent) =>
    Object.entries(parent.optionalDependencies ?? {})
      .filter(([name]) => !(`node_modules/${name}` in packages))
      .map(([name, version]) => [`node_modules/${name}`, entryOf(name, version, parent)])
      .filter(([, entry]) => entry !== undefined),
  );
}

const lock = JSON.parse(readFileSync(FILE, 'utf8'));
const missing = missingFrom(lock.packages);
const all = [...Object.entries(lock.packages), ...missing];
lock.packages = Object.fromEntries(all.sort(([a], [b]) => a.localeCompare(b, 'en')));
writeFileSync(FILE, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`package-lock.json: ${missing.length} packages of other platforms added.`);
