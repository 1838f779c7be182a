import StatusIndicator from '@cloudscape-design/components/status-indicator';

import type { Bridge, Money } from '@/api/types';
import { formatCount, formatMoney, signOf } from '@/lib/money';
import { InfoLink } from '@/ui/help';
import { MarginText, MoneyText } from '@/ui/money-text';
import { SimpleTable } from '@/ui/simple-table';

import { chargeClassWords } from './charge-classes';
import { BridgeHelp } from './help';

interface BridgeRow {
  key: string;
  label: string;
  myView: Money | undefined;
  showback: Money | undefined;
  effect: Money | undefined;
}

/** From AWS cost to what is charged, class by class; the last row is their sum, and the footer says whether it adds up. */
export function BridgeTable({ bridge, variant = 'container' }: { bridge: Bridge; variant?: 'container' | 'borderless' }) {
  const title = `From AWS cost to margin (${bridge.currency})`;
  const rows: BridgeRow[] = [
    ...bridge.steps.map((step) => ({
      key: step.class,
      label: chargeClassWords[step.class],
      myView: step.my_view,
      showback: step.showback,
      effect: step.effect,
    })),
    { key: 'total', label: 'Total', myView: bridge.aws_cost, showback: bridge.charged, effect: bridge.margin },
  ];
  return (
    <SimpleTable
      label={title}
      title={title}
      variant={variant}
      info={<InfoLink about="the bridge from AWS cost to margin" topic={<BridgeHelp />} />}
      {...(bridge.customers !== undefined && { description: `${formatCount(bridge.customers)} ${bridge.customers === 1 ? 'customer' : 'customers'} with both views known` })}
      items={rows}
      rowId={(row) => row.key}
      emptyText="No charges"
      columns={[
        { id: 'class', header: 'Kind of charge', rowHeader: true, cell: (row) => (row.key === 'total' ? <strong>{row.label}</strong> : row.label) },
        { id: 'my_view', header: 'AWS cost (My view)', numeric: true, cell: (row) => <MoneyText money={row.myView} /> },
        { id: 'showback', header: 'Charged (Showback)', numeric: true, cell: (row) => <MoneyText money={row.showback} /> },
        {
          id: 'effect',
          header: 'Effect on margin',
          numeric: true,
          cell: (row) => (row.key === 'total' ? <MarginText money={row.effect} /> : <MoneyText money={row.effect} signed />),
        },
      ]}
      footer={<Residual residual={bridge.residual} />}
    />
  );
}

function Residual({ residual }: { residual: Money }) {
  if (signOf(residual.amount) === 0) return <StatusIndicator type="success">The kinds of charge add up to the totals.</StatusIndicator>;
  return (
    <StatusIndicator type="error">
      {formatMoney(residual)} of the totals is not explained by the kinds of charge. The ledger of this month needs to be read again.
    </StatusIndicator>
  );
}
