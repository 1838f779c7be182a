import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useBlocker } from '@tanstack/react-router';

import { t } from './form-messages';

/** What the guard of a form is told. */
export interface LeaveGuardProps {
  /** Whether something would be lost now. Asked when a person leaves. */
  isDirty: () => boolean;
  title: string;
  text: string;
}

/** Asks before a page with unsaved entries is left, by a link of the portal or by the browser. */
export function LeaveGuard({ isDirty, title, text }: LeaveGuardProps) {
  const blocker = useBlocker({ shouldBlockFn: isDirty, enableBeforeUnload: isDirty, withResolver: true });
  if (blocker.status !== 'blocked') return null;
  return (
    <Modal
      visible
      header={title}
      closeAriaLabel={t('stay')}
      onDismiss={blocker.reset}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={blocker.reset}>
              {t('stay')}
            </Button>
            <Button variant="primary" onClick={blocker.proceed}>
              {t('leave')}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      {text}
    </Modal>
  );
}
