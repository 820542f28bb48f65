/** Whether a text is a URL for helm, whatever its scheme: what has none is a path or a name. */
export function isUrl(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
}
