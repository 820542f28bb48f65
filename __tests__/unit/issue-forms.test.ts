import { describe, expect, it } from '@jest/globals';
import { load } from 'js-yaml';
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { isMapping } from '../../src/text/yaml.js';
import { findInForm } from '../fakes/issue-forms.js';

const FOLDER = '.github/ISSUE_TEMPLATE';
const HERE = 'https://github.com/helm-migrate/helm-migrate/blob/main/';
const read = (file: string) => readFileSync(`${FOLDER}/${file}`, 'utf8');
const forms = readdirSync(FOLDER).filter((file) => file !== 'config.yml');

describe('an issue form', () => {
  it.each(forms)('is taken by GitHub: %s', (file) => {
    expect(findInForm(load(read(file)))).toEqual([]);
  });

  it('has a name of its own', () => {
    const names = forms.map((file) => (load(read(file)) as { readonly name: string }).name);
    expect(new Set(names).size).toBe(forms.length);
  });

  it.each([
    ['bug.yml', ['version', 'helm', 'outcome', 'reason', 'step', 'log', 'hook']],
    ['message.yml', ['text', 'truth', 'better']],
    ['migration-tool.yml', ['tool', 'command', 'success', 'nothing', 'failure']],
  ])('asks for what is needed: %s', (file, needed) => {
    const { body } = load(read(file)) as { readonly body: readonly { readonly id?: string }[] };
    expect(body.map(({ id }) => id)).toEqual(expect.arrayContaining(needed));
  });
});

it.each(readdirSync(FOLDER))('%s links to pages that are there', (file) => {
  const links = [...read(file).matchAll(/https:\/\/[^\s)]+/g)].map(([link]) => link);
  const pages = links.filter((link) => link.startsWith(HERE));
  expect(pages.filter((link) => !existsSync(link.slice(HERE.length)))).toEqual([]);
});

it('config.yml is as GitHub reads it', () => {
  const { blank_issues_enabled: blank, contact_links: links } = load(read('config.yml')) as {
    readonly blank_issues_enabled: unknown;
    readonly contact_links: readonly unknown[];
  };
  expect(blank).toBe(true);
  for (const link of links) {
    expect(isMapping(link) ? Object.keys(link).sort() : []).toEqual(['about', 'name', 'url']);
  }
});

describe('what GitHub refuses is found', () => {
  const element = { type: 'input', id: 'a', attributes: { label: 'A' } };
  const other = { type: 'input', id: 'b', attributes: { label: 'B' } };
  const form = (...body: readonly unknown[]) => ({ name: 'N', description: 'D', body });
  const choose = (...options: readonly unknown[]) =>
    form({ type: 'dropdown', attributes: { label: 'A', options } });

  it.each([
    [form(element, other), []],
    [{ ...form(element), description: ' ' }, ['"description" is missing']],
    [{ ...form(element), about: 'D' }, ['"about" is not permitted']],
    [form({ type: 'markdown', attributes: { value: 'V' } }), ['it asks for nothing']],
    [form(element, { ...other, id: 'a' }), ['two elements have the id "a"']],
    [form(element, { ...other, attributes: { label: 'A' } }), ['two elements have the label "A"']],
    [form({ ...element, type: 'number' }), ['there is no type "number"']],
    [form({ ...element, attributes: { label: '' } }), ['input has no "label"']],
    [
      form({ ...element, attributes: { label: 'A', render: 'text' } }),
      ['input has no attribute "render"'],
    ],
    [form({ ...element, id: 'a b' }), ['"a b" is no id']],
    [form({ ...element, validations: { required: 'yes' } }), ['input has wrong validations']],
    [choose('A', 'A'), ['two options are "A"']],
    [choose('A', 'None'), ['the option "None" is reserved']],
    [choose('A', true), ['true is no text']],
    [choose(), ['dropdown has no "options"']],
    ['text', ['it is no YAML mapping']],
  ])('%#', (yaml, finds) => {
    expect(findInForm(yaml)).toEqual(finds);
  });
});

it('CODEOWNERS names paths that are there', () => {
  const lines = readFileSync('.github/CODEOWNERS', 'utf8').split('\n');
  const rules = lines.filter((line) => line !== '' && !line.startsWith('#'));
  for (const rule of rules) {
    const [path = '', ...owners] = rule.split(/\s+/);
    expect(globSync(path.replace(/^\//, '')).length).toBeGreaterThan(0);
    expect(owners.filter((owner) => !/^@helm-migrate\/[a-z-]+$/.test(owner))).toEqual([]);
    expect(owners.length).toBeGreaterThan(0);
  }
});
