import type { Mapping } from '../text/yaml.js';

/** An object that was made, or is there. */
export interface StoredObject {
  readonly kind: string;
  /** Empty for a kind that is in no namespace. */
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly annotations: Readonly<Record<string, string>>;
}

/** Objects of any kind, one at a time. All throw ActionError. */
export interface ObjectStore {
  /** The object of this kind and name; undefined where there is none, or its name is yet to be made up. */
  find(object: Mapping, namespace: string, signal: AbortSignal): Promise<StoredObject | undefined>;
  create(object: Mapping, namespace: string, signal: AbortSignal): Promise<StoredObject>;
  /** Removes this very object, with what it owns; one that is gone is fine. */
  remove(object: Mapping, stored: StoredObject, signal: AbortSignal): Promise<void>;
}
