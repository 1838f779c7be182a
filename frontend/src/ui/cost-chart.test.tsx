import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';

import { usd } from '@/test/fixtures';

import { CostChart } from './cost-chart';

function show() {
  render(
    <CostChart
      title="Margin by month"
      description="Two months. Negative margin in Nov 2026."
      categoryTitle="Month"
      categories={['Oct 2026', 'Nov 2026']}
      notes={['Final', undefined]}
      currency="USD"
      series={[
        { title: 'Charged', kind: 'bar', values: [usd('1234.567890123456789'), undefined] },
        { title: 'Margin', kind: 'line', values: [usd('0'), usd('-105.59')] },
      ]}
    />,
  );
}

describe('a chart of amounts', () => {
  it('has a name and says in words what it shows', async () => {
    show();
    const chart = await screen.findByRole('application', { name: 'Margin by month' });
    expect(document.getElementById(chart.getAttribute('aria-describedby') ?? '')?.textContent).toBe('Two months. Negative margin in Nov 2026.');
  });

  it('is a table of the same amounts when a person wants one', async () => {
    show();
    const toggle = screen.getByRole('button', { name: 'View as table: Margin by month' });
    expect(toggle.getAttribute('aria-pressed')).toBe('false');
    await userEvent.click(toggle);
    const rows = within(await screen.findByRole('grid')).getAllByRole('row').map((row) => row.textContent);
    expect(rows[0]).toContain('MonthStandingCharged (USD)Margin (USD)');
    expect(rows[1]).toContain('Oct 2026Final$1,234.57$0.00');
    // What is not known is no zero, here as in the drawing.
    expect(rows[2]).toContain('Nov 2026--Not known-$105.59');
    expect(screen.queryByRole('application', { name: 'Margin by month' })).toBeNull();
    // Every digit that was read is behind the rounded one.
    expect(screen.getByTitle('1234.567890123456789 USD')).toBeTruthy();
  });
});
