import { COMMAND_PROPERTIES } from './commands.js';
import { ESCAPE_PROPERTIES } from './escape.js';
import { INPUTS_PROPERTIES } from './inputs.js';
import { LINE_PROPERTIES } from './lines.js';
import { MIGRATION_PROPERTIES } from './migrations.js';
import type { Property } from './property.js';
import { REDACT_PROPERTIES } from './redact.js';
import { RELEASE_PROPERTIES } from './release.js';

/** Every property, in the order in which `script/bench fuzz` tries them. */
export const ALL_PROPERTIES: readonly Property[] = [
  ...ESCAPE_PROPERTIES,
  ...REDACT_PROPERTIES,
  ...INPUTS_PROPERTIES,
  ...RELEASE_PROPERTIES,
  ...MIGRATION_PROPERTIES,
  ...LINE_PROPERTIES,
  ...COMMAND_PROPERTIES,
];
