import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';

import type { CustomerDetail } from '@/api/types';
import { BridgeTable } from '@/features/margin/bridge-table';
import { CrossCheckView } from '@/features/margin/cross-check-view';
import { CrossCheckHelp } from '@/features/margin/help';
import { formatInstant } from '@/lib/time';
import { figureWords } from '@/ui/figure-words';
import { InfoLink } from '@/ui/help';
import { MoneyText } from '@/ui/money-text';
import { sourcesText } from '@/ui/provenance-info';
import { SimpleTable } from '@/ui/simple-table';
import { StateBadge, viewWords } from '@/ui/state-badges';

import { t } from './messages';

const viewNames = { my_view: t('myView'), showback: t('showback') } as const;

/** The bridge of the customer, the two views it is made of, and AWS's own report beside it. */
export function CustomerOverview({ detail }: { detail: CustomerDetail }) {
  const { bridge, cross_check: check } = detail;
  return (
    <SpaceBetween size="l">
      {bridge === undefined ? (
        <Container header={<Header variant="h2">{t('bridge')}</Header>}>
          <Box color="text-body-secondary">
            {t('noBridge')} {detail.row.note}
          </Box>
        </Container>
      ) : (
        <BridgeTable bridge={bridge} />
      )}
      <SimpleTable
        label={t('views')}
        title={t('views')}
        description={t('viewsText')}
        items={detail.views}
        rowId={(view) => view.view}
        emptyText={t('noView')}
        columns={[
          { id: 'view', header: t('view'), rowHeader: true, width: 260, cell: (view) => viewNames[view.view] },
          {
            id: 'status',
            header: figureWords.status,
            width: 220,
            cell: (view) => (
              <>
                <StateBadge words={viewWords[view.status]} />
                {view.detail !== undefined && <div>{view.detail}</div>}
              </>
            ),
          },
          { id: 'total', header: t('totalWithTax'), numeric: true, cell: (view) => <MoneyText money={view.total} reason={view.detail} /> },
          { id: 'tax', header: t('ofItTax'), numeric: true, cell: (view) => <MoneyText money={view.tax} reason={view.detail} /> },
          { id: 'source', header: figureWords.source, width: 200, cell: (view) => (view.source === undefined ? '-' : sourcesText([view.source])) },
          { id: 'as_of', header: t('readUtc'), width: 200, cell: (view) => formatInstant(view.as_of) },
        ]}
      />
      {check !== undefined && (
        <Container
          header={
            <Header variant="h2" info={<InfoLink about={t('aboutReport')} topic={<CrossCheckHelp />} />}>
              {t('check')}
            </Header>
          }
        >
          <CrossCheckView check={check} />
        </Container>
      )}
    </SpaceBetween>
  );
}
