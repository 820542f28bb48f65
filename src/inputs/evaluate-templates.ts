import type { Environment } from './host.js';
import type { Report } from './problems.js';

/**
 * Refuses helm-secrets' option to resolve references of vals in rendered manifests. It is a post-renderer, which Helm 3
 * does not apply to hooks (v3.22.0): a migration would get the reference for its password. helm-secrets also appends
 * the flags for it behind the names of the release and the chart (4.7.7, `scripts/commands/helm.sh`), where helm takes
 * no flags any more. It looks for the word `true`, and plain helm does not ask it.
 */
export function checkTemplates(backend: string, env: Environment, report: Report): void {
  if (backend === 'none' || env['HELM_SECRETS_EVALUATE_TEMPLATES'] !== 'true') return;
  report({
    input: 'secrets-backend',
    expected: 'no $HELM_SECRETS_EVALUATE_TEMPLATES',
    got: '"true"',
    hint: 'Helm 3 would not resolve the references in hooks. Unset the variable, and write the references in a values file with "secrets-backend: vals".',
  });
}
