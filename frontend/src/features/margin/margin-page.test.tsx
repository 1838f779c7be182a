import createWrapper from '@cloudscape-design/components/test-utils/dom';
import { screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';

import { answers, fails } from '@/test/answers';
import { estimated, margins, nothingCollected, receiver } from '@/test/fixtures';
import { renderPortal } from '@/test/render-portal';
import { server } from '@/test/server';

const page = `/r/${receiver}/margin?period=2026-10`;

function rowOf(name: string): HTMLElement {
  const row = screen.getByRole('link', { name }).closest('tr');
  if (row === null) throw new Error(`${name} is in no row`);
  return row;
}

describe('margin analysis', () => {
  let requests: Request[];

  beforeEach(() => {
    requests = [];
    server.use(answers('/transfer-dashboard', margins, (request) => requests.push(request)));
  });

  it('says a negative margin in words', async () => {
    renderPortal(page);
    await screen.findByRole('link', { name: 'Acme' });
    expect(within(rowOf('Acme')).getByText('-$105.59')).toBeTruthy();
    expect(within(rowOf('Acme')).getByText('Negative margin')).toBeTruthy();
  });

  it('shows what is not known as a dash with its reason, and not as a zero', async () => {
    renderPortal(page);
    await screen.findByRole('link', { name: 'Harbor Foods' });
    const row = rowOf('Harbor Foods');
    expect(within(row).queryByText('$0.00')).toBeNull();
    expect(within(row).getAllByText(/Not known: This customer has no billing group/).length).toBeGreaterThan(1);
  });

  it('says how many rows the totals compare and what is left out', async () => {
    renderPortal(page);
    expect(await screen.findByText(/1 of 2 customers compared/)).toBeTruthy();
    expect(screen.getByText(/without Showback/)).toBeTruthy();
  });

  it('asks for the receiver and month of its address', async () => {
    renderPortal(page);
    await screen.findByRole('link', { name: 'Acme' });
    const [request] = requests;
    expect(request?.headers.get('X-Account-Id')).toBe(receiver);
    expect(new URL(request?.url ?? '').searchParams.get('period')).toBe('2026-10');
  });

  it('keeps its state in the address and sorts on the server', async () => {
    const { router } = renderPortal(page);
    await screen.findByRole('link', { name: 'Acme' });
    createWrapper(document.body).findTable()?.findColumnSortingArea(3)?.click();
    await waitFor(() => expect(router.state.location.searchStr).toBe('?period=2026-10&sort=aws_cost'));
    await waitFor(() => expect(new URL(requests.at(-1)?.url ?? '').searchParams.get('sort')).toBe('aws_cost'));
  });

  it('names page, month and receiver in its title', async () => {
    renderPortal(page);
    await waitFor(() => expect(document.title).toBe('Margin analysis, Oct 2026, Example Distribution'));
  });

  it('names what a link said wrongly', async () => {
    renderPortal(`/r/${receiver}/margin?period=2026-13`);
    expect(await screen.findByText('Part of this link was not valid and was ignored.')).toBeTruthy();
    expect(screen.getByText('Ignored: period.')).toBeTruthy();
  });

  it('shows the warnings of partial figures', async () => {
    const provenance = { ...estimated, warnings: [{ code: 'customers_missing', detail: '1 of 2 customers has no showback.' }] };
    server.use(answers('/transfer-dashboard', { ...margins, provenance }));
    renderPortal(page);
    expect(await screen.findByText('These figures are partial')).toBeTruthy();
    expect(screen.getByText('1 of 2 customers has no showback.')).toBeTruthy();
  });

  it('does not show another month in the place of one without figures', async () => {
    server.use(answers('/transfer-dashboard', { items: [], total: 0, totals: [], by: 'customer', provenance: nothingCollected }));
    renderPortal(`/r/${receiver}/margin`);
    expect(await screen.findByText('No figures were collected for Nov 2026')).toBeTruthy();
    expect(screen.getByRole('heading', { level: 1 }).textContent).toContain('Nov 2026');
    expect(screen.getByText('Show Oct 2026')).toBeTruthy();
  });

  it('keeps the shell when the figures cannot be read', async () => {
    server.use(fails('/transfer-dashboard', 500));
    renderPortal(page);
    expect(await screen.findByText("We couldn't load customers")).toBeTruthy();
    expect(screen.getByText('Request 4f1c2a9e')).toBeTruthy();
    expect(screen.getByText('Skip to main content')).toBeTruthy();
  });
});
