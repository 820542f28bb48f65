/** What GitHub asks of an action before it is in the marketplace. */
import { load } from 'js-yaml';

/** https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax#brandingcolor */
const COLORS = [
  'white',
  'black',
  'yellow',
  'blue',
  'green',
  'orange',
  'red',
  'purple',
  'gray-dark',
];
/** Feather's icons of databases, servers and deploys that GitHub's list has; the list itself is longer. */
const ICONS = [
  'archive',
  'box',
  'cloud',
  'database',
  'layers',
  'package',
  'play',
  'server',
  'truck',
];
/** The form refuses a description of 125 characters. */
const DESCRIPTION_END = 125;

interface Metadata {
  readonly name?: unknown;
  readonly description?: unknown;
  readonly branding?: { readonly icon?: unknown; readonly color?: unknown };
}

/** What the marketplace would refuse, a sentence each; of action.yml and the names of the files beside it. */
export function findRefused(action: string, files: readonly string[]): readonly string[] {
  const { name, description, branding } = load(action) as Metadata;
  const metadata = files.filter((file) => /^action\.ya?ml$/i.test(file));
  return [
    ...(isText(name) ? [] : ['action.yml has no name']),
    ...(isText(description) ? [] : ['action.yml has no description']),
    ...(String(description).trim().length < DESCRIPTION_END
      ? []
      : [
          `the description has ${String(description).trim().length} characters, expected fewer than 125`,
        ]),
    ...(ICONS.includes(String(branding?.icon)) ? [] : [`no such icon: ${String(branding?.icon)}`]),
    ...(COLORS.includes(String(branding?.color))
      ? []
      : [`no such color: ${String(branding?.color)}`]),
    ...(metadata.length === 1 ? [] : [`expected one action.yml, got ${String(metadata.length)}`]),
    ...(files.some((file) => /^readme\.md$/i.test(file)) ? [] : ['there is no README.md']),
  ];
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '';
}
