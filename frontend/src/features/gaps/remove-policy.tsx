import Box from '@cloudscape-design/components/box';

import type { GapPolicy } from '@/api/types';
import { FormModal } from '@/ui/form-modal';
import { usePageActions } from '@/ui/page-slots';
import { ProblemAlert } from '@/ui/problem-alert';

import { t } from './policy-messages';
import { useRemovePolicy } from './queries';
import { gapClassWords, policyText } from './words';

/** Asks before a customer is returned to the default of a class, or a dismissal is ended. */
export function RemovePolicy({ receiver, policy, onClose }: { receiver: string; policy: Pick<GapPolicy, 'policy_id' | 'class' | 'mode' | 'percent' | 'customer_id' | 'customer_name'>; onClose: () => void }) {
  const remove = useRemovePolicy(receiver);
  const { notify } = usePageActions();
  const about = { customer: policy.customer_name ?? policy.customer_id ?? '', class: gapClassWords[policy.class] };
  const ending = policy.mode === 'dismissed';
  return (
    <FormModal
      header={ending ? t('endTitle', about) : t('removeTitle', about)}
      submit={ending ? t('end') : t('remove')}
      busy={remove.isPending}
      onSubmit={() =>
        remove.mutate(policy.policy_id, {
          onSuccess: () => {
            notify({ id: `policy-${policy.policy_id}`, type: 'success', header: ending ? t('ended', about) : t('removed', about) });
            onClose();
          },
        })
      }
      onClose={onClose}
    >
      <Box>{ending ? t('endText') : t('removeText', { policy: policyText(policy.mode, policy.percent) })}</Box>
      {remove.isError && <ProblemAlert what={t('notRemoved')} error={remove.error} />}
    </FormModal>
  );
}
