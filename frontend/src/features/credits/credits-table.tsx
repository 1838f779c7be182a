import Alert from '@cloudscape-design/components/alert';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';

import { csvOf } from '@/api/csv';
import type { Credit, CreditBalanceTotals } from '@/api/types';
import { formatMoney } from '@/lib/money';
import { paths } from '@/lib/paths';
import { formatInstant } from '@/lib/time';
import type { ListState } from '@/lib/url-state';
import { scopedTo } from '@/lib/url-state';
import { AppLink } from '@/ui/app-link';
import { InfoLink } from '@/ui/help';
import { useSizedState } from '@/ui/resource-table/preferences';
import { ResourceTable } from '@/ui/resource-table/resource-table';

import { CoursePanel } from './course-panel';
import { creditColumns, creditFilters } from './credit-columns';
import { CreditsHelp } from './help';
import { t } from './list-messages';
import { t as pageText } from './messages';
import type { CreditScope } from './queries';
import { creditsQuery } from './queries';

/** What the list of credits is told. */
export interface CreditsTableProps {
  scope: CreditScope;
  /** Only the credits of this customer. */
  customerId?: string;
  address: ListState;
  onState: (change: Partial<ListState>) => void;
  /** The credit whose course is shown, as `creditName` writes it, or ''. */
  open: string;
  onOpen: (credit: string) => void;
}

/** A credit in an address. */
const creditName = (credit: Credit) => `${credit.customer_id}.${credit.credit_id}`;

/** The credits whose balance is visible, and how many customers' are not. */
export function CreditsTable({ scope, customerId, address, onState, open, onOpen }: CreditsTableProps) {
  const ofOne = customerId !== undefined;
  const term = ofOne ? `customer_id:eq:${customerId}` : '';
  const table = ofOne ? 'credits:customer' : 'credits:list';
  const state = useSizedState(table, address);
  const query = useQuery(creditsQuery(scope, ofOne ? scopedTo(state, term) : state));
  const { data } = query;
  const demo = scope.demo ? { demo: 'true' } : {};
  const toHidden = paths.credits(scope.receiver, { filter: ['visibility:ne:visible'], ...demo });
  const noneVisible = data?.customers_visible === 0;
  return (
    <SpaceBetween size="m">
      {data !== undefined && !ofOne && data.customers_hidden > 0 && (
        <Alert type="info" header={t('hidden', { count: data.customers_hidden })} action={<AppLink href={toHidden} variant="primary">{t('toHidden')}</AppLink>}>
          {t('hiddenText')}
        </Alert>
      )}
      <ResourceTable
        name={table}
        variant="container"
        title={t('creditsTitle')}
        things={t('creditsThings')}
        info={<InfoLink about={pageText('about')} topic={<CreditsHelp />} />}
        description={data !== undefined && (data.as_of === undefined ? t('creditsNever') : t('creditsRead', { instant: formatInstant(data.as_of) }))}
        columns={creditColumns(scope.receiver, ofOne, (credit) => onOpen(creditName(credit)))}
        rowId={creditName}
        query={query}
        state={state}
        onState={onState}
        allTermsHold={ofOne}
        csv={csvOf('/credit-tracker/credits', scope.receiver, demo, term)}
        properties={creditFilters(ofOne)}
        footer={data !== undefined && data.totals.length > 0 && <BalanceTotals totals={data.totals} />}
        empty={
          noneVisible && !ofOne
            ? { title: t('emptyHidden'), text: t('emptyHiddenText'), action: <AppLink href={toHidden}>{t('toCustomers')}</AppLink> }
            : { title: t('emptyCredits'), text: t(ofOne ? 'emptyOneText' : 'emptyCreditsText') }
        }
      />
      {open !== '' && <CoursePanel key={open} scope={scope} credit={open} onClose={() => onOpen('')} />}
    </SpaceBetween>
  );
}

function BalanceTotals({ totals }: { totals: CreditBalanceTotals[] }) {
  return totals.map((total) => (
    <div key={total.currency}>
      {t('creditsTotal', {
        currency: total.currency,
        credits: t('creditsCount', { count: total.credits }),
        initial: formatMoney(total.initial),
        left: formatMoney(total.estimated_remaining),
        unused: formatMoney(total.expiring_unused),
      })}
    </div>
  ));
}
