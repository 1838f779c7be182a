import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';

import type { Budget } from '@/api/types';
import { usePageActions } from '@/ui/page-slots';
import { ProblemAlert } from '@/ui/problem-alert';

import { t } from './messages';
import { useDeleteBudget } from './queries';

/** Asks before a budget is deleted. */
export function DeleteBudget({ receiver, budget, onClose }: { receiver: string; budget: Budget; onClose: () => void }) {
  const remove = useDeleteBudget(receiver);
  const { notify } = usePageActions();
  return (
    <Modal
      visible
      header={t('deleteTitle', { name: budget.name })}
      closeAriaLabel={t('close')}
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button
              variant="primary"
              loading={remove.isPending}
              onClick={() =>
                remove.mutate(budget.budget_id, {
                  onSuccess: () => {
                    notify({ id: `budget-${budget.budget_id}`, type: 'success', header: t('deleted', { name: budget.name }) });
                    onClose();
                  },
                })
              }
            >
              {t('remove')}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <Box>{t('deleteText', { customer: budget.customer_name })}</Box>
        {remove.isError && <ProblemAlert what={t('notDeleted')} error={remove.error} />}
      </SpaceBetween>
    </Modal>
  );
}
