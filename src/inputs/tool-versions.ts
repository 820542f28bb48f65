import { readLines, readText, type Get } from './fields.js';
import { quote, type Report } from './problems.js';

/** What the action can set up itself. */
export type ToolName = 'helm' | 'helm-secrets' | 'sops' | 'vals';

/** All of them, in the order in which they are told of. */
export const TOOL_NAMES: readonly ToolName[] = ['helm', 'helm-secrets', 'sops', 'vals'];

/** One line of a table of checksums. */
export interface Checksum {
  readonly tool: ToolName;
  /** Without a `v`. */
  readonly version: string;
  /** A platform such as `linux-amd64`; of helm-secrets the path of one of its files. */
  readonly part: string;
  /** In lower case. */
  readonly sha256: string;
}

/** What the inputs say of the tools. */
export interface ToolChoice {
  /** Undefined: what is installed, else our default. */
  readonly versions: Readonly<Record<ToolName, string | undefined>>;
  /** The user's own; they win over our table. */
  readonly checksums: readonly Checksum[];
  /** An http or https URL to which host and path of a download are added; it may hold a login. */
  readonly mirror: string | undefined;
}

const VERSION = /^v?(\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?)$/;
const EXAMPLES: Readonly<Record<ToolName, string>> = {
  helm: '4.3.0',
  'helm-secrets': '4.7.7',
  sops: '3.13.3',
  vals: '0.46.0',
};

/** Reads `helm-version` and its like, `tool-checksums` and `tools-mirror`. */
export function readTools(get: Get, report: Report): ToolChoice {
  const version = (tool: ToolName) => readVersion(tool, get, report);
  return {
    versions: {
      helm: version('helm'),
      'helm-secrets': version('helm-secrets'),
      sops: version('sops'),
      vals: version('vals'),
    },
    checksums: readChecksums(get, report),
    mirror: readMirror(get, report),
  };
}

/**
 * Reads a line like `helm 4.3.0 linux-amd64 <SHA-256>`; what stands behind the sum tells where it comes from. Undefined
 * where it is none.
 */
export function parseChecksum(line: string): Checksum | undefined {
  const [name, version = '', part = '', sum = ''] = line.split(/\s+/);
  const tool = TOOL_NAMES.find((candidate) => candidate === name);
  const [, bare] = VERSION.exec(version) ?? [];
  if (tool === undefined || bare === undefined || !/^[0-9a-f]{64}$/i.test(sum)) return undefined;
  return { tool, version: bare, part, sha256: sum.toLowerCase() };
}

function readVersion(tool: ToolName, get: Get, report: Report): string | undefined {
  const input = `${tool}-version`;
  const text = readText(get, input);
  if (text === undefined) return undefined;
  const [, version] = VERSION.exec(text) ?? [];
  if (version === undefined)
    report({
      input,
      expected: `a version like "${EXAMPLES[tool]}"`,
      got: quote(text),
      hint: 'Give all three numbers. Leave it out to use what is installed, else our default.',
    });
  return version;
}

function readChecksums(get: Get, report: Report): readonly Checksum[] {
  const input = 'tool-checksums';
  const lines = readLines(get, input).filter((line) => !line.startsWith('#'));
  return lines.flatMap((line) => {
    const checksum = parseChecksum(line);
    if (checksum !== undefined) return [checksum];
    report({
      input,
      expected: '"<tool> <version> <platform> <SHA-256>" in each line',
      got: quote(line),
      hint: 'Tools are helm, helm-secrets, sops and vals; platforms linux-amd64 and linux-arm64. docs/tools.md has examples.',
    });
    return [];
  });
}

function readMirror(get: Get, report: Report): string | undefined {
  const text = readText(get, 'tools-mirror');
  if (text === undefined) return undefined;
  const isRight = /^https?:\/\//i.test(text) && URL.canParse(text);
  if (!isRight)
    report({
      input: 'tools-mirror',
      expected: 'a URL like "https://mirror.example.com/tools"',
      // It may hold a login.
      got: 'something else',
      hint: 'It begins with https:// or http://; get.helm.sh/… and github.com/… are added to it.',
    });
  return isRight ? text.replace(/\/+$/, '') : undefined;
}
