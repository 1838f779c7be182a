import Box from '@cloudscape-design/components/box';

import type { GapPolicy } from '@/api/types';
import { FormModal } from '@/ui/form-modal';
import { usePageActions } from '@/ui/page-slots';
import { ProblemAlert } from '@/ui/problem-alert';

import { t } from './policy-messages';
import { useRemovePolicy } from './queries';
import { gapClassWords, policyText } from './words';

/** Asks before a customer is returned to the default of a class. */
export function RemovePolicy({ receiver, policy, onClose }: { receiver: string; policy: GapPolicy; onClose: () => void }) {
  const remove = useRemovePolicy(receiver);
  const { notify } = usePageActions();
  const about = { customer: policy.customer_name ?? policy.customer_id ?? '', class: gapClassWords[policy.class] };
  return (
    <FormModal
      header={t('removeTitle', about)}
      submit={t('remove')}
      busy={remove.isPending}
      onSubmit={() =>
        remove.mutate(policy.policy_id, {
          onSuccess: () => {
            notify({ id: `policy-${policy.policy_id}`, type: 'success', header: t('removed', about) });
            onClose();
          },
        })
      }
      onClose={onClose}
    >
      <Box>{t('removeText', { policy: policyText(policy.mode, policy.percent) })}</Box>
      {remove.isError && <ProblemAlert what={t('notRemoved')} error={remove.error} />}
    </FormModal>
  );
}
