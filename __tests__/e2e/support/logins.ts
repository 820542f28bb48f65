import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { adminKubeconfig, kubectl, makeTempFolder } from './lab.js';

type Fields = Readonly<Record<string, unknown>>;

interface Kubeconfig {
  readonly clusters: readonly { readonly cluster: Readonly<Record<string, string>> }[];
  readonly users: readonly { readonly user: Readonly<Record<string, string>> }[];
}

const admin = () => load(adminKubeconfig()) as Kubeconfig;

/** The API server's URL and the PEM of its authority. */
export function theCluster(): { readonly server: string; readonly authority: string } {
  const { server = '', 'certificate-authority-data': data = '' } =
    admin().clusters[0]?.cluster ?? {};
  return { server, authority: Buffer.from(data, 'base64').toString() };
}

/** Host and port of the API server. */
export function theAddress(): { readonly host: string; readonly port: number } {
  const { hostname, port } = new URL(theCluster().server);
  return { host: hostname, port: Number(port) };
}

/** The fields of the admin's user. */
export function theAdmin(): Readonly<Record<string, string>> {
  return admin().users[0]?.user ?? {};
}

/** A kubeconfig as text, of the local cluster where `cluster` says nothing else; undefined fields are not in it. */
export function makeKubeconfig(cluster: Fields, user: Fields | undefined): string {
  const { server, authority } = theCluster();
  const data = Buffer.from(authority).toString('base64');
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'here',
    contexts: [{ name: 'here', context: { cluster: 'here', ...(user && { user: 'me' }) } }],
    clusters: [
      { name: 'here', cluster: { server, 'certificate-authority-data': data, ...cluster } },
    ],
    users: user === undefined ? [] : [{ name: 'me', user }],
  });
}

/** Writes a kubeconfig and files beside it into a new folder; returns the kubeconfig's path. */
export function writeKubeconfig(
  text: string,
  files: Readonly<Record<string, string>> = {},
): string {
  const folder = makeTempFolder();
  for (const [name, content] of Object.entries(files))
    writeFileSync(join(folder, name), content, { mode: 0o700 });
  writeFileSync(join(folder, 'config'), text);
  return join(folder, 'config');
}

/** Makes a service account; with a role, it has that role in its namespace. */
export async function makeAccount(namespace: string, name: string, role?: string): Promise<void> {
  await kubectl('create', 'serviceaccount', name, '-n', namespace);
  if (role === undefined) return;
  const subject = `--serviceaccount=${namespace}:${name}`;
  await kubectl('create', 'rolebinding', name, '-n', namespace, role, subject);
}

/**
 * A token of a service account. One that is bound to a Secret is refused when the Secret is gone, at the latest 10 s
 * later.
 */
export async function makeToken(
  namespace: string,
  account: string,
  boundTo?: string,
): Promise<string> {
  const bound =
    boundTo === undefined ? [] : ['--bound-object-kind=Secret', `--bound-object-name=${boundTo}`];
  return (
    await kubectl('create', 'token', account, '-n', namespace, '--duration=1h', ...bound)
  ).trim();
}

/** Lines of a file, [] where there is none. */
export function readLines(path: string): readonly string[] {
  try {
    return readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line !== '');
  } catch {
    return [];
  }
}
