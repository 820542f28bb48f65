import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { asActionError } from '../errors.js';
import { DecryptedFiles } from '../folder/decrypted.js';
import type { OwnFiles } from '../folder/files.js';
import type { HelmCommand } from '../helm/args.js';
import { type HelmExit, type HelmRun, runHelm } from '../helm/run.js';
import type { Inputs } from '../inputs/inputs.js';
import { isPath, readSource } from '../inputs/source.js';
import { listGivenValues, type NamedValue } from '../secrets/given-values.js';
import { PlainValues } from '../secrets/plain-values.js';
import type { SecretMasker } from '../secrets/secret-masker.js';
import { isSecret } from '../secrets/variables.js';

const LOOK_MS = 10;
/** Who has decrypted nothing by then does not begin to. */
const LOOKED_FOR_MS = 120_000;
/** helm-secrets' own lines quote no value, and come while it decrypts. */
const OF_HELM_SECRETS = /^\[helm-secrets\]/;

/** Whose values helm gets, and who hides them. */
export interface MaskedRun {
  readonly inputs: Pick<Inputs, 'values' | 'encryptedValues' | 'valuesInline' | 'set' | 'planSet'>;
  readonly files: OwnFiles;
  readonly masker: SecretMasker;
  /** The same files in plain, decrypted once more; fewer where some cannot be. */
  readonly decrypt: () => Promise<readonly string[]>;
}

/**
 * Runs helm as `runHelm` does. The values that it gets and that no release's record tells of yet are hidden before a
 * line of it is shown: what in plain files, `values-inline`, `set` and `plan-set` is a secret by its key or its form,
 * and what helm-secrets decrypts into our folder. Where helm has failed so soon that nobody saw that, its lines wait
 * until the files are decrypted once more.
 */
export async function runMasked(
  command: HelmCommand,
  run: HelmRun,
  masked: MaskedRun,
): Promise<HelmExit> {
  const lines = new LinesThatWait(run.onLine);
  const running = runHelm(command, { ...run, onLine: (line) => lines.take(line, prepare) });
  const { masker, decrypt } = masked;
  const { values, look } = hideValues(command, masked);
  const prepare = (): Promise<void> | undefined => {
    look();
    if (values.isKnown) return undefined;
    return decrypt().then((texts) => texts.forEach((text) => values.addDecrypted(text)));
  };
  masker.prepare();
  const timer = setInterval(look, LOOK_MS).unref();
  const over = setTimeout(() => clearInterval(timer), LOOKED_FOR_MS).unref();
  try {
    const exit = await running;
    await lines.written();
    // Whoever has the output shows parts of it.
    if (run.onOutput !== undefined) await prepare()?.catch(asActionError);
    return { ...exit, lastErrors: exit.lastErrors.map(masker.redact) };
  } finally {
    clearInterval(timer);
    clearTimeout(over);
  }
}

/** Lines of helm, which wait until its values are known. */
class LinesThatWait {
  private readonly show: (line: string) => void;
  private waiting: string[] | undefined;
  private isReady = false;
  private readied: Promise<void> = Promise.resolve();

  constructor(show: (line: string) => void) {
    this.show = show;
  }

  take(line: string, prepare: () => Promise<void> | undefined): void {
    if (this.waiting !== undefined) this.waiting.push(line);
    else if (this.isReady || OF_HELM_SECRETS.test(line)) this.show(line);
    else this.begin(line, prepare());
  }

  /** Resolves when no line waits. */
  async written(): Promise<void> {
    await this.readied;
  }

  private begin(line: string, preparing: Promise<void> | undefined): void {
    this.isReady = true;
    if (preparing === undefined) {
      this.show(line);
      return;
    }
    const waiting = (this.waiting = [line]);
    this.readied = preparing.catch(asActionError).then(() => {
      this.waiting = undefined;
      for (const one of waiting) this.show(one);
    });
  }
}

function hideValues(
  { cwd }: HelmCommand,
  { inputs, files, masker }: MaskedRun,
): { readonly values: PlainValues; readonly look: () => void } {
  const { encryptedValues, valuesInline = '' } = inputs;
  const read = (path: string) => readText(resolve(cwd, path));
  const readTexts = () => encryptedValues.map(({ path }) => read(path));
  const values = new PlainValues(readTexts, (found) => masker.addSilently(found));
  for (const text of [...listPlainFiles(inputs).map(read), valuesInline]) values.addGiven(text);
  const isOne = ({ name, value }: NamedValue) => isSecret(name, value);
  const set = listGivenValues(inputs, read).filter(isOne);
  masker.addSilently(set.map((one) => ({ origin: `the value "${one.name}"`, ...one })));
  const decrypted = new DecryptedFiles(files.decrypted, (text) => values.addDecrypted(text));
  return { values, look: () => decrypted.look() };
}

/** The paths of the values files that sops has not encrypted. */
function listPlainFiles({ values, encryptedValues }: MaskedRun['inputs']): readonly string[] {
  const encrypted = new Set(encryptedValues.map(({ path }) => path));
  const sources = values.map((value) => readSource(value, 'sops')).filter(isPath);
  return sources.map(({ path }) => path).filter((path) => !encrypted.has(path));
}

/** Empty where the file cannot be read: helm says so. */
function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
