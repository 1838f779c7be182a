import Box from '@cloudscape-design/components/box';
import type { ReactNode } from 'react';

import { paths } from '@/lib/paths';
import { useGo } from '@/ui/app-link';
import { FormModal } from '@/ui/form-modal';
import { ProblemAlert } from '@/ui/problem-alert';
import { useOnce } from '@/ui/use-once';

import { t } from './plan-modal-messages';
import type { Intention } from './queries';
import { useCreatePlan } from './queries';

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
  const once = useOnce();
  const submit = () => {
    const intended = intention();
    if (intended === undefined || !once.begin()) return;
    create.mutate(intended, { onError: once.again, onSuccess: (plan) => go(paths.plan(receiver, plan.plan_id)) });
  };
  return (
    <FormModal header={header} submit={t('review')} busy={create.isPending} onSubmit={submit} onClose={onClose}>
      {children}
      <Box color="text-body-secondary">{t('reviewHint')}</Box>
      {create.isError && <ProblemAlert what={t('notPlanned')} error={create.error} />}
    </FormModal>
  );
}
