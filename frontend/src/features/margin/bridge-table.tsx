import StatusIndicator from '@cloudscape-design/components/status-indicator';

import type { Bridge, Money } from '@/api/types';
import { formatMoney, signOf } from '@/lib/money';
import { figureWords } from '@/ui/figure-words';
import { InfoLink } from '@/ui/help';
import { MarginText, MoneyText } from '@/ui/money-text';
import { SimpleTable } from '@/ui/simple-table';

import { chargeClassWords } from './charge-classes';
import { BridgeHelp } from './help';
import { t } from './messages';

interface BridgeRow {
  key: string;
  label: string;
  myView: Money | undefined;
  showback: Money | undefined;
  effect: Money | undefined;
}

/** From AWS cost to what is charged, class by class; the last row is their sum, and the footer says whether it adds up. */
export function BridgeTable({ bridge, variant = 'container' }: { bridge: Bridge; variant?: 'container' | 'borderless' }) {
  const title = t('bridge', { currency: bridge.currency });
  const rows: BridgeRow[] = [
    ...bridge.steps.map((step) => ({
      key: step.class,
      label: chargeClassWords[step.class],
      myView: step.my_view,
      showback: step.showback,
      effect: step.effect,
    })),
    { key: 'total', label: t('total'), myView: bridge.aws_cost, showback: bridge.charged, effect: bridge.margin },
  ];
  return (
    <SimpleTable
      label={title}
      title={title}
      variant={variant}
      info={<InfoLink about={t('aboutBridge')} topic={<BridgeHelp />} />}
      {...(bridge.customers !== undefined && { description: t('bothKnown', { count: bridge.customers }) })}
      items={rows}
      rowId={(row) => row.key}
      emptyText={t('noCharges')}
      columns={[
        { id: 'class', header: figureWords.kindOfCharge, rowHeader: true, cell: (row) => (row.key === 'total' ? <strong>{row.label}</strong> : row.label) },
        { id: 'my_view', header: figureWords.awsCostMyView, numeric: true, cell: (row) => <MoneyText money={row.myView} /> },
        { id: 'showback', header: figureWords.chargedShowback, numeric: true, cell: (row) => <MoneyText money={row.showback} /> },
        {
          id: 'effect',
          header: t('effect'),
          numeric: true,
          cell: (row) => (row.key === 'total' ? <MarginText money={row.effect} /> : <MoneyText money={row.effect} signed />),
        },
      ]}
      footer={<Residual residual={bridge.residual} />}
    />
  );
}

function Residual({ residual }: { residual: Money }) {
  if (signOf(residual.amount) === 0) return <StatusIndicator type="success">{t('addsUp')}</StatusIndicator>;
  return <StatusIndicator type="error">{t('residual', { amount: formatMoney(residual) })}</StatusIndicator>;
}
