import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';

import type { Job } from '@/api/types';
import { useOperatorReason } from '@/features/identity/queries';
import { ProblemAlert } from '@/ui/problem-alert';

import { t } from './messages';
import { isWorking, useCancelJob } from './queries';

/** The button that stops a job; what is done stays done. */
export function CancelJob({ receiver, job }: { receiver: string; job: Job }) {
  const [asking, setAsking] = useState(false);
  const cancel = useCancelJob(receiver);
  const roleReason = useOperatorReason();
  const reason = !isWorking(job) ? t('ended') : job.cancel_requested ? t('stopping') : roleReason;
  return (
    <>
      <Button disabled={reason !== undefined} disabledReason={reason ?? ''} onClick={() => setAsking(true)}>
        {t('cancelJob')}
      </Button>
      <Modal
        visible={asking}
        header={t('cancelThis')}
        closeAriaLabel={t('keepRunning')}
        onDismiss={() => setAsking(false)}
        footer={
          <Box float="right">
            <SpaceBetween direction="horizontal" size="xs">
              <Button variant="link" onClick={() => setAsking(false)}>
                {t('keepIt')}
              </Button>
              <Button variant="primary" loading={cancel.isPending} onClick={() => cancel.mutate(job.job_id, { onSuccess: () => setAsking(false) })}>
                {t('cancelJob')}
              </Button>
            </SpaceBetween>
          </Box>
        }
      >
        <SpaceBetween size="m">
          <Box>{t('cancelText', { title: job.title })}</Box>
          {cancel.isError && <ProblemAlert what={t('notCanceled')} error={cancel.error} />}
        </SpaceBetween>
      </Modal>
    </>
  );
}
