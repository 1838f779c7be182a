import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useId, useState } from 'react';

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
  const id = useId();
  const missing = name.trim().length === 0 || name.trim().length > 60;
  const submit = () => {
    setSent(true);
    if (missing || save.isPending) return;
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
    <Modal
      visible
      header={t('title')}
      closeAriaLabel={t('close')}
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button variant="primary" form={id} loading={save.isPending}>
              {t('save')}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <form
        id={id}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <SpaceBetween size="m">
          <FormField label={t('name')} description={t('help')} errorText={sent && missing ? t('nameMissing') : ''}>
            <Input value={name} onChange={({ detail }) => setName(detail.value)} />
          </FormField>
          {save.isError && <ProblemAlert what={t('notSaved')} error={save.error} />}
        </SpaceBetween>
      </form>
    </Modal>
  );
}
