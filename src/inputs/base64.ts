/** The bytes behind base64, with or without line ends in it; undefined where it is none. */
export function readBase64(text: string): Uint8Array | undefined {
  const packed = text.replace(/\s+/g, '');
  if (!/^[A-Za-z0-9+/]{8,}={0,2}$/.test(packed)) return undefined;
  try {
    return Uint8Array.from(atob(packed), (char) => char.charCodeAt(0));
  } catch {
    return undefined;
  }
}

/** Bytes as UTF-8; undefined where they are none. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
