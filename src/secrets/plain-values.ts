import type { SecretValue } from '../objects/secret-object.js';
import { type Leaf, leavesOf, type Path } from '../text/yaml-leaves.js';
import { readDocuments } from '../text/yaml.js';
import { ENCRYPTED, nameKey } from '../inputs/undecrypted.js';
import { isSecret } from './variables.js';

/** Helm's values in plain, of which the secret ones are told. */
export class PlainValues {
  private readonly tell: (values: readonly SecretValue[]) => void;
  private readonly readTexts: () => readonly string[];
  private files: readonly ReadonlySet<string>[] | undefined;
  /** The decrypted texts that were seen. */
  private readonly seen = new Set<string>();
  private readonly known = new Set<string>();

  /** `readTexts` gives the files as sops has encrypted them, when they are first needed. */
  constructor(readTexts: () => readonly string[], tell: (values: readonly SecretValue[]) => void) {
    this.readTexts = readTexts;
    this.tell = tell;
  }

  /** True when all that sops has encrypted was seen in plain: as many texts as there are files, with all their keys. */
  get isKnown(): boolean {
    const { encrypted, seen, known } = this;
    return (
      seen.size >= encrypted.length &&
      encrypted.every((keys) => [...keys].every((key) => known.has(key)))
    );
  }

  /**
   * Tells what must not be shown of a decrypted text: what stands where a file has encrypted values, what its key calls
   * a secret, and what holds one. A text that is no data is a secret as a whole: it was a file of its own.
   */
  addDecrypted(text: string): void {
    this.seen.add(text);
    const documents = readDocuments(text);
    const isData = documents?.some((one) => typeof one === 'object' && one !== null) ?? false;
    if (documents === undefined || !isData) {
      this.tell([{ origin: 'a decrypted file', name: '', value: text }]);
      return;
    }
    const leaves = [...leavesOf(documents)];
    for (const { path } of leaves) this.known.add(keyOf(path));
    const isEncrypted = ({ path }: Leaf) => this.encrypted.some((keys) => keys.has(keyOf(path)));
    this.tell(leaves.flatMap((leaf) => tellOf(leaf, isEncrypted(leaf))));
  }

  /** Tells what must not be shown of values that were given in plain: what a key calls a secret, and what holds one. */
  addGiven(text: string): void {
    const leaves = [...leavesOf(readDocuments(text) ?? [])];
    this.tell(leaves.flatMap((leaf) => tellOf(leaf, false)));
  }

  /** The keys that lead to what is encrypted, of each file. */
  private get encrypted(): readonly ReadonlySet<string>[] {
    return (this.files ??= [...new Set(this.readTexts())].map(
      (text) =>
        new Set(
          [...leavesOf(readDocuments(text) ?? [])]
            .filter(({ path, text }) => path[0] !== 'sops' && text.startsWith(ENCRYPTED))
            .map(({ path }) => keyOf(path)),
        ),
    ));
  }
}

function tellOf({ path, text: value }: Leaf, isEncrypted: boolean): readonly SecretValue[] {
  const name = path.findLast((part) => typeof part === 'string') ?? '';
  if (!isEncrypted && !isSecret(name, value)) return [];
  return [{ origin: `the value "${nameKey(path)}"`, name, value }];
}

function keyOf(path: Path): string {
  return JSON.stringify(path);
}
