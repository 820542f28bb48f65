import { describe, expect, it } from '@jest/globals';
import { warnOfVersion } from '../../../src/helm/known-bad.js';

describe('a version of helm', () => {
  it.each(['v4.0.0', 'v4.0.0-rc.1', 'v4.0.5', 'v4.1.0'])('%s is warned of', (version) => {
    expect(warnOfVersion(version)).toBe(
      `helm ${version} waits the whole timeout after a hook has failed (helm/helm#31690). Use Helm 4.1.1 or later, or Helm 3.`,
    );
  });

  it('v4.2.1 is warned of for another reason', () => {
    expect(warnOfVersion('v4.2.1')).toMatch(
      /^helm v4\.2\.1 may wait the whole timeout for the deletion of a hook's last Job \(helm\/helm#32214\)\./,
    );
  });

  it.each(['v4.2.0', 'v4.2.2', 'v3.22.0', 'v4.1.1', 'v4.1.10', 'v4.3.1', 'v4.10.0', undefined])(
    '%s is not',
    (version) => {
      expect(warnOfVersion(version)).toBeUndefined();
    },
  );
});
