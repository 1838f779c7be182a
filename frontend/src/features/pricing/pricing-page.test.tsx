import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';

import type { PricingPlanList, PricingRule } from '@/api/types';
import { answers, fails } from '@/test/answers';
import { estimated, receiver, usd } from '@/test/fixtures';
import { renderPortal } from '@/test/render-portal';
import { server } from '@/test/server';

const markup: PricingRule = {
  rule_id: 'r1',
  arn: 'arn:aws:billingconductor::111122223333:pricingrule/r1',
  name: 'global-markup-3',
  type: 'markup',
  scope: 'global',
  percent: '3.25',
  plan_count: 1,
  plan_names: ['managed-3'],
  visible_to_customer: 'AWS shows "(+3.25%)" beside the rates on the Bills page.',
};

const discount: PricingRule = { ...markup, rule_id: 'r2', name: 'ec2-discount', type: 'discount', scope: 'service', service: 'AmazonEC2', percent: '-5', plan_count: 0, plan_names: [] };

const plans: PricingPlanList = {
  items: [
    {
      plan_id: 'p1',
      arn: 'arn:aws:billingconductor::111122223333:pricingplan/p1',
      name: 'managed-3',
      managed_by: 'customer',
      rule_count: 40,
      rules: Array.from({ length: 40 }, (_, index) => (index === 0 ? markup : { ...discount, rule_id: `d${index}` })),
      customer_count: 12,
      figures: [
        { currency: 'USD', charged: usd('1200'), margin_percent: '9.09' },
        { currency: 'EUR', charged: { amount: '80', currency: 'EUR' }, margin_percent: '5' },
      ],
    },
    { plan_id: 'p2', arn: 'arn:aws:billingconductor::aws:pricingplan/p2', name: 'BasicPricingPlan', managed_by: 'aws', rule_count: 0, rules: [], customer_count: 0, figures: [] },
  ],
  total: 2,
  rule_total: 41,
  customers_without_plan: 1,
  as_of: '2026-11-23T06:00:00Z',
  provenance: estimated,
};

const page = `/r/${receiver}/pricing?period=2026-10`;

describe('pricing plans', () => {
  it('open to their rules, at most 25, with sign and word of each change', async () => {
    server.use(answers('/billing-conductor', plans));
    renderPortal(page);
    await userEvent.click(await screen.findByRole('button', { name: 'Show the parts of managed-3' }));
    expect(await screen.findByText('+3.25% (markup)')).toBeTruthy();
    expect(screen.getAllByText('-5.0% (discount)')).toHaveLength(24);
    expect(screen.getByRole('link', { name: 'Show the 15 rules that are left' }).getAttribute('href')).toContain('plan_name%3Aeq%3Amanaged-3');
  });

  it('lead to the customers who use them, and never add currencies', async () => {
    server.use(answers('/billing-conductor', plans));
    renderPortal(page);
    const link = await screen.findByRole('link', { name: '12 customers of the plan managed-3' });
    expect(link.getAttribute('href')).toBe(`/r/${receiver}/margin?filter=pricing_plan_name%3Aeq%3Amanaged-3&period=2026-10`);
    expect(screen.getByText('$1,200.00')).toBeTruthy();
    expect(screen.getByText('€80.00')).toBeTruthy();
  });

  it('say what a plan without rules charges, and show no zero where nothing is known', async () => {
    server.use(answers('/billing-conductor', plans));
    renderPortal(page);
    const row = (await screen.findByText('BasicPricingPlan')).closest('tr');
    if (row === null) throw new Error('the plan is in no row');
    expect(within(row).getByText(/Base AWS pricing/)).toBeTruthy();
    expect(within(row).queryByText('$0.00')).toBeNull();
  });

  it('warn that customers can see a markup', async () => {
    server.use(answers('/billing-conductor', plans));
    renderPortal(page);
    expect(await screen.findByText('Customers can see a markup percentage')).toBeTruthy();
  });

  it('keep the shell when they cannot be read', async () => {
    server.use(fails('/billing-conductor', 500));
    renderPortal(page);
    expect(await screen.findByText("We couldn't load pricing plans")).toBeTruthy();
    expect(screen.getByRole('tab', { name: 'Pricing rules' })).toBeTruthy();
  });
});

describe('the tabs of the pricing page', () => {
  it('read only their own list, and drop what another list was filtered by', async () => {
    const asked: string[] = [];
    server.use(answers('/billing-conductor/rules', { items: [markup, discount], total: 2 }, (request) => asked.push(new URL(request.url).search)));
    const { router } = renderPortal(`${page}&tab=rules&filter=customer_count:gt:3&sort=-customer_count`);
    expect(await screen.findByText('Unused')).toBeTruthy();
    expect(asked).toEqual(['?page=1&limit=25&sort=name']);
    server.use(answers('/billing-conductor', plans));
    await userEvent.click(screen.getByRole('tab', { name: 'Pricing plans' }));
    await waitFor(() => expect(router.state.location.searchStr).toBe('?period=2026-10'));
  });
});
