import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Form from '@cloudscape-design/components/form';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useRef, useState } from 'react';

import { useNow, useOperatorReason } from '@/features/identity/queries';
import { useCreatePlan } from '@/features/plans/queries';
import { paths } from '@/lib/paths';
import { useGo } from '@/ui/app-link';
import { InfoLink } from '@/ui/help';
import { LeaveGuard } from '@/ui/leave-guard';
import { usePageHelp } from '@/ui/page-slots';
import { ProblemAlert } from '@/ui/problem-alert';
import { useOnce } from '@/ui/use-once';

import type { Draft } from './draft';
import { draftProblems, draftRequest, isRight, newDraft } from './draft';
import { DraftFields } from './draft-fields';
import { ChangesHelp } from './help';
import { t } from './messages';

const help = <ChangesHelp />;

/** The most line items that are written by hand at once; more come of gaps and commissions. */
const mostDrafts = 25;

/** Writes line items by hand. Sending the form makes a plan; the plan creates them. */
export function CreateLineItemsPage({ receiver }: { receiver: string }) {
  const now = useNow();
  const [drafts, setDrafts] = useState<Draft[]>(() => [newDraft(1, now)]);
  const [dirty, setDirty] = useState(false);
  const [sent, setSent] = useState(false);
  const left = useRef(false);
  const once = useOnce();
  const create = useCreatePlan(receiver);
  const go = useGo();
  const roleReason = useOperatorReason();
  usePageHelp(help);
  const wrong = drafts.some((draft) => !isRight(draftProblems(draft)));
  const change = (next: (before: Draft[]) => Draft[]) => {
    setDirty(true);
    setDrafts(next);
  };
  const submit = () => {
    setSent(true);
    const items = drafts.flatMap((draft) => draftRequest(draft) ?? []);
    if (items.length < drafts.length || roleReason !== undefined || !once.begin()) return;
    create.mutate(
      { line_items: { items } },
      {
        onError: once.again,
        onSuccess: (plan) => {
          left.current = true;
          go(paths.plan(receiver, plan.plan_id));
        },
      },
    );
  };
  return (
    <ContentLayout
      header={
        <Header variant="h1" info={<InfoLink about={t('about')} topic={help} />} description={t('createIntro')}>
          {t('createTitle')}
        </Header>
      }
    >
      <LeaveGuard isDirty={() => dirty && !left.current} title={t('leaveTitle')} text={t('leaveText')} stay={t('stay')} leave={t('leave')} />
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Form
          errorText={sent && wrong ? t('errors') : undefined}
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <Button variant="link" formAction="none" onClick={() => go(paths.lineItems(receiver))}>
                {t('cancel')}
              </Button>
              <Button variant="primary" loading={create.isPending} disabled={roleReason !== undefined} disabledReason={roleReason ?? ''}>
                {t('review')}
              </Button>
            </SpaceBetween>
          }
        >
          <SpaceBetween size="l">
            {drafts.map((draft, index) => (
              <Container
                key={draft.key}
                header={
                  <Header
                    variant="h2"
                    actions={
                      drafts.length > 1 && (
                        <Button formAction="none" ariaLabel={t('removeDraft', { number: index + 1 })} onClick={() => change((before) => before.filter(({ key }) => key !== draft.key))}>
                          {t('remove')}
                        </Button>
                      )
                    }
                  >
                    {draft.customer === undefined ? t('draft', { number: index + 1 }) : t('draftFor', { number: index + 1, customer: draft.customer.name })}
                  </Header>
                }
              >
                <DraftFields
                  receiver={receiver}
                  now={now}
                  draft={draft}
                  problems={sent ? draftProblems(draft) : {}}
                  onDraft={(part) => change((before) => before.map((one) => (one.key === draft.key ? { ...one, ...part } : one)))}
                />
              </Container>
            ))}
            <Button
              iconName="add-plus"
              formAction="none"
              disabled={drafts.length >= mostDrafts}
              disabledReason={t('mostDrafts', { most: mostDrafts })}
              onClick={() => change(withAnother)}
            >
              {t('add')}
            </Button>
            {create.isError && <ProblemAlert what={t('notPlanned')} error={create.error} />}
          </SpaceBetween>
        </Form>
      </form>
    </ContentLayout>
  );
}

/** Another draft like the last one, for another customer: what is done for several is mostly the same. */
function withAnother(drafts: Draft[]): Draft[] {
  const last = drafts.at(-1);
  return last === undefined ? drafts : [...drafts, { ...last, key: last.key + 1, customer: undefined }];
}
