import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';

import type { Gap } from '@/api/types';
import { paths } from '@/lib/paths';
import { formatDate, formatInstant } from '@/lib/time';
import { AppLink } from '@/ui/app-link';

import { t } from './dismissal-messages';

/** Says who set a gap aside, why and until when, with the way back. */
export function DismissalNote({ gap, roleReason, onEnd }: { gap: Gap; roleReason: string | undefined; onEnd: (gap: Gap) => void }) {
  const { dismissal } = gap;
  if (dismissal === undefined) return null;
  return (
    <Alert
      type="info"
      header={t('dismissedUntil', { until: formatDate(dismissal.until) })}
      action={
        <Button disabled={roleReason !== undefined} disabledReason={roleReason ?? ''} onClick={() => onEnd(gap)}>
          {t('endDismissal')}
        </Button>
      }
    >
      {t('dismissalText', { reason: dismissal.reason, person: dismissal.dismissed_by, instant: formatInstant(dismissal.dismissed_at) })}
    </Alert>
  );
}

/** Says what plans made for a gap and somebody changed or deleted at AWS since, with the way to the plan and the item. */
export function ChangedOutside({ receiver, month, gap }: { receiver: string; month: string; gap: Gap }) {
  const { changed_outside: changes = [] } = gap;
  if (changes.length === 0) return null;
  return (
    <Alert type="warning" header={t('changedOutside')}>
      <SpaceBetween size="xxs">
        {changes.map(({ plan_id: plan, line_item_id: item, change }) => (
          <div key={`${plan} ${item ?? ''} ${change}`}>
            {change} {plan !== '' && <AppLink href={paths.plan(receiver, plan)}>{t('planThatMadeIt')}</AppLink>}
            {item !== undefined && (
              <>
                {' · '}
                <AppLink href={paths.lineItem(receiver, item, { period: month })}>{t('lineItem')}</AppLink>
              </>
            )}
          </div>
        ))}
        <div>{t('changedOutsideText')}</div>
      </SpaceBetween>
    </Alert>
  );
}
