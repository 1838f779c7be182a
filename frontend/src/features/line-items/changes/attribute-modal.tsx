import Box from '@cloudscape-design/components/box';
import FormField from '@cloudscape-design/components/form-field';
import { useState } from 'react';

import type { CustomLineItem } from '@/api/types';
import { FormModal } from '@/ui/form-modal';
import { usePageActions } from '@/ui/page-slots';
import { ProblemAlert } from '@/ui/problem-alert';

import { attributionWords } from '../attribution-words';
import { useAttribute } from '../queries';
import { ClassSelect } from './class-select';
import { t } from './messages';

/** What the dialog is told. */
export interface AttributeModalProps {
  receiver: string;
  /** The items it is said of; none that the portal made. */
  items: CustomLineItem[];
  onClose: () => void;
}

/** Says what line items stand for. Nothing at AWS changes, so there is no plan. */
export function AttributeModal({ receiver, items, onClose }: AttributeModalProps) {
  const [chosen, setChosen] = useState(items[0]?.attribution?.class ?? 'unattributed');
  const attribute = useAttribute(receiver);
  const { notify } = usePageActions();
  const name = items.length === 1 ? (items[0]?.name ?? '') : t('several', { count: items.length });
  return (
    <FormModal
      header={t('attributeItem', { name })}
      submit={t('save')}
      busy={attribute.isPending}
      onClose={onClose}
      onSubmit={() =>
        attribute.mutate(
          { lineItemIds: items.map((item) => item.line_item_id), standsFor: chosen },
          {
            onSuccess: () => {
              notify({ id: 'attribution', type: 'success', header: t('attributed', { name, class: attributionWords[chosen] }) });
              onClose();
            },
          },
        )
      }
    >
      <Box>{t('attributeText')}</Box>
      <FormField label={t('standsFor')}>
        <ClassSelect value={chosen} onClass={setChosen} />
      </FormField>
      {attribute.isError && <ProblemAlert what={t('notAttributed')} error={attribute.error} />}
    </FormModal>
  );
}
