import createWrapper from '@cloudscape-design/components/test-utils/dom';
import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';

import { ApiProblem } from '@/lib/problem';
import type { ListState } from '@/lib/url-state';
import { emptyListState } from '@/lib/url-state';

import type { Column } from './columns';
import type { ListAnswer } from './resource-table';
import { BulkAction } from './bulk-action';
import { ResourceTable } from './resource-table';
import { useSelection } from './selection';

interface Row {
  id: string;
  name: string;
}

const columns: Column<Row>[] = [
  { id: 'name', header: 'Name', rowHeader: true, sort: 'name', cell: (row) => row.name },
  { id: 'id', header: 'ID', cell: (row) => row.id },
];

const problem = new ApiProblem('The ledger cannot be read', 500, 'internal', 'Try again.', '4f1c2a9e', [], undefined, undefined);

type Read = () => Promise<ListAnswer<Row>>;

function Table({ read, state, onState }: { read: Read; state: ListState; onState: (change: Partial<ListState>) => void }) {
  const query = useQuery({ queryKey: ['rows'], queryFn: read });
  return (
    <ResourceTable
      name="test:rows"
      title="Rows"
      things="rows"
      columns={columns}
      rowId={(row) => row.id}
      query={query}
      state={state}
      onState={onState}
      properties={[{ key: 'name', label: 'Name', groupLabel: 'Names', kind: 'text' }]}
      empty={{ title: 'No rows', text: 'Rows appear here.' }}
    />
  );
}

function renderTable(read: Read, state: Partial<ListState> = {}) {
  const onState = vi.fn();
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <Table read={read} state={{ ...emptyListState, size: 25, ...state }} onState={onState} />
    </QueryClientProvider>,
  );
  return { onState };
}

const rows = (count: number): Row[] => Array.from({ length: count }, (_, index) => ({ id: `r${index}`, name: `Row ${index}` }));

describe('the states of a resource table', () => {
  it('loading: says so and shows no count', () => {
    renderTable(() => new Promise(() => undefined));
    expect(screen.getByText('Loading rows')).toBeTruthy();
    expect(screen.queryByText('(0)')).toBeNull();
    expect(screen.queryByText('No rows')).toBeNull();
  });

  it('empty: says what would be here', async () => {
    renderTable(() => Promise.resolve({ items: [], total: 0 }));
    expect(await screen.findByText('No rows')).toBeTruthy();
    expect(screen.queryByText('Clear filter')).toBeNull();
  });

  it('no match: offers to clear the filter', async () => {
    const { onState } = renderTable(() => Promise.resolve({ items: [], total: 0 }), { filter: ['name:eq:x'], page: 2 });
    expect(await screen.findByText("We can't find a match")).toBeTruthy();
    expect(screen.queryByText('No rows')).toBeNull();
    await userEvent.click(screen.getByText('Clear filter'));
    expect(onState).toHaveBeenCalledWith({ filter: [], search: '', page: 1 });
  });

  it('error: names the request, offers Retry, and claims neither empty nor no match', async () => {
    const read = vi.fn<Read>().mockRejectedValueOnce(problem).mockResolvedValue({ items: rows(1), total: 1 });
    renderTable(read, { filter: ['name:eq:x'] });
    expect(await screen.findByText("We couldn't load rows")).toBeTruthy();
    expect(screen.getByText('Request 4f1c2a9e')).toBeTruthy();
    expect(screen.queryByText('No rows')).toBeNull();
    expect(screen.queryByText("We can't find a match")).toBeNull();
    await userEvent.click(screen.getByText('Retry'));
    expect(await screen.findByText('Row 0')).toBeTruthy();
    expect(screen.queryByText("We couldn't load rows")).toBeNull();
  });

  it('stale: keeps the rows of the read before and says when that was', async () => {
    const read = vi.fn<Read>().mockResolvedValueOnce({ items: rows(1), total: 1 }).mockRejectedValue(problem);
    renderTable(read);
    expect(await screen.findByText('Row 0')).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Refresh rows' }));
    expect(await screen.findByText(/can be out of date/)).toBeTruthy();
    expect(screen.getByText('Row 0')).toBeTruthy();
  });
});

describe('what a resource table asks for', () => {
  it('sorts on the server, back on the first page', async () => {
    const { onState } = renderTable(() => Promise.resolve({ items: rows(25), total: 60 }), { sort: 'name', page: 2 });
    await screen.findByText('Row 0');
    createWrapper(document.body).findTable()?.findColumnSortingArea(1)?.click();
    expect(onState).toHaveBeenCalledWith({ sort: '-name', page: 1 });
  });

  it('pages by the total of all matches', async () => {
    const { onState } = renderTable(() => Promise.resolve({ items: rows(25), total: 60 }));
    await screen.findByText('Row 0');
    expect(screen.getByText('(60)')).toBeTruthy();
    createWrapper(document.body).findPagination()?.findPageNumberByIndex(3)?.click();
    expect(onState).toHaveBeenCalledWith({ page: 3 });
  });
});

function Choosing({ state, onPlan }: { state: ListState; onPlan: (what: string) => void }) {
  const query = useQuery({ queryKey: ['rows'], queryFn: () => Promise.resolve({ items: rows(3), total: 30 }) });
  const [ids, onIds] = useSelection(JSON.stringify(state));
  return (
    <ResourceTable
      name="test:rows"
      title="Rows"
      things="rows"
      columns={columns}
      rowId={(row) => row.id}
      query={query}
      state={state}
      onState={() => undefined}
      selection={{ ids, onIds, name: (row) => row.name, selectable: (row) => row.id !== 'r2' }}
      actions={
        <BulkAction selected={ids.length} matching={query.data?.total} filtered={false} onSelected={() => onPlan(ids.join(','))} onMatching={() => onPlan('all')}>
          Plan
        </BulkAction>
      }
      empty={{ title: 'No rows', text: 'Rows appear here.' }}
    />
  );
}

describe('choosing rows of a resource table', () => {
  function choosing(onPlan: (what: string) => void) {
    const client = new QueryClient();
    return (state: Partial<ListState>) => (
      <QueryClientProvider client={client}>
        <Choosing state={{ ...emptyListState, size: 25, ...state }} onPlan={onPlan} />
      </QueryClientProvider>
    );
  }

  it('counts the chosen, acts on them or on all, and forgets them on another page', async () => {
    const onPlan = vi.fn();
    const page = choosing(onPlan);
    const { rerender } = render(page({}));
    await userEvent.click(await screen.findByRole('checkbox', { name: 'Choose Row 1' }));
    expect(screen.getByText('(1/30)')).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Plan' }));
    await userEvent.click(screen.getByRole('menuitem', { name: 'The selected one' }));
    expect(onPlan).toHaveBeenLastCalledWith('r1');
    await userEvent.click(screen.getByRole('button', { name: 'Plan' }));
    await userEvent.click(screen.getByRole('menuitem', { name: 'All 30' }));
    expect(onPlan).toHaveBeenLastCalledWith('all');
    rerender(page({ page: 2 }));
    expect(screen.getByText('(30)')).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Plan' }));
    expect(screen.getByRole('menuitem', { name: /^The selected ones/ }).getAttribute('aria-disabled')).toBe('true');
  });

  it('does not choose what cannot be acted on', async () => {
    render(choosing(vi.fn())({}));
    const box = await screen.findByRole('checkbox', { name: 'Choose Row 2' });
    expect(box).toHaveProperty('disabled', true);
    await userEvent.click(screen.getByRole('checkbox', { name: 'Choose all rows of this page' }));
    expect(screen.getByText('(2/30)')).toBeTruthy();
  });
});
