import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { load } from 'js-yaml';

/** A text that must not be found, in one of the forms it could be written in. */
export interface Needle {
  /** What it is; the text itself is never shown. */
  readonly name: string;
  readonly bytes: Buffer;
}

type Environment = Readonly<Record<string, string | undefined>>;

const MIN_LENGTH = 6;
const MIN_LINE_LENGTH = 24;
const SECRET_KEYS =
  /^(token|password|client-key-data|client-certificate-data|(access|id|refresh)-token|client-secret)$/;
const SECRET_FILE_KEYS = /^(tokenFile|client-key)$/;

/**
 * All forms of each secret: as it is, its lines where it is a key of several, base64 at each offset, percent-encoded.
 */
export function makeNeedles(
  secrets: readonly (readonly [name: string, text: string])[],
): readonly Needle[] {
  const forms = new Map<string, string>();
  for (const [name, text] of secrets) {
    if (text.trim().length < MIN_LENGTH) continue;
    const decoded = decodePem(text);
    const lines = [text, decoded].flatMap((it) => it.split('\n')).map((line) => line.trim());
    const long = lines.filter(
      (line) => line.length >= MIN_LINE_LENGTH && !line.startsWith('-----'),
    );
    for (const form of [
      text.trim(),
      ...long,
      ...base64s(text.trim()),
      encodeURIComponent(text.trim()),
    ])
      if (!forms.has(form)) forms.set(form, name);
  }
  return [...forms].map(([form, name]) => ({ name, bytes: Buffer.from(form) }));
}

/** The names of the secrets that a text holds. */
export function findNeedles(needles: readonly Needle[], text: Buffer): readonly string[] {
  return [...new Set(needles.filter(({ bytes }) => text.includes(bytes)).map(({ name }) => name))];
}

/** The secrets that a step is given: by its kubeconfig, which is a text or a path, and by its environment. */
export function secretsOf(
  kubeconfig: string,
  env: Environment,
): readonly (readonly [string, string])[] {
  const isText = kubeconfig.includes('\n') || kubeconfig.startsWith('{');
  const text = isText || kubeconfig === '' ? kubeconfig : readText(kubeconfig);
  const folder = isText ? '/' : dirname(kubeconfig);
  const keyFile = env['SOPS_AGE_KEY_FILE'];
  const keys = [env['SOPS_AGE_KEY'] ?? '', keyFile === undefined ? '' : readText(keyFile)];
  return [
    ...secretsWithin(readYaml(text), folder, new Set()),
    ...keys
      .flatMap((key) => key.match(/AGE-SECRET-KEY-\S+/g) ?? [])
      .map((key) => ['the age key', key] as const),
    ...Object.entries(env).flatMap(([name, value]) =>
      passwordsIn(value ?? '').map((password) => [`the password in $${name}`, password] as const),
    ),
  ];
}

/** Each part once: YAML's aliases can make a few lines a billion. */
function secretsWithin(
  value: unknown,
  folder: string,
  seen: Set<unknown>,
): readonly (readonly [string, string])[] {
  if (typeof value !== 'object' || value === null || seen.has(value)) return [];
  seen.add(value);
  if (Array.isArray(value)) return value.flatMap((item) => secretsWithin(item, folder, seen));
  return Object.entries(value).flatMap(([key, item]: [string, unknown]) => {
    if (typeof item !== 'string') return secretsWithin(item, folder, seen);
    const name = `the kubeconfig's ${key}`;
    if (SECRET_KEYS.test(key)) return [[name, item] as const];
    if (SECRET_FILE_KEYS.test(key)) return [[name, readText(resolve(folder, item))] as const];
    return passwordsIn(item).map((password) => [name, password] as const);
  });
}

/** What a test names need not be there. */
function readText(path: string): string {
  return existsSync(path) && statSync(path).isFile() ? readFileSync(path, 'utf8') : '';
}

function readYaml(text: string): unknown {
  try {
    return load(text);
  } catch {
    return undefined;
  }
}

/** The password of a URL, as it is written there and as it is meant. */
function passwordsIn(text: string): readonly string[] {
  const password = /^\w+:\/\/[^/:@\s]*:([^/@\s]+)@/.exec(text)?.[1];
  return password === undefined ? [] : [password, decode(password)];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function decodePem(text: string): string {
  const decoded = /^[A-Za-z0-9+/]+=*$/.test(text)
    ? Buffer.from(text, 'base64').toString('latin1')
    : '';
  return decoded.startsWith('-----BEGIN') ? decoded : '';
}

/**
 * Within a longer text that is encoded as a whole, a text stands at one of three offsets; its ends depend on what is
 * beside it.
 */
function base64s(text: string): readonly string[] {
  const bytes = Buffer.from(text);
  return [0, 1, 2].map((offset) => {
    const whole = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    const end = Math.floor(((offset + bytes.length) * 8) / 6);
    return whole.slice(Math.ceil((offset * 8) / 6), end);
  });
}
