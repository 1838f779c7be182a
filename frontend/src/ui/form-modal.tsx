import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import type { ModalProps } from '@cloudscape-design/components/modal';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';
import { useId } from 'react';

import { t } from './form-messages';

/** What a form in a dialog is told. */
export interface FormModalProps {
  header: string;
  /** The word of the button that sends it. */
  submit: string;
  /** It is being sent: the button turns, and sending again does nothing. */
  busy: boolean;
  /** Why it cannot be sent at all. */
  reason?: string | undefined;
  size?: ModalProps.Size;
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
}

/** A form of a few fields in a dialog. Enter sends it, Esc closes it. */
export function FormModal({ header, submit, busy, reason, size, onSubmit, onClose, children }: FormModalProps) {
  const form = useId();
  return (
    <Modal
      visible
      {...(size !== undefined && { size })}
      header={header}
      closeAriaLabel={t('close')}
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" formAction="none" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button variant="primary" form={form} loading={busy} disabled={reason !== undefined} disabledReason={reason ?? ''}>
              {submit}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <form
        id={form}
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy && reason === undefined) onSubmit();
        }}
      >
        <SpaceBetween size="m">{children}</SpaceBetween>
      </form>
    </Modal>
  );
}
