import Box from '@cloudscape-design/components/box';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Popover from '@cloudscape-design/components/popover';
import SpaceBetween from '@cloudscape-design/components/space-between';

import type { Evidence, Provenance, Source } from '@/api/types';
import { formatMonthRange } from '@/lib/month';
import { formatInstant } from '@/lib/time';

import { t } from './messages';
import { CompletenessBadge, StandingBadge, standingWords } from './standing-badge';

const basisWords: Record<Provenance['basis'], string> = {
  unblended_pre_tax: t('unblendedPreTax'),
  unblended: t('unblended'),
};

const sourceWords: Record<Source, string> = {
  cost_explorer: t('costExplorer'),
  none: t('nothingRead'),
};

/** Where figures came from, in words. */
export function sourcesText(sources: Source[]): string {
  return sources.length === 0 ? sourceWords.none : sources.map((source) => sourceWords[source]).join(', ');
}

/** Why a month has its standing. */
export function EvidenceList({ evidence }: { evidence: Evidence[] }) {
  if (evidence.length === 0) return <Box color="text-body-secondary">{t('noEvidence')}</Box>;
  return (
    <SpaceBetween size="xxs">
      {evidence.map((item) => (
        <div key={`${item.signal}${item.observed_at}`}>
          <Box variant="span" fontWeight="bold">
            {item.signal.replaceAll('_', ' ')}
          </Box>
          : {item.value}
          <Box color="text-body-secondary" fontSize="body-s">
            {t('seen', { time: formatInstant(item.observed_at) })}
          </Box>
        </div>
      ))}
    </SpaceBetween>
  );
}

/** What figures mean and how far they can be trusted, in full. */
export function ProvenancePanel({ provenance }: { provenance: Provenance }) {
  return (
    <SpaceBetween size="m">
      <KeyValuePairs
        columns={2}
        items={[
          { label: t('period'), value: formatMonthRange(provenance.period) },
          { label: t('currency'), value: provenance.currencies.length === 0 ? '-' : provenance.currencies.join(', ') },
          { label: t('standing'), value: <StandingBadge standing={provenance.standing} /> },
          { label: t('bothViews'), value: <CompletenessBadge completeness={provenance.completeness} /> },
          { label: t('basis'), value: basisWords[provenance.basis] },
          { label: t('source'), value: sourcesText(provenance.sources) },
          { label: t('oldestRead'), value: formatInstant(provenance.as_of) },
        ]}
      />
      <div>
        <Box variant="awsui-key-label">{t('evidence')}</Box>
        <EvidenceList evidence={provenance.evidence ?? []} />
      </div>
      {provenance.warnings.length > 0 && (
        <div>
          <Box variant="awsui-key-label">{t('warnings')}</Box>
          {provenance.warnings.map((warning) => (
            <div key={`${warning.code}${warning.customer_id ?? ''}`}>{warning.detail}</div>
          ))}
        </div>
      )}
    </SpaceBetween>
  );
}

/** "Estimated, as of 23 Nov 2026, 06:00 UTC"; opens the full story. */
export function ProvenanceInfo({ provenance }: { provenance: Provenance }) {
  return (
    <Popover
      header={t('whereFrom')}
      size="large"
      position="bottom"
      fixedWidth
      renderWithPortal
      triggerType="text"
      content={<ProvenancePanel provenance={provenance} />}
    >
      {provenance.as_of === undefined
        ? standingWords[provenance.standing]
        : t('asOf', { standing: standingWords[provenance.standing], time: formatInstant(provenance.as_of) })}
    </Popover>
  );
}
