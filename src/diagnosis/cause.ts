/**
 * Who or what failed, as the output `cause` names it; the list is closed, and docs/causes.md explains each. Decided by
 * who spoke: the hook's objects first, then helm's error by its own words, then ours.
 */
export type Cause =
  | 'hook-exit'
  | 'hook-cannot-start'
  | 'hook-stopped'
  | 'hook-running'
  | 'hook-not-run'
  | 'object-refused'
  | 'rights'
  | 'chart'
  | 'repository'
  | 'decryption'
  | 'credentials'
  | 'cluster-unreachable'
  | 'record'
  | 'not-ready'
  | 'input'
  | 'tool'
  | 'runner'
  | 'guard'
  | 'cancelled'
  | 'unknown';
