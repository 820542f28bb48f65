const encoder = new TextEncoder();

/** How many bytes a text has as UTF-8, by which the runner counts; GitHub counts characters, which are no more. */
export function countBytes(text: string): number {
  return encoder.encode(text).length;
}
