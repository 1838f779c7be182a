import Box from '@cloudscape-design/components/box';
import FormField from '@cloudscape-design/components/form-field';
import { useState } from 'react';

import type { AttributionClass, LineItemAttributionsRequest } from '@/api/types';
import { FormModal } from '@/ui/form-modal';
import { usePageActions } from '@/ui/page-slots';
import { ProblemAlert } from '@/ui/problem-alert';
import { useOnce } from '@/ui/use-once';

import { attributionWords } from '../attribution-words';
import { useAttribute } from '../queries';
import { ClassSelect } from './class-select';
import { t } from './messages';

/** What the dialog is told. */
export interface AttributeModalProps {
  receiver: string;
  month: string;
  /** Which items of the month it is said of: those that are named, or what a filter finds. */
  scope: Omit<LineItemAttributionsRequest, 'receiver_id' | 'period' | 'class'>;
  /** What they are called in a sentence. */
  name: string;
  /** What they stand for at present, where that is one thing. */
  standsFor: AttributionClass | undefined;
  onClose: () => void;
}

/** Says what line items stand for. Nothing at AWS changes, so there is no plan. */
export function AttributeModal({ receiver, month, scope, name, standsFor, onClose }: AttributeModalProps) {
  const [chosen, setChosen] = useState(standsFor);
  const attribute = useAttribute(receiver);
  const { notify } = usePageActions();
  const once = useOnce();
  const submit = () => {
    if (chosen === undefined || !once.begin()) return;
    attribute.mutate(
      { ...scope, period: month, class: chosen },
      {
        onError: once.again,
        onSuccess: ({ attributed, skipped }) => {
          const one = attributed === 1 && skipped === 0;
          const header = t('attributed', { name: one ? name : t('attributedSeveral', { count: attributed }), class: attributionWords[chosen] });
          notify({ id: 'attribution', type: attributed === 0 ? 'warning' : 'success', header, ...(skipped > 0 && { content: t('attributedSkipped', { count: skipped }) }) });
          onClose();
        },
      },
    );
  };
  return (
    <FormModal header={t('attributeItem', { name })} submit={t('save')} busy={attribute.isPending} reason={chosen === undefined ? t('standsForMissing') : undefined} onClose={onClose} onSubmit={submit}>
      <Box>{t('attributeText')}</Box>
      <FormField label={t('standsFor')}>
        <ClassSelect value={chosen} onClass={setChosen} />
      </FormField>
      {attribute.isError && <ProblemAlert what={t('notAttributed')} error={attribute.error} />}
    </FormModal>
  );
}
