import { useQuery } from '@tanstack/react-query';

import { paths } from '@/lib/paths';
import { csvOf } from '@/api/csv';
import type { ListState } from '@/lib/url-state';
import { AppLink } from '@/ui/app-link';
import { InfoLink } from '@/ui/help';
import { usePageHelp } from '@/ui/page-slots';
import { useSizedState } from '@/ui/resource-table/preferences';
import { ResourceTable } from '@/ui/resource-table/resource-table';

import { JobsHelp } from './help';
import { jobColumns, jobFilters } from './job-columns';
import { t } from './messages';
import { jobsQuery } from './queries';

/** Preferences of this table are remembered under this name. */
const table = 'jobs:list';
const help = <JobsHelp />;

/** What the jobs page is told by its address. */
export interface JobsPageProps {
  receiver: string;
  address: ListState;
  onState: (change: Partial<ListState>) => void;
}

/** What ran, what runs, what failed. */
export function JobsPage({ receiver, address, onState }: JobsPageProps) {
  const state = useSizedState(table, address);
  const query = useQuery(jobsQuery(receiver, state));
  usePageHelp(help);
  return (
    <ResourceTable
      name={table}
      title={t('title')}
      things={t('things')}
      info={<InfoLink about={t('about')} topic={help} />}
      columns={jobColumns(receiver)}
      rowId={(job) => job.job_id}
      query={query}
      state={state}
      onState={onState}
      properties={jobFilters}
      csv={csvOf('/jobs', receiver)}
      empty={{
        title: t('emptyTitle'),
        text: t('emptyText'),
        action: <AppLink href={paths.collections(receiver)}>{t('toCollections')}</AppLink>,
      }}
    />
  );
}
