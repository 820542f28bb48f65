import type { SecretValue } from '../objects/secret-object.js';
import { leavesOf, type Path } from '../text/yaml-leaves.js';
import { readDocuments } from '../text/yaml.js';
import { ENCRYPTED, nameKey } from '../inputs/undecrypted.js';
import { isSecret } from './variables.js';

/** Helm's values in plain, of which the secret ones are told. */
export class PlainValues {
  private readonly tell: (values: readonly SecretValue[]) => void;
  private readonly readTexts: () => readonly string[];
  private encrypted: ReadonlySet<string> | undefined;
  private readonly known = new Set<string>();

  /** `readTexts` gives the files as sops has encrypted them, when they are first needed. */
  constructor(readTexts: () => readonly string[], tell: (values: readonly SecretValue[]) => void) {
    this.readTexts = readTexts;
    this.tell = tell;
  }

  /** True when all that sops has encrypted was seen in plain. */
  get isKnown(): boolean {
    return [...this.paths].every((path) => this.known.has(path));
  }

  /**
   * Tells what must not be shown of a text of values: what stands where a file has encrypted values, what its key calls
   * a secret, and what holds a login. A text that is no data is a secret as a whole: it was a file of its own.
   */
  add(text: string): void {
    const documents = readDocuments(text);
    const isData = documents?.some((one) => typeof one === 'object' && one !== null) ?? false;
    if (documents === undefined || !isData) {
      this.tell([{ origin: 'a decrypted file', name: '', value: text }]);
      return;
    }
    const values = [...leavesOf(documents)].flatMap(({ path, text: value }) => {
      const name = path.findLast((part) => typeof part === 'string') ?? '';
      const key = keyOf(path);
      this.known.add(key);
      const isOne = this.paths.has(key) || isSecret(name, value);
      return isOne ? [{ origin: `the value "${nameKey(path)}"`, name, value }] : [];
    });
    this.tell(values);
  }

  /** The keys that lead to what is encrypted. */
  private get paths(): ReadonlySet<string> {
    return (this.encrypted ??= new Set(
      this.readTexts()
        .flatMap((text) => [...leavesOf(readDocuments(text) ?? [])])
        .filter(({ path, text }) => path[0] !== 'sops' && text.startsWith(ENCRYPTED))
        .map(({ path }) => keyOf(path)),
    ));
  }
}

function keyOf(path: Path): string {
  return JSON.stringify(path);
}
