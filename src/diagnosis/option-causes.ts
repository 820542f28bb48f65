import { readForbidden } from '../objects/rights.js';
import type { CauseAdvice } from './advice.js';
import type { DeployFacts } from './diagnosis.js';

type Facts = Pick<DeployFacts, 'asked' | 'namespace'>;

/** Who failed where helm fails of what an input asked for; undefined of all else. */
export function judgeOptions(said: string, facts: Facts): CauseAdvice | undefined {
  return judgeReuse(said, facts) ?? judgeCreateNamespace(said, facts);
}

/** How a template fails over a key that is not there. */
const MISSING_KEY = /nil pointer evaluating|index of (?:nil|untyped nil)/;
const REUSE = /^--reuse-values(?:=true)?$/;

/** helm takes the values of the last deploy for the chart's own, so keys that are new in the chart are missing. */
function judgeReuse(said: string, { asked }: Facts): CauseAdvice | undefined {
  if (asked === undefined || !MISSING_KEY.test(said)) return undefined;
  if (!asked.helmArgs.some((arg) => REUSE.test(arg))) return undefined;
  return {
    cause: 'input',
    advice:
      'With "--reuse-values" helm ignores new keys in the chart\'s values.yaml, and the chart reads one. Use "--reset-then-reuse-values" in "helm-args" instead. If it fails in the same way, fix the chart\'s template.',
  };
}

const CREATING: readonly string[] = ['create', 'patch'];

/** Helm 3 creates the namespace also where it exists, Helm 4 patches it (v3.22.0 and v4.3.1). */
function judgeCreateNamespace(said: string, { asked, namespace }: Facts): CauseAdvice | undefined {
  const isOfNamespace = readForbidden(said).some(
    ({ resource, verb }) => resource === 'namespaces' && CREATING.includes(verb),
  );
  if (asked?.createNamespace !== true || !isOfNamespace) return undefined;
  return {
    cause: 'rights',
    advice: `The kubeconfig's user may not create or change namespaces, and with "create-namespace: true" helm tries it even where the namespace exists. If namespace ${namespace} exists, set "create-namespace: false". Otherwise ask the cluster's administrators to create it.`,
  };
}
