/** Which objects are gone, by their UIDs. */
export class RemovedObjects {
  private readonly deleted = new Set<string>();
  private readonly missed = new Set<string>();

  /** The object was seen to be deleted. */
  noteDeleted(uid: string): void {
    this.deleted.add(uid);
  }

  /** A list does not have the object any more: it went while we did not look. */
  noteMissed(uid: string): void {
    this.missed.add(uid);
  }

  isGone(uid: string): boolean {
    return this.howGone(uid) !== undefined;
  }

  /** How it went; undefined where it is still there. */
  howGone(uid: string): 'deleted' | 'missed' | undefined {
    if (this.deleted.has(uid)) return 'deleted';
    return this.missed.has(uid) ? 'missed' : undefined;
  }
}
