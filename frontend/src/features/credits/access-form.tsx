import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';

import type { CreditCustomer } from '@/api/types';
import { useOperatorReason } from '@/features/identity/queries';
import { paths } from '@/lib/paths';
import { AppLink } from '@/ui/app-link';
import { FormModal } from '@/ui/form-modal';
import { usePageActions } from '@/ui/page-slots';
import { ProblemAlert } from '@/ui/problem-alert';

import { accessProblems, exampleRole, usualExternalId } from './access';
import { t } from './access-messages';
import { useForgetAccess, useGrantAccess } from './queries';

/** Keeps the role that a customer has granted. Saving calls nobody: the role is tried with the next collection. */
export function AccessForm({ receiver, customer }: { receiver: string; customer: CreditCustomer }) {
  const { customer_id: id, customer_name: name, role_arn: known } = customer;
  const [role, setRole] = useState(known ?? exampleRole(id));
  const [external, setExternal] = useState(usualExternalId(receiver));
  const [sent, setSent] = useState(false);
  const [forgetting, setForgetting] = useState(false);
  const grant = useGrantAccess(receiver, id);
  const { notify } = usePageActions();
  const reason = useOperatorReason();
  const problems = accessProblems(role.trim(), external.trim(), id);
  const submit = () => {
    setSent(true);
    if (reason !== undefined || grant.isPending || problems.role !== undefined || problems.external !== undefined) return;
    grant.mutate(
      { role_arn: role.trim(), external_id: external.trim() },
      {
        onSuccess: () =>
          notify({
            id: `credit-access-${id}`,
            type: 'success',
            header: t('savedTitle', { name }),
            content: t('savedText'),
            action: <AppLink href={paths.collections(receiver)}>{t('toCollections')}</AppLink>,
          }),
      },
    );
  };
  return (
    <>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <SpaceBetween size="m">
          <FormField label={t('roleLabel')} constraintText={t('roleRule', { example: exampleRole(id) })} errorText={sent ? problems.role : undefined}>
            <Input value={role} spellcheck={false} onChange={({ detail }) => setRole(detail.value)} />
          </FormField>
          <FormField label={t('externalLabel')} constraintText={t('externalRule')} errorText={sent ? problems.external : undefined}>
            <Input value={external} spellcheck={false} onChange={({ detail }) => setExternal(detail.value)} />
          </FormField>
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="primary" loading={grant.isPending} disabled={reason !== undefined} disabledReason={reason ?? ''}>
              {t('save')}
            </Button>
            {known !== undefined && (
              <Button formAction="none" disabled={reason !== undefined} disabledReason={reason ?? ''} onClick={() => setForgetting(true)}>
                {t('forget')}
              </Button>
            )}
          </SpaceBetween>
          {grant.isError && <ProblemAlert what={t('notSaved')} error={grant.error} />}
        </SpaceBetween>
      </form>
      {forgetting && <ForgetModal receiver={receiver} customer={customer} onClose={() => setForgetting(false)} />}
    </>
  );
}

function ForgetModal({ receiver, customer, onClose }: { receiver: string; customer: CreditCustomer; onClose: () => void }) {
  const { customer_id: id, customer_name: name } = customer;
  const forget = useForgetAccess(receiver, id);
  const { notify } = usePageActions();
  const confirm = () =>
    forget.mutate(undefined, {
      onSuccess: () => {
        notify({ id: `credit-access-${id}`, type: 'success', header: t('forgotten', { name }) });
        onClose();
      },
    });
  return (
    <FormModal header={t('forgetTitle', { name })} submit={t('forget')} busy={forget.isPending} onSubmit={confirm} onClose={onClose}>
      {t('forgetText')}
      {forget.isError && <ProblemAlert what={t('notForgotten')} error={forget.error} />}
    </FormModal>
  );
}
