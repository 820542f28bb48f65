/**
 * A Kubernetes object as the API sends it: client-node's types say `Date` where the JSON has a
 * string (RFC 3339), and we read the JSON itself.
 */
export type AsJson<T> = T extends Date
  ? string
  : T extends readonly (infer Item)[]
    ? readonly AsJson<Item>[]
    : T extends object
      ? { readonly [Key in keyof T]: AsJson<T[Key]> }
      : T;
