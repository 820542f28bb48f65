import { isMapping, type Mapping } from '../../src/text/yaml.js';

/** The keys of a form, and those that it has to have. */
const KEYS = ['name', 'description', 'title', 'labels', 'assignees', 'projects', 'type', 'body'];
const REQUIRED = ['name', 'description', 'body'];
/** What an element of a type may have in `attributes`, the required ones first. */
const ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  markdown: ['value'],
  input: ['label', 'description', 'placeholder', 'value'],
  textarea: ['label', 'description', 'placeholder', 'value', 'render'],
  dropdown: ['label', 'options', 'description', 'multiple', 'default'],
  checkboxes: ['label', 'options', 'description'],
};
const WITH_OPTIONS = ['dropdown', 'checkboxes'];

/**
 * What GitHub would refuse in an issue form, a sentence each.
 * https://docs.github.com/en/communities/using-templates-to-encourage-useful-issues-and-pull-requests/common-validation-errors-when-creating-issue-forms
 */
export function findInForm(form: unknown): readonly string[] {
  if (!isMapping(form)) return ['it is no YAML mapping'];
  const body = Array.isArray(form['body']) ? form['body'].filter(isMapping) : [];
  const labels = body
    .map((one) => attributesOf(one)['label'])
    .filter((label) => label !== undefined);
  const ids = body.map((one) => one['id']).filter((id) => id !== undefined);
  return [
    ...REQUIRED.filter((key) => !isFilled(form[key])).map((key) => `"${key}" is missing`),
    ...Object.keys(form)
      .filter((key) => !KEYS.includes(key))
      .map((key) => `"${key}" is not permitted`),
    ...(body.some(({ type }) => type !== 'markdown') ? [] : ['it asks for nothing']),
    ...findTwice(labels).map((label) => `two elements have the label "${label}"`),
    ...findTwice(ids).map((id) => `two elements have the id "${id}"`),
    ...body.flatMap(findInElement),
  ];
}

const isFilled = (value: unknown) =>
  (typeof value === 'string' && value.trim() !== '') || (Array.isArray(value) && value.length > 0);

const attributesOf = (element: Mapping): Mapping =>
  isMapping(element['attributes']) ? element['attributes'] : {};

function findTwice(values: readonly unknown[]): readonly string[] {
  return values.map(String).filter((value, index, all) => all.indexOf(value) !== index);
}

function findInElement(element: Mapping): readonly string[] {
  const type = String(element['type']);
  const allowed = ATTRIBUTES[type];
  if (allowed === undefined) return [`there is no type "${type}"`];
  const attributes = attributesOf(element);
  const required = allowed.slice(0, WITH_OPTIONS.includes(type) ? 2 : 1);
  const { id = 'id' } = element;
  return [
    ...required.filter((key) => !isFilled(attributes[key])).map((key) => `${type} has no "${key}"`),
    ...Object.keys(attributes)
      .filter((key) => !allowed.includes(key))
      .map((key) => `${type} has no attribute "${key}"`),
    ...(typeof id === 'string' && /^[\w-]+$/.test(id) ? [] : [`${JSON.stringify(id)} is no id`]),
    ...(type === 'dropdown' ? findInOptions(attributes['options']) : []),
    ...findInValidations(type, element['validations']),
  ];
}

/** "None" is what GitHub adds where an answer is not required. */
function findInOptions(options: unknown): readonly string[] {
  const texts = Array.isArray(options) ? options : [];
  return [
    ...texts.filter((one) => typeof one !== 'string').map((one) => `${String(one)} is no text`),
    ...texts
      .filter((one) => /^none$/i.test(String(one)))
      .map(() => 'the option "None" is reserved'),
    ...findTwice(texts).map((one) => `two options are "${one}"`),
  ];
}

function findInValidations(type: string, validations: unknown): readonly string[] {
  if (validations === undefined) return [];
  if (type === 'markdown' || !isMapping(validations)) return [`${type} has wrong validations`];
  const isRight = Object.keys(validations).join() === 'required';
  return isRight && typeof validations['required'] === 'boolean'
    ? []
    : [`${type} has wrong validations`];
}
