import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';

import { csvOf } from '@/api/csv';
import { paths } from '@/lib/paths';
import { formatInstant } from '@/lib/time';
import type { ListState } from '@/lib/url-state';
import { scopedTo } from '@/lib/url-state';
import { AppLink } from '@/ui/app-link';
import { InfoLink } from '@/ui/help';
import { useSizedState } from '@/ui/resource-table/preferences';
import { ResourceTable } from '@/ui/resource-table/resource-table';
import { WarningsAlert } from '@/ui/warnings-alert';

import { anomalyColumns, anomalyFilters } from './columns';
import { AnomaliesHelp } from './help';
import { t } from './messages';
import { anomaliesQuery } from './queries';
import { AnomalySettingsButton } from './settings-form';

/** What the list of anomalies is told. */
export interface AnomaliesTableProps {
  receiver: string;
  /** Only the anomalies of this customer. */
  customerId?: string;
  address: ListState;
  onState: (change: Partial<ListState>) => void;
}

/** The anomalies of all customers, or of one. */
export function AnomaliesTable({ receiver, customerId, address, onState }: AnomaliesTableProps) {
  const ofOne = customerId !== undefined;
  const table = ofOne ? 'anomalies:customer' : 'anomalies:list';
  const state = useSizedState(table, address);
  const query = useQuery(anomaliesQuery(receiver, ofOne ? scopedTo(state, `customer_id:eq:${customerId}`) : state));
  const { data } = query;
  const never = data !== undefined && data.as_of === undefined;
  return (
    <SpaceBetween size="m">
      {data !== undefined && !never && !ofOne && <WarningsAlert warnings={data.provenance.warnings} />}
      <ResourceTable
        name={table}
        variant="container"
        title={ofOne ? t('titleOfOne') : t('title')}
        things={t('things')}
        info={<InfoLink about={t('about')} topic={<AnomaliesHelp />} />}
        description={
          data !== undefined && (
            <>
              {never ? t('neverLooked') : t('lookedFor', { instant: formatInstant(data.as_of) })}
              {!ofOne && data.covered_customers !== undefined && ` ${t('coverage', { count: data.covered_customers })}`}
            </>
          )
        }
        actions={!ofOne && <AnomalySettingsButton receiver={receiver} />}
        columns={anomalyColumns(receiver, ofOne)}
        rowId={(anomaly) => anomaly.anomaly_id}
        query={query}
        state={state}
        onState={onState}
        allTermsHold={ofOne}
        csv={csvOf('/finops/anomalies', receiver, {}, ofOne ? `customer_id:eq:${customerId}` : '')}
        properties={anomalyFilters(ofOne)}
        empty={
          never
            ? { title: t('emptyNever'), text: t('emptyNeverText'), action: <AppLink href={paths.collections(receiver)}>{t('toCollections')}</AppLink> }
            : { title: t('empty'), text: t('emptyText') }
        }
      />
    </SpaceBetween>
  );
}
