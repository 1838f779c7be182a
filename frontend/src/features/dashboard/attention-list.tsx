import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Header from '@cloudscape-design/components/header';
import List from '@cloudscape-design/components/list';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';

import type { AttentionItem } from '@/api/types';
import { paths } from '@/lib/paths';
import { formatInstant } from '@/lib/time';
import { AppLink } from '@/ui/app-link';
import { MoneyText } from '@/ui/money-text';

import { t } from './messages';

const severityWords: Record<AttentionItem['severity'], { type: StatusIndicatorProps.Type; text: string }> = {
  high: { type: 'error', text: t('high') },
  medium: { type: 'warning', text: t('medium') },
  low: { type: 'info', text: t('low') },
};

/** The most entries shown at first; the server sends them in order of weight. */
const mostItems = 7;

/** What the attention list is told. */
export interface AttentionListProps {
  receiver: string;
  month: string;
  items: AttentionItem[];
  asOf: string | undefined;
}

/** What needs a person, each with the list behind it. */
export function AttentionList({ receiver, month, items, asOf }: AttentionListProps) {
  return (
    <Container header={<Header variant="h2" counter={`(${items.length})`}>{t('attention')}</Header>}>
      {items.length === 0 ? (
        <Box color="text-body-secondary">
          {asOf === undefined ? t('notChecked') : t('nothing', { time: formatInstant(asOf) })}
        </Box>
      ) : (
        <>
          <Entries receiver={receiver} month={month} items={items.slice(0, mostItems)} />
          {items.length > mostItems && (
            <ExpandableSection headerText={t('more', { count: items.length - mostItems })}>
              <Entries receiver={receiver} month={month} items={items.slice(mostItems)} />
            </ExpandableSection>
          )}
        </>
      )}
    </Container>
  );
}

function Entries({ receiver, month, items }: Omit<AttentionListProps, 'asOf'>) {
  return (
    <List
      ariaLabel={t('attention')}
      items={items}
      renderItem={(item) => ({
        id: `${item.code}${item.title}`,
        content: (
          <>
            <StatusIndicator type={severityWords[item.severity].type}>{severityWords[item.severity].text}</StatusIndicator>{' '}
            <AppLink href={behind(receiver, month, item)} variant="primary">
              {item.title}
            </AppLink>
            {item.amount !== undefined && (
              <>
                {' '}
                <MoneyText money={item.amount} />
              </>
            )}
          </>
        ),
        ...(item.detail !== undefined && { secondaryContent: item.detail }),
      })}
    />
  );
}

/** The page with the rows behind an entry. */
function behind(receiver: string, month: string, item: AttentionItem): string {
  const filter = item.filter ?? [];
  switch (item.code) {
    case 'transfer_ending':
    case 'transfer_starting':
    case 'invitation_waiting':
      return paths.transfers(receiver, { filter });
    case 'cap_reached':
    case 'report_differs':
    case 'adjustments':
    case 'not_collected':
      return filter.length > 0 ? paths.margin(receiver, { period: month, filter }) : paths.collections(receiver);
    case 'collection_failed':
      return paths.jobs(receiver);
    case 'anomaly_open':
      return paths.finops(receiver, { period: month, tab: 'anomalies', filter });
    case 'budget_exceeded':
      return paths.finops(receiver, { period: month, tab: 'budgets', filter });
    case 'credit_expiring':
      return paths.credits(receiver, { tab: 'credits', filter });
    case 'line_item_empty':
      return paths.lineItems(receiver, { period: month, filter });
    case 'gaps_open':
      return paths.gaps(receiver, { period: item.period ?? month, filter });
    case 'negative_margin':
    case 'no_billing_group':
    case 'billing_group_deleted':
    case 'views_unreadable':
      return paths.margin(receiver, { period: month, filter });
    default:
      return unreachableCode(item.code);
  }
}

function unreachableCode(code: never): never {
  throw new Error(`${String(code)} is not an attention code`);
}
