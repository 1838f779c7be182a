import Button from '@cloudscape-design/components/button';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Form from '@cloudscape-design/components/form';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';
import { useRef, useState } from 'react';

import { useOperatorReason } from '@/features/identity/queries';
import { paths } from '@/lib/paths';
import { useGo } from '@/ui/app-link';
import { t as formWords } from '@/ui/form-messages';
import { InfoLink } from '@/ui/help';
import { LeaveGuard } from '@/ui/leave-guard';
import { usePageHelp } from '@/ui/page-slots';
import { ProblemAlert } from '@/ui/problem-alert';
import { useOnce } from '@/ui/use-once';

import { t } from './plan-modal-messages';
import type { Intention } from './queries';
import { useCreatePlan } from './queries';

/** What a page is told whose form ends in a plan. */
export interface PlanFormPageProps {
  receiver: string;
  words: {
    title: string;
    intro: string;
    /** What the Info beside the title is about. */
    about: string;
    /** Said when the form was sent and something is wrong. */
    errors: string;
    notPlanned: string;
    leaveTitle: string;
    leaveText: string;
  };
  help: ReactNode;
  /** Where cancelling leads. */
  back: string;
  /** Whether leaving would lose something. */
  dirty: boolean;
  /** What is intended; undefined while something is wrong. */
  intention: () => Intention | undefined;
  /** The fields. What is wrong with them is shown once the form was sent. */
  children: (sent: boolean) => ReactNode;
}

/** A page that is one form. Sending it has the change planned and leads to the plan; nothing at AWS is changed. */
export function PlanFormPage({ receiver, words, help, back, dirty, intention, children }: PlanFormPageProps) {
  const [sent, setSent] = useState(false);
  const left = useRef(false);
  const once = useOnce();
  const create = useCreatePlan(receiver);
  const go = useGo();
  const reason = useOperatorReason();
  usePageHelp(help);
  const submit = () => {
    setSent(true);
    const intended = intention();
    if (intended === undefined || reason !== undefined || !once.begin()) return;
    create.mutate(intended, {
      onError: once.again,
      onSuccess: (plan) => {
        left.current = true;
        go(paths.plan(receiver, plan.plan_id));
      },
    });
  };
  return (
    <ContentLayout
      header={
        <Header variant="h1" info={<InfoLink about={words.about} topic={help} />} description={words.intro}>
          {words.title}
        </Header>
      }
    >
      <LeaveGuard isDirty={() => dirty && !left.current} title={words.leaveTitle} text={words.leaveText} />
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Form
          errorText={sent && intention() === undefined ? words.errors : undefined}
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <Button variant="link" formAction="none" onClick={() => go(back)}>
                {formWords('cancel')}
              </Button>
              <Button variant="primary" loading={create.isPending} disabled={reason !== undefined} disabledReason={reason ?? ''}>
                {t('review')}
              </Button>
            </SpaceBetween>
          }
        >
          <SpaceBetween size="l">
            {children(sent)}
            {create.isError && <ProblemAlert what={words.notPlanned} error={create.error} />}
          </SpaceBetween>
        </Form>
      </form>
    </ContentLayout>
  );
}
