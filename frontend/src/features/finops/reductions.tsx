import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';

import type { FinopsTotals, Money } from '@/api/types';
import { formatMoney } from '@/lib/money';
import { formatMonth } from '@/lib/month';
import { paths } from '@/lib/paths';
import { AppLink } from '@/ui/app-link';
import { InfoLink } from '@/ui/help';
import { MoneyText } from '@/ui/money-text';

import { FinopsHelp } from './help';
import { t } from './messages';

/** What the figures of reductions are told. */
export interface ReductionsProps {
  receiver: string;
  month: string;
  totals: FinopsTotals[];
}

/** Credits and refunds as two figures, with discounts and support beside them; one group for each currency. */
export function Reductions({ receiver, month, totals }: ReductionsProps) {
  if (totals.length === 0) return <Container>{t('noReductions', { month: formatMonth(month) })}</Container>;
  return (
    <SpaceBetween size="l">
      {totals.map((total) => (
        <Container
          key={total.currency}
          header={
            <Header
              variant="h2"
              info={<InfoLink about={t('about')} topic={<FinopsHelp />} />}
              description={t('reductionsText', { month: formatMonth(month) })}
            >
              {t('reductions', { currency: total.currency })}
            </Header>
          }
        >
          <Figures receiver={receiver} month={month} total={total} />
        </Container>
      ))}
    </SpaceBetween>
  );
}

function Figures({ receiver, month, total }: { receiver: string; month: string; total: FinopsTotals }) {
  const customers = (sort: string) => paths.margin(receiver, { period: month, sort });
  const { customers_with_reversals: reversals } = total;
  return (
    <KeyValuePairs
      columns={4}
      minColumnWidth={200}
      items={[
        {
          label: t('credits'),
          value: (
            <Figure href={customers('credits')} label={t('credits')} money={total.credits}>
              {t('withCredits', { count: total.customers_with_credits })}
              {reversals !== undefined && reversals > 0 && `, ${t('withReversals', { count: reversals })}`}
            </Figure>
          ),
        },
        { label: t('refunds'), value: <Figure money={total.refunds}>{t('withRefunds', { count: total.customers_with_refunds })}</Figure> },
        { label: t('discounts'), value: <Figure money={total.discounts}>{t('discountsText')}</Figure> },
        {
          label: t('support'),
          value: (
            <Figure href={customers('-support')} label={t('support')} money={total.support}>
              {t('supportText')}
            </Figure>
          ),
        },
      ]}
    />
  );
}

interface FigureProps {
  href?: string;
  label?: string;
  money: Money | undefined;
  children: ReactNode;
}

function Figure({ href, label = '', money, children }: FigureProps) {
  const amount = <MoneyText money={money} />;
  return (
    <>
      {href === undefined ? (
        <Box fontSize="heading-xl">{amount}</Box>
      ) : (
        <AppLink href={href} fontSize="heading-xl" ariaLabel={`${label} ${formatMoney(money)}`}>
          {amount}
        </AppLink>
      )}
      <Box fontSize="body-s" color="text-body-secondary">
        {children}
      </Box>
    </>
  );
}
