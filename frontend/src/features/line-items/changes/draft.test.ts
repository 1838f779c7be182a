import { describe, expect, it } from 'vitest';

import type { Draft } from './draft';
import { draftProblems, draftRequest, namePreview, newDraft, writableMonths } from './draft';

const now = '2026-11-23T06:00:00Z';
const right: Draft = {
  ...newDraft(1, now),
  customer: { id: '210000000001', name: 'Acme', currency: 'USD' },
  amount: '1,250.50',
  description: ' Onboarding fee ',
};

describe('a line item by hand', () => {
  it('is for this month, once, unless a person says otherwise', () => {
    expect(writableMonths('2027-01-01T00:00:00Z')).toEqual(['2027-01', '2026-12']);
    expect(draftRequest(right)).toEqual({
      customer_id: '210000000001',
      type: 'fee',
      charge: { amount: '1250.50', currency: 'USD' },
      period: '2026-11',
      description: 'Onboarding fee',
      class: 'unrelated',
    });
  });

  it('is of an amount or of a percentage, never of both', () => {
    const percent = draftRequest({ ...right, kind: 'percentage', percent: '7.8', type: 'credit', recurring: true, name: 'own-fee', service: 'AWSBillingConductor' });
    expect(percent).toEqual({
      customer_id: '210000000001',
      type: 'credit',
      percent: '7.8',
      period: '2026-11',
      recurring: true,
      description: 'Onboarding fee',
      class: 'unrelated',
      name: 'own-fee',
      service: 'AWSBillingConductor',
    });
  });

  it.each(['', '0', '0.00', '-5', '1e3', 'NaN', '1.250,50', '10,5'])('takes no amount %j', (amount) => {
    expect(draftProblems({ ...right, amount }).amount).toContain('1250.50');
    expect(draftRequest({ ...right, amount })).toBeUndefined();
  });

  it.each(['', '0', '10000.01', '7.805', '1e2'])('takes no percentage %j', (percent) => {
    expect(draftRequest({ ...right, kind: 'percentage', percent })).toBeUndefined();
  });

  it('takes every percentage AWS takes', () => {
    expect(draftRequest({ ...right, kind: 'percentage', percent: '10,000' })?.percent).toBe('10000');
    expect(draftRequest({ ...right, kind: 'percentage', percent: '0.01' })?.percent).toBe('0.01');
  });

  it('says which characters a name may have and suggests one that is right', () => {
    const problem = draftProblems({ ...right, name: 'Büro fee/2' }).name ?? '';
    expect(problem).toContain('Buro-fee-2');
    expect(draftProblems({ ...right, name: 'Buro-fee-2' }).name).toBeUndefined();
    expect(draftProblems({ ...right, name: 'x'.repeat(91) }).name).toContain('91');
  });

  it('shows the name it will have', () => {
    expect(namePreview(right)).toBe('unrelated-2026-11-btp_…-00001');
    expect(namePreview({ ...right, name: 'onboarding', period: '2026-10' })).toBe('onboarding-2026-10-btp_…-00001');
    expect(namePreview({ ...right, standsFor: 'free_tier_credit' })).toBe('free-tier-credit-2026-11-btp_…-00001');
  });

  it('needs a customer and what it reads', () => {
    expect(draftProblems({ ...right, customer: undefined, description: '  ' })).toMatchObject({ customer: 'Choose a customer.', description: 'Write what the customer reads.' });
    expect(draftProblems({ ...right, description: 'x'.repeat(256) }).description).toBe('At most 255 characters.');
    expect(draftProblems({ ...right, service: 'Amazon S3' }).service).toBeDefined();
  });
});
