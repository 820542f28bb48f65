import { observeDeployed } from '../hooks/observation.js';
import type { HelmExit } from '../helm/run.js';
import type { Deploy } from './deps.js';
import { cancelledResult, type PlanDeps, type PlanResult, type Standing } from './planning.js';
import { tellPlan } from './tell-plan.js';

/** Says what a deploy would do, and changes nothing. */
export async function runPlan(deps: PlanDeps, deploy: Deploy): Promise<PlanResult> {
  const { inputs, reporter } = deploy;
  const { release, namespace, server } = inputs;
  reporter.announce(`Planning release ${release} in namespace ${namespace} of ${server}`);
  try {
    if (!(await deps.ready())) return cancelledResult();
    const startedAt = deps.now();
    const [standing, first] = await Promise.all([
      deps.readStanding(),
      deps.render((line) => reporter.onHelmLine(line)),
    ]);
    // What differs between two renderings would differ in a deploy, too, whatever was changed.
    const again = first.record && (await deps.render(() => undefined));
    const helmMs = deps.now() - startedAt;
    const result =
      first.record === undefined || again?.record === undefined
        ? await explainFailed(deps, deploy, { standing, helm: again?.helm ?? first.helm })
        : await tellPlan(deps, deploy, {
            ...{ standing, helm: first.helm },
            ...{ rendered: first.record, again: again.record },
          });
    const { outcome, reason } = result.diagnosis;
    if (outcome === 'planned') reporter.announce(reason);
    return { ...result, helmMs };
  } catch (error) {
    // What a cancel broke off is no failure.
    if (deps.cancelled.aborted) return cancelledResult();
    throw error;
  } finally {
    await reporter.close();
  }
}

interface Failed {
  readonly standing: Standing;
  readonly helm: HelmExit;
}

async function explainFailed(
  deps: PlanDeps,
  deploy: Deploy,
  { standing, helm }: Failed,
): Promise<PlanResult> {
  const { inputs } = deploy;
  const { release, namespace } = inputs;
  const cancelled = deps.cancelled.aborted;
  const seen = observeDeployed(standing.deployed);
  const undecrypted = cancelled ? undefined : await deps.explainDecryption(deploy);
  const { diagnosePlan } = await import('../diagnosis/plan.js');
  const facts = { release, namespace, helm, seen, cancelled, undecrypted, asked: inputs };
  return { diagnosis: diagnosePlan(facts), helm, seen };
}
