import type { Diagnosis, Outcome } from '../../diagnosis/diagnosis.js';
import { type Block, code, heading } from '../document.js';
import type { ReportFacts } from '../facts.js';

const HEADLINES: Readonly<Record<Outcome, readonly [sign: string, words: string]>> = {
  deployed: ['✅', 'Deployed'],
  planned: ['📋', 'Plan'],
  'hook-failed': ['❌', 'Hook failed'],
  'hook-running': ['⏳', 'A hook is still running'],
  'rollout-failed': ['❌', 'Rollout failed'],
  'deploy-failed': ['❌', 'Deploy failed'],
  blocked: ['⛔', 'Blocked'],
  cancelled: ['🚫', 'Cancelled'],
};

/** The outcome, of what and where. */
export function describeOutcome(
  diagnosis: Diagnosis,
  { command, release, namespace }: Pick<ReportFacts, 'command' | 'release' | 'namespace'>,
): Block {
  const [sign, words] = nameOutcome(diagnosis, command);
  const what = release === '' ? ['release'] : [code(release)];
  const where = namespace === '' ? [] : [' in ', code(namespace)];
  return heading(2, `${sign} ${words}: `, ...what, ...where);
}

/** The same in plain words, for the title of an annotation. */
export function titleOutcome(
  diagnosis: Diagnosis,
  { command, release }: Pick<ReportFacts, 'command' | 'release'>,
): string {
  const [, words] = nameOutcome(diagnosis, command);
  return release === '' ? words : `${words}: ${release}`;
}

function nameOutcome(
  { outcome, hook }: Diagnosis,
  command: ReportFacts['command'],
): readonly [sign: string, words: string] {
  if (command === 'rollback' && outcome === 'deployed') return ['✅', 'Rolled back'];
  if (command === 'rollback' && outcome === 'deploy-failed') return ['❌', 'Rollback failed'];
  if (command === 'plan' && outcome === 'deploy-failed') return ['❌', 'Plan failed'];
  const isMigration = hook !== undefined && hook.migrated.reports.length > 0;
  return outcome === 'hook-failed' && isMigration ? ['❌', 'Migration failed'] : HEADLINES[outcome];
}
