import CollectionPreferences from '@cloudscape-design/components/collection-preferences';

import { pageSizes } from '@/lib/url-state';

import type { Column } from './columns';
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
      title="Preferences"
      confirmLabel="Confirm"
      cancelLabel="Cancel"
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
        title: 'Rows a page',
        options: pageSizes.map((value) => ({ value, label: value === 100 ? '100 rows (may be slower)' : `${value} rows` })),
      }}
      wrapLinesPreference={{ label: 'Wrap lines', description: 'Show all the text of a cell.' }}
      stripedRowsPreference={{ label: 'Striped rows', description: 'Shade every other row.' }}
      contentDensityPreference={{ label: 'Compact rows', description: 'Show more rows at once.' }}
      stickyColumnsPreference={{
        firstColumns: {
          title: 'Keep the first column in view',
          description: 'While scrolling sideways.',
          options: [
            { label: 'No', value: 0 },
            { label: 'Yes', value: 1 },
          ],
        },
      }}
      contentDisplayPreference={{
        title: 'Columns',
        description: 'Choose which columns are shown and their order.',
        options: columns.map((column) => ({ id: column.id, label: column.header, alwaysVisible: column.rowHeader === true })),
      }}
    />
  );
}
