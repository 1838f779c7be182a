import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';

import type { SavedView } from '@/api/types';
import { asProblem } from '@/lib/problem';
import { usePageActions } from '@/ui/page-slots';
import type { TableViewsProps } from '@/ui/resource-table/table-views';

import { t } from './messages';
import { savedViewsQuery, useDeleteView, useSaveView } from './queries';
import { SaveViewModal } from './save-view-modal';
import { stateOf, textOf } from './view-text';

/** Chooses, saves and deletes views of a table. The chosen one is the one whose filter and sort the address has; nothing else remembers it. */
export function SavedViews({ table, state, onState, shipped }: TableViewsProps) {
  const { data } = useQuery(savedViewsQuery(table));
  const [naming, setNaming] = useState(false);
  const { notify } = usePageActions();
  const save = useSaveView(table);
  const remove = useDeleteView(table);
  const own = data?.items ?? [];
  const text = textOf(state);
  const chosen = own.find((view) => view.query === text);
  const selected = chosen?.view_id ?? shipped.find((view) => textOf(view.state) === text)?.id;
  useDefaultView(own, state, (query) => onState({ ...stateOf(query), page: 1 }));

  const options = [
    ...(shipped.length > 0 ? [{ label: t('shipped'), options: shipped.map((view) => ({ value: view.id, label: view.name })) }] : []),
    ...(own.length > 0
      ? [{ label: t('own'), options: own.map((view) => ({ value: view.view_id, label: view.name, ...(view.is_default && { labelTag: t('isDefault') }) })) }]
      : []),
  ];
  const flat = options.flatMap((group) => group.options);
  const keep = (view: SavedView, change: Partial<SavedView>) => {
    const { name, query, is_default } = { ...view, ...change };
    save.mutate(
      { id: view.view_id, body: { table, name, query, is_default } },
      {
        onSuccess: () => notify({ id: 'view', type: 'success', header: t('saved', { name }) }),
        onError: (error) => notify({ id: 'view', type: 'error', header: t('notSaved'), content: asProblem(error).message }),
      },
    );
  };
  const copy = () =>
    navigator.clipboard.writeText(window.location.href).then(
      () => notify({ id: 'view', type: 'success', header: t('copied') }),
      () => notify({ id: 'view', type: 'warning', header: t('notCopied') }),
    );
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <div className="view-choice">
        <Select
          ariaLabel={t('views')}
          placeholder={t('choose')}
          empty={t('none')}
          options={options}
          selectedOption={flat.find((option) => option.value === selected) ?? null}
          onChange={({ detail }) => {
            const { value } = detail.selectedOption;
            const view = shipped.find((item) => item.id === value)?.state ?? stateOf(own.find((item) => item.view_id === value)?.query ?? '');
            onState({ ...view, page: 1 });
          }}
          expandToViewport
        />
      </div>
      <ButtonDropdown
        variant="icon"
        ariaLabel={t('actions')}
        expandToViewport
        items={[
          { id: 'new', text: t('saveAs') },
          ...(chosen !== undefined
            ? [
                { id: 'default', text: t(chosen.is_default ? 'dropDefault' : 'makeDefault', { name: chosen.name }) },
                { id: 'delete', text: t('remove', { name: chosen.name }) },
              ]
            : own.map((view) => ({ id: view.view_id, text: t('update', { name: view.name }) }))),
          { id: 'copy', text: t('copy') },
        ]}
        onItemClick={({ detail }) => {
          const other = own.find((view) => view.view_id === detail.id);
          if (detail.id === 'new') setNaming(true);
          else if (detail.id === 'copy') void copy();
          else if (detail.id === 'default' && chosen !== undefined) keep(chosen, { is_default: !chosen.is_default });
          else if (detail.id === 'delete' && chosen !== undefined) {
            remove.mutate(chosen.view_id, {
              onSuccess: () => notify({ id: 'view', type: 'success', header: t('removed', { name: chosen.name }) }),
              onError: (error) => notify({ id: 'view', type: 'error', header: t('notRemoved'), content: asProblem(error).message }),
            });
          } else if (other !== undefined) keep(other, { query: text });
        }}
      />
      {naming && <SaveViewModal table={table} query={text} onClose={() => setNaming(false)} />}
    </SpaceBetween>
  );
}

/** Opens a table with the person's default view, once, when the address says nothing of filter and sort. */
function useDefaultView(own: SavedView[], state: TableViewsProps['state'], apply: (query: string) => void): void {
  const plain = state.filter.length === 0 && state.search === '' && !new URLSearchParams(window.location.search).has('sort');
  const done = useRef(!plain);
  const wanted = own.find((view) => view.is_default)?.query;
  useEffect(() => {
    if (done.current || wanted === undefined) return;
    done.current = true;
    apply(wanted);
  });
}
