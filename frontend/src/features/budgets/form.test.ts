import { describe, expect, it } from 'vitest';

import type { BudgetForm } from './form';
import { readBudget } from './form';

const form: BudgetForm = {
  customer: { id: '210000000001', name: 'Acme', currency: 'EUR' },
  name: ' Acme monthly ',
  measure: 'charged',
  limit: '1,250.50',
  thresholds: '100, 80,80',
};

describe('the form of a budget', () => {
  it('becomes a request in the currency of the customer, with the amount as text and thresholds in order', () => {
    expect(readBudget(form, 3)).toEqual({
      request: {
        customer_id: '210000000001',
        name: 'Acme monthly',
        measure: 'charged',
        limit: { amount: '1250.50', currency: 'EUR' },
        thresholds: [80, 100],
        version: 3,
      },
    });
  });

  it.each([
    [{ limit: '0' }, 'limit', 'Write an amount above zero, like 1250.50.'],
    [{ limit: '-5' }, 'limit', 'Write an amount above zero, like 1250.50.'],
    [{ limit: '10,5' }, 'limit', 'Write an amount above zero, like 1250.50.'],
    [{ limit: '' }, 'limit', 'Write an amount above zero, like 1250.50.'],
    [{ name: '  ' }, 'name', 'Give the budget a name.'],
    [{ thresholds: '80, a' }, 'thresholds', 'Write whole numbers from 1 to 1000 with commas between them; "a" is none.'],
    [{ thresholds: '1001' }, 'thresholds', 'Write whole numbers from 1 to 1000 with commas between them; "1001" is none.'],
    [{ thresholds: '1,2,3,4,5,6' }, 'thresholds', 'Write at most five percentages; these are 6.'],
    [{ customer: undefined }, 'customer', 'Choose the customer the budget is for.'],
  ])('says what is wrong with %o', (change, field, problem) => {
    expect(readBudget({ ...form, ...change }, undefined)).toMatchObject({ problems: { [field]: problem } });
  });

  it('takes no thresholds', () => {
    expect(readBudget({ ...form, thresholds: '' }, undefined)).toMatchObject({ request: { thresholds: [] } });
  });
});
