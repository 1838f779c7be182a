import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';
import { useId } from 'react';

import type { Intention } from '@/features/plans/queries';
import { useCreatePlan } from '@/features/plans/queries';
import { paths } from '@/lib/paths';
import { useGo } from '@/ui/app-link';
import { ProblemAlert } from '@/ui/problem-alert';

import { t } from './messages';

/** What a small form that ends in a plan is told. */
export interface PlanModalProps {
  receiver: string;
  header: string;
  /** What is intended; undefined while the form cannot be sent. It is asked when the form is sent. */
  intention: () => Intention | undefined;
  onClose: () => void;
  children: ReactNode;
}

/** A form of a field or none. Sending it has the change planned and leads to the plan; nothing at AWS is changed. */
export function PlanModal({ receiver, header, intention, onClose, children }: PlanModalProps) {
  const create = useCreatePlan(receiver);
  const go = useGo();
  const form = useId();
  const submit = () => {
    const intended = intention();
    if (intended === undefined || create.isPending) return;
    create.mutate(intended, { onSuccess: (plan) => go(paths.plan(receiver, plan.plan_id)) });
  };
  return (
    <Modal
      visible
      header={header}
      closeAriaLabel={t('close')}
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" formAction="none" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button variant="primary" form={form} loading={create.isPending}>
              {t('review')}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <form
        id={form}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <SpaceBetween size="m">
          {children}
          <Box color="text-body-secondary">{t('reviewHint')}</Box>
          {create.isError && <ProblemAlert what={t('notPlanned')} error={create.error} />}
        </SpaceBetween>
      </form>
    </Modal>
  );
}
