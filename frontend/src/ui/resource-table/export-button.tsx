import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import { useState } from 'react';

import type { CsvPart, CsvSource } from '@/lib/csv';
import { saveFile } from '@/lib/csv';
import { asProblem } from '@/lib/problem';
import type { ListState } from '@/lib/url-state';

import { usePageActions } from '../page-slots';
import { t } from './messages';

/** What the export of a table is told. */
export interface ExportButtonProps {
  csv: CsvSource;
  state: ListState;
  /** Properties of the visible columns, in their order. */
  columns: string[];
  /** What the rows are, in the plural. */
  things: string;
  /** How many rows match; undefined while that is not known. */
  total: number | undefined;
}

/** Saves the rows of the page, or all that match, as CSV. The server makes the file, so it holds every digit. */
export function ExportButton({ csv, state, columns, things, total }: ExportButtonProps) {
  const { notify } = usePageActions();
  const [working, setWorking] = useState(false);
  const save = async (part: CsvPart) => {
    setWorking(true);
    try {
      saveFile(await csv(state, part, columns));
    } catch (error) {
      notify({ id: 'csv', type: 'error', header: t('notExported', { things }), content: asProblem(error).message });
    } finally {
      setWorking(false);
    }
  };
  const nothing = total === undefined || total === 0;
  return (
    <ButtonDropdown
      ariaLabel={t('exportOf', { things })}
      loading={working}
      disabled={nothing}
      {...(nothing && { disabledReason: t('nothingToExport') })}
      items={[
        { id: 'page', text: t('exportPage') },
        { id: 'all', text: t('exportAll', { count: total ?? 0 }) },
      ]}
      onItemClick={({ detail }) => void save(detail.id === 'page' ? 'page' : 'all')}
    >
      {t('export')}
    </ButtonDropdown>
  );
}
