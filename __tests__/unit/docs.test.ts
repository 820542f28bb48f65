import { describe, expect, it } from '@jest/globals';
import { load } from 'js-yaml';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BLOCK, isYaml, listPages, readBlocks, readWorkflows } from '../../script/lib/pages.js';
import { isMapping, type Mapping } from '../../src/text/yaml.js';
import { DEFAULTS } from '../fakes/inputs.js';
import { findUnsafe, type Rights } from '../fakes/workflow-rules.js';

const pages = listPages();
const workflows = pages.flatMap(readWorkflows).map(({ place, text }) => [place, text] as const);

it('there are pages and workflows to look at', () => {
  expect(pages).toEqual(expect.arrayContaining(['README.md', 'docs/tools.md']));
  expect(workflows.length).toBeGreaterThanOrEqual(15);
});

/** What an input, a login to a cloud or a registry needs; a page that shows more asks for too much. */
const RIGHTS = {
  actions: 'read',
  'id-token': 'write',
  packages: 'read',
  'pull-requests': 'write',
} as const;
/** GitHub's own; the documents say how to pin. Whoever copies an example decides whose tags to trust. */
const BY_TAG = ['actions/checkout@v7', 'actions/upload-artifact@v7'];

function allowRights(yaml: string): Rights {
  const workflow = load(yaml) as Mapping;
  const jobs = isMapping(workflow['jobs']) ? workflow['jobs'] : {};
  return Object.fromEntries(Object.keys(jobs).map((job) => [job, RIGHTS]));
}

/** An organization that calls its own workflow may name it by tag, and hand on all secrets. */
function listOwn(yaml: string): readonly string[] {
  const { jobs } = load(yaml) as { readonly jobs: Readonly<Record<string, Mapping>> };
  return Object.entries(jobs).flatMap(([job, { uses }]) =>
    typeof uses === 'string' && uses.startsWith('acme/')
      ? [`${uses} is not pinned to a commit`, `job ${job} hands on all secrets`]
      : [],
  );
}

describe('a workflow that is shown', () => {
  it.each(workflows)('does nothing that it must not: %s', (_place, yaml) => {
    const byTag = BY_TAG.map((name) => `${name} is not pinned to a commit`);
    const known = [...byTag, ...listOwn(yaml)];
    const finds = findUnsafe(yaml, allowRights(yaml)).filter((find) => !known.includes(find));
    expect(finds).toEqual([]);
  });

  it.each(workflows)('says the version of each commit: %s', (_place, yaml) => {
    const pinned = yaml.split('\n').filter((line) => /@[0-9a-f]{40}/.test(line));
    expect(pinned.filter((line) => !/@[0-9a-f]{40} # v\d+\.\d+(\.\d+)?$/.test(line))).toEqual([]);
  });
});

interface Call {
  readonly uses: string;
  readonly with: Mapping;
  readonly secrets: Mapping;
}

const ACTION = /^helm-migrate\/helm-migrate@(v1|[0-9a-f]{40})$/;
const DEPLOY =
  /^(helm-migrate\/helm-migrate|\.)\/\.github\/workflows\/deploy\.yml(@(v1|[0-9a-f]{40}))?$/;

/** What is given to the action or to a workflow, wherever it is in a YAML. */
function findCalls(node: unknown): readonly Call[] {
  if (typeof node !== 'object' || node === null) return [];
  const { uses, with: given = {}, secrets } = node as Partial<Call>;
  const own = typeof uses === 'string' ? [{ uses, with: given, secrets: secrets ?? {} }] : [];
  return [...own, ...Object.values(node).flatMap(findCalls)];
}

/** A block that is nothing but `with` is about the action. What is no YAML, such as a chart's template, calls nothing. */
function readCalls(yaml: string): readonly Call[] {
  try {
    const read = load(yaml);
    const isPart = isMapping(read) && Object.keys(read).join() === 'with';
    return findCalls(isPart ? { uses: 'helm-migrate/helm-migrate@v1', ...read } : read);
  } catch {
    return [];
  }
}

const calls = pages
  .flatMap(readBlocks)
  .filter(({ language }) => isYaml(language))
  .flatMap(({ place, text }) => readCalls(text).map((call) => [place, call] as const));

describe('what is shown gives only what there is', () => {
  const toAction = calls.filter(([, { uses }]) => ACTION.test(uses));
  const toDeploy = calls.filter(([, { uses }]) => DEPLOY.test(uses));
  const called = load(readFileSync('.github/workflows/deploy.yml', 'utf8')) as {
    readonly on: {
      readonly workflow_call: { readonly inputs: Mapping; readonly secrets: Mapping };
    };
  };
  const { inputs, secrets } = called.on.workflow_call;

  it.each(toAction)('to the action: %s', (_place, call) => {
    expect(Object.keys(DEFAULTS)).toEqual(expect.arrayContaining(Object.keys(call.with)));
  });

  it.each(toDeploy)('to the reusable workflow: %s', (_place, call) => {
    expect(Object.keys(inputs)).toEqual(expect.arrayContaining(Object.keys(call.with)));
    expect(Object.keys(secrets)).toEqual(expect.arrayContaining(Object.keys(call.secrets)));
  });

  it('nothing else of ours is called', () => {
    const names = calls.map(([, { uses }]) => uses).filter((name) => /helm-migrate/.test(name));
    expect(names.filter((name) => !ACTION.test(name) && !DEPLOY.test(name))).toEqual([]);
  });
});

describe('JSON that is shown can be read', () => {
  const blocks = pages.flatMap(readBlocks).filter(({ language }) => language === 'json');

  it.each(blocks.map(({ place, text }) => [place, text] as const))('%s', (_place, text) => {
    expect(() => JSON.parse(text) as unknown).not.toThrow();
  });
});

/** A page without its code: blocks, and code within a line. */
const readProse = (page: string) =>
  readFileSync(page, 'utf8')
    .replaceAll(BLOCK, '')
    .replaceAll(/`[^`\n]*`/g, (code) => code.replaceAll(/[[\]()]/g, ''));

/** The anchors that GitHub gives to the headings of a page. */
function listAnchors(page: string): readonly string[] {
  const seen = new Map<string, number>();
  return [...readProse(page).matchAll(/^#{1,6} (.+)$/gm)].map(([, title = '']) => {
    const plain = title.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const slug = plain.replaceAll(/[^\p{L}\p{N}\s_-]/gu, '').replaceAll(' ', '-');
    const times = seen.get(slug) ?? 0;
    seen.set(slug, times + 1);
    return times === 0 ? slug : `${slug}-${times}`;
  });
}

/** What a link says to a page that is not there, or undefined where it leads somewhere. */
function findBroken(page: string, link: string): string | undefined {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : join(dirname(page), path);
  if (!existsSync(target)) return `${link}: there is no ${target}`;
  if (anchor === undefined || statSync(target).isDirectory()) return undefined;
  return listAnchors(target).includes(anchor) ? undefined : `${link}: no such heading`;
}

describe('relative links lead somewhere', () => {
  it.each(pages.map((page) => [page]))('%s', (page) => {
    const links = [...readProse(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
    const relative = links.filter((link) => !/^[a-z]+:/.test(link));
    expect(relative.map((link) => findBroken(page, link)).filter(Boolean)).toEqual([]);
  });
});
