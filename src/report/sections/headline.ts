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
  { release, namespace }: Pick<ReportFacts, 'release' | 'namespace'>,
): Block {
  const [sign, words] = nameOutcome(diagnosis);
  const what = release === '' ? ['release'] : [code(release)];
  const where = namespace === '' ? [] : [' in ', code(namespace)];
  return heading(2, `${sign} ${words}: `, ...what, ...where);
}

/** The same in plain words, for the title of an annotation. */
export function titleOutcome(diagnosis: Diagnosis, release: string): string {
  const [, words] = nameOutcome(diagnosis);
  return release === '' ? words : `${words}: ${release}`;
}

function nameOutcome(diagnosis: Diagnosis): readonly [sign: string, words: string] {
  const { outcome, hook, workloads } = diagnosis;
  if (outcome === 'deployed' && workloads === 'rolled-back') return ['✅', 'Rolled back'];
  const isMigration = hook !== undefined && hook.migrated.reports.length > 0;
  return outcome === 'hook-failed' && isMigration ? ['❌', 'Migration failed'] : HEADLINES[outcome];
}
