import { describe, expect, it } from 'vitest';

import { paths, sameMeaningFor } from './paths';

describe('paths', () => {
  it('carry the receiver and escape what they are given', () => {
    expect(paths.margin('111122223333', { period: '2026-10', filter: ['label:eq:a/b'] })).toBe(
      '/r/111122223333/margin?filter=label%3Aeq%3Aa%2Fb&period=2026-10',
    );
  });
});

describe('sameMeaningFor', () => {
  it.each([
    ['/r/111122223333', '', '/r/444455556666'],
    ['/r/111122223333/margin', '?period=2026-10&filter=label%3Aeq%3AAcme&page=3', '/r/444455556666/margin?period=2026-10'],
    ['/r/111122223333/customers/210000000001', '?period=2026-10', '/r/444455556666/margin?period=2026-10'],
    ['/r/111122223333/jobs/job_01jd2v9r3k8m', '', '/r/444455556666/jobs'],
    ['/accounts', '', '/r/444455556666'],
  ])('takes %s%s to %s', (pathname, search, target) => {
    expect(sameMeaningFor('444455556666', pathname, search)).toBe(target);
  });
});
