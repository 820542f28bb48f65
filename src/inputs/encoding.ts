import type { Complaint } from './problems.js';

/** What is wrong with a file of UTF-16, which helm reads only in some versions and places, and we do not. */
export function complainOfUtf16(file: string): Complaint {
  return {
    expected: 'a file of UTF-8 text',
    got: `${file}, which is UTF-16 text or a binary file`,
    hint: 'Save it as UTF-8. In PowerShell, write it with Out-File -Encoding utf8 instead of ">".',
  };
}

/** The same of a file's text as it was read; undefined where nothing is wrong: text has no NUL. */
export function complainOfEncoding(text: string, file: string): Complaint | undefined {
  return text.includes('\0') ? complainOfUtf16(file) : undefined;
}

/** Whether bytes begin with the mark of UTF-16, in either order. */
export function isUtf16([first, second]: Uint8Array): boolean {
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
}
