import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** No values file is larger: Helm's record would not hold it. */
const LARGEST = 8 * 1024 * 1024;

/** What helm-secrets has decrypted into our folder, told once for each state of each file. */
export class DecryptedFiles {
  private readonly folder: string;
  private readonly tell: (text: string) => void;
  private readonly known = new Map<string, string>();

  /** `tell` gets the text of each file. */
  constructor(folder: string, tell: (text: string) => void) {
    this.folder = folder;
    this.tell = tell;
  }

  /** Tells of what is new or has changed. Never throws: a file may be gone again. */
  look(): void {
    for (const path of this.list()) {
      const text = this.readNew(path);
      if (text !== undefined && text !== '') this.tell(text);
    }
  }

  private list(): readonly string[] {
    try {
      const entries = readdirSync(this.folder, { recursive: true, withFileTypes: true });
      return entries.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));
    } catch {
      return [];
    }
  }

  private readNew(path: string): string | undefined {
    try {
      const { size, mtimeMs } = lstatSync(path);
      const state = `${String(size)} ${String(mtimeMs)}`;
      if (size > LARGEST || this.known.get(path) === state) return undefined;
      this.known.set(path, state);
      return readFileSync(path, 'utf8');
    } catch {
      return undefined;
    }
  }
}
