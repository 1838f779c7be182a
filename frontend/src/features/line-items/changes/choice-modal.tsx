import Box from '@cloudscape-design/components/box';
import FormField from '@cloudscape-design/components/form-field';
import RadioGroup from '@cloudscape-design/components/radio-group';
import { useState } from 'react';

import type { CustomLineItem } from '@/api/types';
import { useNow } from '@/features/identity/queries';
import { PlanModal } from '@/features/plans/plan-modal';
import { formatMonthLong } from '@/lib/month';

import { writableMonths } from './draft';
import { t } from './messages';

/** What ending or deleting is told. */
export interface ChoiceModalProps {
  receiver: string;
  /** The month of the page: the one that is meant when AWS still takes changes of it. */
  month: string;
  what: 'end' | 'delete';
  items: CustomLineItem[];
  onClose: () => void;
}

/** The most names that are listed; more are counted in the title and listed by the plan. */
const shownNames = 5;

/** Ends or deletes line items that are there. Sending it makes a plan. */
export function ChoiceModal({ receiver, month, what, items, onClose }: ChoiceModalProps) {
  const months = writableMonths(useNow());
  const [period, setPeriod] = useState(months.find((one) => one === month) ?? months[0]);
  const chosen = { line_item_ids: items.map((item) => item.line_item_id), period };
  const count = items.length;
  return (
    <PlanModal
      receiver={receiver}
      header={what === 'end' ? t('endTitle', { count }) : t('deleteTitle', { count })}
      onClose={onClose}
      intention={() => (what === 'end' ? { end_line_items: chosen } : { delete_line_items: chosen })}
    >
      <Box>{what === 'end' ? t('endText') : t('deleteText')}</Box>
      <ul>
        {items.slice(0, shownNames).map((item) => (
          <li key={item.line_item_id}>
            {item.name}
            {item.customer_name !== undefined && ` (${item.customer_name})`}
          </li>
        ))}
        {count > shownNames && <li>{t('others', { count: count - shownNames })}</li>}
      </ul>
      <FormField label={what === 'end' ? t('endLast') : t('deleteMonth')} description={t('changeRule')}>
        <RadioGroup
          value={period}
          items={months.map((one) => ({ value: one, label: formatMonthLong(one) }))}
          onChange={({ detail }) => setPeriod(detail.value)}
        />
      </FormField>
    </PlanModal>
  );
}
