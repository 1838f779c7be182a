import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';

import type { Job } from '@/api/types';
import { useOperatorReason } from '@/features/identity/queries';
import { ProblemAlert } from '@/ui/problem-alert';

import { isWorking, useCancelJob } from './queries';

/** The button that stops a job; what is done stays done. */
export function CancelJob({ receiver, job }: { receiver: string; job: Job }) {
  const [asking, setAsking] = useState(false);
  const cancel = useCancelJob(receiver);
  const roleReason = useOperatorReason();
  const reason = !isWorking(job) ? 'This job has ended.' : job.cancel_requested ? 'The job is stopping.' : roleReason;
  return (
    <>
      <Button disabled={reason !== undefined} disabledReason={reason ?? ''} onClick={() => setAsking(true)}>
        Cancel job
      </Button>
      <Modal
        visible={asking}
        header="Cancel this job?"
        closeAriaLabel="Keep the job running"
        onDismiss={() => setAsking(false)}
        footer={
          <Box float="right">
            <SpaceBetween direction="horizontal" size="xs">
              <Button variant="link" onClick={() => setAsking(false)}>
                Keep it running
              </Button>
              <Button variant="primary" loading={cancel.isPending} onClick={() => cancel.mutate(job.job_id, { onSuccess: () => setAsking(false) })}>
                Cancel job
              </Button>
            </SpaceBetween>
          </Box>
        }
      >
        <SpaceBetween size="m">
          <Box>{job.title}. What is done stays done; the rest is not started. Requests already made are paid for.</Box>
          {cancel.isError && <ProblemAlert what="We couldn't cancel the job" error={cancel.error} />}
        </SpaceBetween>
      </Modal>
    </>
  );
}
