import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';

import type { Anomaly } from '@/api/types';
import { formatCount } from '@/lib/money';
import { paths } from '@/lib/paths';
import { formatDate, formatInstant } from '@/lib/time';
import { AppLink } from '@/ui/app-link';
import { figureWords } from '@/ui/figure-words';
import { MoneyText, PercentText } from '@/ui/money-text';
import { StateBadge } from '@/ui/state-badges';

import { t } from './messages';
import { anomalyStatusWords, durationText, measureWords, severityWords } from './words';

/** The figures of an anomaly, what was made of it, and what was expected from what. */
export function AnomalySummary({ receiver, anomaly }: { receiver: string; anomaly: Anomaly }) {
  const { baseline } = anomaly;
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">{t('summary')}</Header>}>
        <KeyValuePairs
          columns={4}
          items={[
            { label: t('impact'), value: <MoneyText money={anomaly.impact} signed /> },
            { label: t('impactPercent'), value: <PercentText percent={anomaly.impact_percent} /> },
            { label: t('actual'), value: <MoneyText money={anomaly.actual} /> },
            { label: t('expected'), value: <MoneyText money={anomaly.expected} /> },
            { label: figureWords.status, value: <StateBadge words={anomalyStatusWords[anomaly.status]} /> },
            { label: t('severity'), value: <StateBadge words={severityWords[anomaly.severity]} /> },
            { label: t('measure'), value: measureWords[anomaly.measure] },
            { label: t('drivenBy'), value: anomaly.service ?? '-' },
            {
              label: figureWords.customer,
              value: <AppLink href={paths.customer(receiver, anomaly.customer_id, { tab: 'anomalies' })}>{anomaly.customer_name}</AppLink>,
            },
            { label: t('startsOn'), value: formatDate(anomaly.starts_on) },
            { label: t('endsOn'), value: formatDate(anomaly.ends_on) },
            { label: t('duration'), value: durationText(anomaly) },
            {
              label: t('reviewedBy'),
              value:
                anomaly.reviewed_by === undefined
                  ? '-'
                  : t('reviewed', {
                      status: anomalyStatusWords[anomaly.status].text,
                      person: anomaly.reviewed_by,
                      instant: formatInstant(anomaly.reviewed_at),
                    }),
            },
            { label: t('note'), value: anomaly.note ?? '-' },
          ]}
        />
      </Container>
      {baseline !== undefined && (
        <Container header={<Header variant="h2">{t('baseline')}</Header>}>
          <KeyValuePairs
            columns={4}
            items={[
              { label: t('median'), value: <MoneyText money={baseline.median} /> },
              { label: t('deviation'), value: <MoneyText money={baseline.deviation} /> },
              { label: t('baselineDays'), value: formatCount(baseline.days) },
              { label: t('method'), value: baseline.method ?? '-' },
            ]}
          />
        </Container>
      )}
    </SpaceBetween>
  );
}
