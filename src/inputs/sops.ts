/** A values file that sops has encrypted. */
export interface EncryptedFile {
  /** As given in `values`. */
  readonly path: string;
  /** Its recipients as `describeSopsKeys` writes them, `age: age1…`. */
  readonly keys: readonly string[];
}
