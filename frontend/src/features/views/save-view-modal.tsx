import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import { useState } from 'react';

import { FormModal } from '@/ui/form-modal';
import { usePageActions } from '@/ui/page-slots';
import { ProblemAlert } from '@/ui/problem-alert';

import { t } from './messages';
import { useSaveView } from './queries';

/** What the dialog is told. */
export interface SaveViewModalProps {
  table: string;
  query: string;
  onClose: () => void;
}

/** Names a new view. */
export function SaveViewModal({ table, query, onClose }: SaveViewModalProps) {
  const [name, setName] = useState('');
  const [sent, setSent] = useState(false);
  const save = useSaveView(table);
  const { notify } = usePageActions();
  const missing = name.trim().length === 0 || name.trim().length > 60;
  const submit = () => {
    setSent(true);
    if (missing) return;
    save.mutate(
      { id: undefined, body: { table, name: name.trim(), query, is_default: false } },
      {
        onSuccess: (view) => {
          notify({ id: 'view', type: 'success', header: t('saved', { name: view.name }) });
          onClose();
        },
      },
    );
  };
  return (
    <FormModal header={t('title')} submit={t('save')} busy={save.isPending} onSubmit={submit} onClose={onClose}>
      <FormField label={t('name')} description={t('help')} errorText={sent && missing ? t('nameMissing') : ''}>
        <Input value={name} onChange={({ detail }) => setName(detail.value)} />
      </FormField>
      {save.isError && <ProblemAlert what={t('notSaved')} error={save.error} />}
    </FormModal>
  );
}
