import { startFakeRegistry } from '../../__tests__/fakes/fake-registry.js';
import type { HelmMajor } from '../../__tests__/e2e/support/lab.js';
import { CAUSES } from '../../__tests__/e2e/support/verdicts.js';
import type { Cause } from '../../__tests__/e2e/support/verdicts/cause.js';
import {
  failByHelm,
  failByStep,
  type Failing,
  type HelmFailure,
  type StepFailure,
} from '../failure.js';
import type { Measure, Row, Scale } from '../measure.js';
import { runSome } from '../run-some.js';

const FAIL_FAST_S = 10;
const TIMEOUT_S = 60;
const QUICK_TIMEOUT_S = 20;
/**
 * Where helm ends by itself, only our start and report come on top; kubelet and controllers take a second or two more
 * or less.
 */
const MARGIN_S = 3;
/** What `fail-fast` leaves for helm's end, the Job's suspension and the report. */
const FAIL_FAST_MARGIN_S = 5;
const TOLD_S = 10;
const QUICK: readonly string[] = ['exit-code', 'image-missing', 'quota'];
/** Kubernetes itself needs a minute to know these. */
const TOO_LATE: readonly string[] = ['node-gone', 'node-lost'];
/** Helm 3 takes this one for a success. */
const DIFFERENT: readonly string[] = ['job-deleted'];
/**
 * The kubelet looks every ten seconds who needs too much of the disk, and chance decides to whom it comes sooner; what
 * runs on is followed on.
 */
const WITHOUT_GOAL: readonly string[] = ['evicted', 'init-hangs', 'lingering'];
/** Deploys that mostly wait run side by side, the others one by one. */
const AT_ONCE = 5;

interface Contest {
  readonly helm: HelmMajor;
  readonly cause: Cause;
}

/** How long deploys that fail take to say so, each cause on both sides. */
export const verdicts: Row = {
  name: 'verdicts',
  title: `Seconds until a deploy that fails has ended, timeout ${TIMEOUT_S} s on both sides, fail-fast ${FAIL_FAST_S} s; and until its log says why`,
  run: async (scale) => {
    const contests = listContests(scale);
    const registry = await startFakeRegistry();
    const run = (contest: Contest) => measure(contest, registry.address, scale);
    const [waiting, others] = [contests.filter(waits), contests.filter((it) => !waits(it))];
    try {
      const ended = await runSome(others, 1, run);
      return [...ended, ...(await runSome(waiting, AT_ONCE, run))].flat();
    } finally {
      registry.close();
    }
  },
};

function waits({ cause }: Contest): boolean {
  return cause.end !== 'helm';
}

function listContests({ quick }: Scale): readonly Contest[] {
  const causes = CAUSES.filter(({ name }) =>
    quick ? QUICK.includes(name) : !TOO_LATE.includes(name),
  );
  return causes.flatMap((cause) => {
    const helms: readonly HelmMajor[] = DIFFERENT.includes(cause.name) ? [4, 3] : [4];
    return helms.map((helm) => ({ helm, cause }));
  });
}

async function measure({ helm, cause }: Contest, registry: string, scale: Scale) {
  const timeoutSeconds = scale.quick ? QUICK_TIMEOUT_S : TIMEOUT_S;
  const failing = (side: string): Failing => ({
    ...{ helm, cause, timeoutSeconds, failFastSeconds: FAIL_FAST_S },
    place: { namespace: `bench-verdict-${cause.name}-${helm}-${side}`, registry },
  });
  const pair = {
    ours: await failByStep(failing('ours')),
    theirs: await failByHelm(failing('helm')),
  };
  const name = `Helm ${helm}, ${cause.name}`;
  say(name, pair, scale);
  const ends = compareEnds(name, cause, pair);
  const isShown = cause.end === 'timeout' && cause.told !== undefined;
  return isShown ? [ends, compareTelling(name, pair)] : [ends];
}

function say(name: string, { ours, theirs }: Pair, scale: Scale): void {
  scale.say(`${name}: ${ours.seconds.toFixed(1)} and ${theirs.seconds.toFixed(1)} s`);
  if (!ours.isTold) scale.say(`  It was not told as expected: ${ours.reason}`);
}

interface Pair {
  readonly ours: StepFailure;
  readonly theirs: HelmFailure;
}

/** A verdict that is not the right one is none. */
function compareEnds(name: string, cause: Cause, { ours, theirs }: Pair): Measure {
  const { goal, most } = setGoal(cause, theirs);
  return {
    what: name,
    unit: 's',
    ours: ours.isTold ? ours.seconds : NaN,
    theirs: [nameFigure(theirs)],
    goal,
    ...(most !== undefined && { hit: ours.isTold && ours.seconds <= most }),
  };
}

function setGoal({ name, end }: Cause, { seconds, exitCode }: HelmFailure) {
  if (exitCode === 0) return { goal: 'not taken for a success', most: Infinity };
  if (WITHOUT_GOAL.includes(name)) return { goal: 'shown', most: undefined };
  if (end !== 'fail-fast') return { goal: `≤ helm's + ${MARGIN_S} s`, most: seconds + MARGIN_S };
  const most = FAIL_FAST_S + FAIL_FAST_MARGIN_S;
  return { goal: `≤ fail-fast + ${FAIL_FAST_MARGIN_S} s`, most };
}

/** helm says nothing before its end. */
function compareTelling(name: string, { ours, theirs }: Pair): Measure {
  return {
    what: `${name}: why, in the log`,
    unit: 's',
    ours: ours.toldSeconds ?? NaN,
    theirs: [nameFigure(theirs)],
    goal: `≤ ${TOLD_S} s`,
    hit: (ours.toldSeconds ?? Infinity) <= TOLD_S,
  };
}

function nameFigure({ exitCode, seconds }: HelmFailure) {
  return { tool: exitCode === 0 ? 'helm (exit code 0)' : 'helm', value: seconds };
}
