import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';

import type { CustomerDetail } from '@/api/types';
import { BridgeTable } from '@/features/margin/bridge-table';
import { CrossCheckView } from '@/features/margin/cross-check-view';
import { CrossCheckHelp } from '@/features/margin/help';
import { formatInstant } from '@/lib/time';
import { InfoLink } from '@/ui/help';
import { MoneyText } from '@/ui/money-text';
import { sourcesText } from '@/ui/provenance-info';
import { SimpleTable } from '@/ui/simple-table';
import { StateBadge, viewWords } from '@/ui/state-badges';

const viewNames = { my_view: 'My view: what AWS bills this receiver', showback: 'Showback: what the customer sees' } as const;

/** The bridge of the customer, the two views it is made of, and AWS's own report beside it. */
export function CustomerOverview({ detail }: { detail: CustomerDetail }) {
  const { bridge, cross_check: check } = detail;
  return (
    <SpaceBetween size="l">
      {bridge === undefined ? (
        <Container header={<Header variant="h2">From AWS cost to margin</Header>}>
          <Box color="text-body-secondary">
            There is no bridge, because one of the two views is not known. {detail.row.note}
          </Box>
        </Container>
      ) : (
        <BridgeTable bridge={bridge} />
      )}
      <SimpleTable
        label="Billing views"
        title="Billing views"
        description="Whether each view of the customer could be read for this month. Tax is on neither side of the margin."
        items={detail.views}
        rowId={(view) => view.view}
        emptyText="No view was read"
        columns={[
          { id: 'view', header: 'View', rowHeader: true, width: 260, cell: (view) => viewNames[view.view] },
          {
            id: 'status',
            header: 'Status',
            width: 220,
            cell: (view) => (
              <>
                <StateBadge words={viewWords[view.status]} />
                {view.detail !== undefined && <div>{view.detail}</div>}
              </>
            ),
          },
          { id: 'total', header: 'Total with tax', numeric: true, cell: (view) => <MoneyText money={view.total} reason={view.detail} /> },
          { id: 'tax', header: 'Of it tax', numeric: true, cell: (view) => <MoneyText money={view.tax} reason={view.detail} /> },
          { id: 'source', header: 'Source', width: 200, cell: (view) => (view.source === undefined ? '-' : sourcesText([view.source])) },
          { id: 'as_of', header: 'Read (UTC)', width: 200, cell: (view) => formatInstant(view.as_of) },
        ]}
      />
      {check !== undefined && (
        <Container
          header={
            <Header variant="h2" info={<InfoLink about="AWS's cost report" topic={<CrossCheckHelp />} />}>
              Check against AWS&apos;s cost report
            </Header>
          }
        >
          <CrossCheckView check={check} />
        </Container>
      )}
    </SpaceBetween>
  );
}
