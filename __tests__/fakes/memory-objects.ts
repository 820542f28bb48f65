import type { ObjectStore, StoredObject } from '../../src/dry-run/store.js';
import { metadataOf } from '../../src/helm/manifest.js';
import { mappingOf, type Mapping, textOf } from '../../src/text/yaml.js';

/** A store of objects in memory, for tests: it says what was done with it, and fails where it is told to. */
export class MemoryObjects implements ObjectStore {
  readonly told: string[] = [];
  readonly objects = new Map<string, StoredObject>();
  /** What throws, by what it is about to do: `create Job m`. */
  readonly errors = new Map<string, Error>();
  /** The answer to a creation gets lost, though it is done. */
  losesAnswers = false;

  async find(object: Mapping): Promise<StoredObject | undefined> {
    this.tell('find', object);
    return this.objects.get(nameOf(object));
  }

  async create(object: Mapping, namespace: string): Promise<StoredObject> {
    this.tell('create', object);
    const metadata = metadataOf(object);
    const stored: StoredObject = {
      ...{ kind: textOf(object['kind']) ?? '', namespace, uid: `uid-${String(this.told.length)}` },
      name: textOf(metadata['name']) ?? `${textOf(metadata['generateName']) ?? ''}x7k2p`,
      annotations: mappingOf(metadata['annotations']) as Record<string, string>,
    };
    this.objects.set(nameOf(object), stored);
    if (this.losesAnswers) throw new Error('the answer is lost');
    return stored;
  }

  async remove(object: Mapping, { name }: StoredObject): Promise<void> {
    this.tell('remove', object, name);
    this.objects.delete(nameOf(object));
  }

  private tell(
    what: string,
    object: Mapping,
    name = textOf(metadataOf(object)['name']) ?? '*',
  ): void {
    const text = `${what} ${textOf(object['kind']) ?? ''} ${name}`;
    this.told.push(text);
    const error = this.errors.get(text);
    if (error !== undefined) throw error;
  }
}

function nameOf(object: Mapping): string {
  return `${textOf(object['kind']) ?? ''} ${textOf(metadataOf(object)['name']) ?? '*'}`;
}
