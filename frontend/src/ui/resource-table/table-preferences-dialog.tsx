import CollectionPreferences from '@cloudscape-design/components/collection-preferences';

import { pageSizes } from '@/lib/url-state';

import type { Column } from './columns';
import { t } from './messages';
import type { TablePreferences } from './preferences';
import { fromDialog } from './preferences';

/** What the preferences dialog of a table is told. */
export interface TablePreferencesDialogProps<T> {
  columns: Column<T>[];
  display: { id: string; visible: boolean }[];
  preferences: TablePreferences;
  /** Rows a page now; the address may say another number than the preference. */
  size: number;
  onChange: (change: Partial<TablePreferences>) => void;
}

/** Page size, columns and their order, wrapping, stripes, density, the fixed first column. */
export function TablePreferencesDialog<T>({ columns, display, preferences, size, onChange }: TablePreferencesDialogProps<T>) {
  return (
    <CollectionPreferences
      title={t('preferences')}
      confirmLabel={t('confirm')}
      cancelLabel={t('cancel')}
      preferences={{
        pageSize: size,
        wrapLines: preferences.wrapLines,
        stripedRows: preferences.stripedRows,
        contentDensity: preferences.contentDensity,
        stickyColumns: { first: preferences.stickyFirst ? 1 : 0 },
        contentDisplay: display,
      }}
      onConfirm={({ detail }) => onChange(fromDialog(detail))}
      pageSizePreference={{
        title: t('rowsPerPage'),
        options: pageSizes.map((value) => ({ value, label: t(value === 100 ? 'rowsSlow' : 'rows', { count: value }) })),
      }}
      wrapLinesPreference={{ label: t('wrap'), description: t('wrapHelp') }}
      stripedRowsPreference={{ label: t('stripes'), description: t('stripesHelp') }}
      contentDensityPreference={{ label: t('compact'), description: t('compactHelp') }}
      stickyColumnsPreference={{
        firstColumns: {
          title: t('sticky'),
          description: t('stickyHelp'),
          options: [
            { label: t('no'), value: 0 },
            { label: t('yes'), value: 1 },
          ],
        },
      }}
      contentDisplayPreference={{
        title: t('columns'),
        description: t('columnsHelp'),
        options: columns.map((column) => ({ id: column.id, label: column.header, alwaysVisible: column.rowHeader === true })),
      }}
    />
  );
}
