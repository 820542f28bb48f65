import { it } from '@jest/globals';
import { COMMAND_PROPERTIES } from '../../properties/commands.js';
import { ESCAPE_PROPERTIES } from '../../properties/escape.js';
import { LINE_PROPERTIES } from '../../properties/lines.js';
import { MIGRATION_PROPERTIES } from '../../properties/migrations.js';
import { RELEASE_PROPERTIES } from '../../properties/release.js';

const PROPERTIES = [
  ...ESCAPE_PROPERTIES,
  ...COMMAND_PROPERTIES,
  ...RELEASE_PROPERTIES,
  ...MIGRATION_PROPERTIES,
  ...LINE_PROPERTIES,
];

it.each(PROPERTIES)('$subject $name', ({ check }) => {
  check(2_000);
});
