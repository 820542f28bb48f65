import { setTimeout as sleep } from 'node:timers/promises';
import { container, podSpec } from '../hooks.js';
import { IN_PART, HOOK, kubectlIn, READ_LOG } from './cause.js';
import {
  changeInFirst,
  either,
  ERROR,
  FAILS,
  IMPATIENT,
  moodyScript,
  NEEDS_SETTINGS,
  retriedJob,
  retriedScript,
  setSuspended,
  settings,
  STEPS,
  type Tried,
  untilBegun,
  untilFailed,
  untilRunning,
} from './tried.js';

const ONCE = { backoffLimit: 0 };
const BY_WHOM =
  'A person or a queue such as Kueue suspended the Job \\(spec\\.suspend: true\\)\\. Find out why, then redeploy\\.';
/** What others do takes its time on a machine that is busy. */
const PATIENT = { ...IMPATIENT, timeout: '40s' };
const STOPPED = 'was stopped: its Pod was deleted while it ran$';

/** Hooks that others stop while they run. */
export const STOPPED_BY_OTHERS: readonly Tried[] = [
  {
    name: 'suspended',
    objects: () => [retriedScript(STEPS, ONCE)],
    inputs: PATIENT,
    meanwhile: async (place) => {
      await untilRunning(place);
      await sleep(6_000);
      await setSuspended(place, true);
    },
    expected: () => ({
      outcome: 'hook-failed',
      reason: new RegExp(
        `^Job \\S+/${HOOK} was suspended while it ran, (?:[6-9]|[123]\\d) s after its start$`,
      ),
      advice: new RegExp(`^${BY_WHOM} ${IN_PART}$`),
      exitCode: '',
      hook: { verdict: 'waiting', attempts: 1 },
      lastLine: /^step \d+$|^… log may be incomplete here: /,
      told: [
        new RegExp(`^Job hook: attempt 1 of 1 ${STOPPED}`),
        /^Job hook is waiting: the Job is suspended \(\d s\)$/,
      ],
      untold: /did not start/,
    }),
  },
  {
    name: 'suspended-in-second',
    objects: () => [moodyScript(either(FAILS, STEPS))],
    before: settings,
    inputs: PATIENT,
    meanwhile: async (place) => {
      await changeInFirst(place);
      await untilBegun(place, 2);
      await sleep(3_000);
      await setSuspended(place, true);
    },
    expected: () => ({
      outcome: 'hook-failed',
      reason: new RegExp(
        `^Job \\S+/${HOOK} was suspended while attempt 2 of 7 ran, \\d+ s after its start; before that, 1 of 7 attempts failed, with exit code 1: ${ERROR}$`,
      ),
      advice: new RegExp(`^${READ_LOG} ${BY_WHOM} ${IN_PART}$`),
      exitCode: '1',
      hook: { verdict: 'waiting', attempts: 2 },
      lastLine: new RegExp(`^${ERROR}$`),
      told: [
        /^Job hook: attempt 1 of 7 failed with exit code 1; Kubernetes will try again$/,
        new RegExp(`^Job hook: attempt 2 of 7 ${STOPPED}`),
      ],
    }),
  },
  {
    name: 'suspended-between',
    objects: () => [retriedScript(FAILS)],
    inputs: PATIENT,
    meanwhile: async (place) => {
      // The next one begins 20 s later.
      await untilFailed(place, 2);
      await setSuspended(place, true);
    },
    expected: () => ({
      outcome: 'hook-failed',
      reason: new RegExp(
        `^Job \\S+/${HOOK} failed: 2 of 7 attempts failed, each with exit code 1: ${ERROR}; then it was suspended and does not try again$`,
      ),
      advice: new RegExp(`^${READ_LOG} ${BY_WHOM}$`),
      exitCode: '1',
      hook: { verdict: 'waiting', attempts: 2 },
      lastLine: new RegExp(`^${ERROR}$`),
      told: [
        /^Job hook: attempt 2 of 7 failed with exit code 1/,
        /^Job hook is waiting: the Job is suspended \(\d s\)$/,
      ],
    }),
  },
  {
    name: 'suspended-at-first',
    objects: () => [retriedScript(STEPS, { suspend: true })],
    inputs: { ...IMPATIENT, timeout: '8s' },
    expected: () => ({
      outcome: 'hook-failed',
      reason: new RegExp(`^Job \\S+/${HOOK} did not start: the Job is suspended$`),
      advice:
        /^Something suspended the Job \(spec\.suspend: true\), usually a queue such as Kueue\. Resume it, or redeploy when the queue lets it run\.$/,
      exitCode: '',
      hook: { verdict: 'waiting', attempts: 0 },
      lastLine: undefined,
      told: [/^Job hook is waiting: the Job is suspended \(\d s\)$/],
    }),
  },
  {
    name: 'resumed-good',
    objects: () => [retriedScript('for i in $(seq 25); do echo "step $i"; sleep 1; done', ONCE)],
    meanwhile: async (place) => {
      await untilRunning(place);
      await setSuspended(place, true);
      await sleep(4_000);
      await setSuspended(place, false);
    },
    expected: () => ({
      outcome: 'deployed',
      reason: /^any revision 1 is deployed in namespace \S+\.$/,
      advice: /^$/,
      exitCode: '0',
      hook: { verdict: 'succeeded', attempts: 2 },
      lastLine: undefined,
      told: [
        new RegExp(`^Job hook: attempt 1 of [12] ${STOPPED}`),
        /^✅ Job hook succeeded \(attempt 2 of 2, exit code 0, \d+ s\)$/,
      ],
    }),
  },
  {
    name: 'resumed-bad',
    objects: () => [
      retriedScript(
        `for i in $(seq 25); do echo "step $i"; sleep 1; done; echo "${ERROR}"; exit 3`,
        ONCE,
      ),
    ],
    meanwhile: async (place) => {
      await untilRunning(place);
      await setSuspended(place, true);
      await sleep(4_000);
      await setSuspended(place, false);
    },
    expected: () => ({
      outcome: 'hook-failed',
      reason: new RegExp(
        `^Job \\S+/${HOOK} failed: container "main" ended with exit code 3 in attempt 2 of 2: ${ERROR}; attempt 1 was stopped while it ran: its Pod was deleted$`,
      ),
      advice: new RegExp(`^${READ_LOG}$`),
      exitCode: '3',
      hook: { verdict: 'failed', attempts: 2 },
      lastLine: new RegExp(`^${ERROR}$`),
      told: [
        new RegExp(`^Job hook: attempt 1 of [12] ${STOPPED}`),
        /^Job hook: attempt 2 of 2 failed with exit code 3$/,
      ],
    }),
  },
  {
    name: 'pod-deleted-no-settings',
    objects: () => [retriedJob(podSpec([container(STEPS, NEEDS_SETTINGS)]))],
    before: settings,
    inputs: PATIENT,
    meanwhile: async (place) => {
      await untilRunning(place);
      await kubectlIn(place, 'delete', 'configmap', 'settings');
      await sleep(3_000);
      await kubectlIn(place, 'delete', 'pods', '--all', '--wait=false');
    },
    expected: () => ({
      outcome: 'hook-failed',
      reason: new RegExp(
        `^Job \\S+/${HOOK} was stopped while it ran, \\d+ s after its start: its Pod was deleted; its next attempt cannot start: CreateContainerConfigError: configmap "settings" not found$`,
      ),
      advice: new RegExp(
        `^Create configmap "settings" in namespace \\S+ before the hook runs\\. .* ${IN_PART} Job hook was suspended, so it does not start later\\.$`,
      ),
      exitCode: '',
      hook: { verdict: 'failed', attempts: 2 },
      lastLine: /^step \d+$|^… log may be incomplete here: /,
      told: [
        new RegExp(`^Job hook: attempt 1 of 7 ${STOPPED}`),
        /^Job hook, attempt 2 of 7, is waiting: CreateContainerConfigError: .* \(\d+ s\)$/,
      ],
      untold: /attempt 2 of 7 (?:failed|was stopped)/,
    }),
  },
];
