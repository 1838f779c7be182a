import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import { useState } from 'react';

import { useNow } from '@/features/identity/queries';
import { PlanFormPage } from '@/features/plans/plan-form-page';
import { paths } from '@/lib/paths';

import type { Draft } from './draft';
import { draftProblems, draftRequest, newDraft } from './draft';
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
  const change = (next: (before: Draft[]) => Draft[]) => {
    setDirty(true);
    setDrafts(next);
  };
  const intention = () => {
    const items = drafts.flatMap((draft) => draftRequest(draft) ?? []);
    return items.length < drafts.length ? undefined : { line_items: { items } };
  };
  return (
    <PlanFormPage
      receiver={receiver}
      words={{
        title: t('createTitle'),
        intro: t('createIntro'),
        about: t('about'),
        errors: t('errors'),
        notPlanned: t('notPlanned'),
        leaveTitle: t('leaveTitle'),
        leaveText: t('leaveText'),
      }}
      help={help}
      back={paths.lineItems(receiver)}
      dirty={dirty}
      intention={intention}
    >
      {(sent) => (
        <>
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
        </>
      )}
    </PlanFormPage>
  );
}

/** Another draft like the last one, for another customer: what is done for several is mostly the same. */
function withAnother(drafts: Draft[]): Draft[] {
  const last = drafts.at(-1);
  return last === undefined ? drafts : [...drafts, { ...last, key: last.key + 1, customer: undefined }];
}
