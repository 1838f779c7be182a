import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';

import type { Plan } from '@/api/types';
import { paths } from '@/lib/paths';
import { asProblem } from '@/lib/problem';
import { InfoLink } from '@/ui/help';
import { NotFoundPage } from '@/ui/not-found-page';
import { usePageHeading, usePageHelp } from '@/ui/page-slots';
import { QueryView } from '@/ui/query-view';
import { RefreshControl } from '@/ui/refresh-control';

import { ApplyPlan } from './apply-plan';
import { Approval } from './approval';
import { PlansHelp } from './help';
import type { PlanAddress } from './items-table';
import { ItemsTable } from './items-table';
import { t } from './messages';
import { PlanReview } from './plan-review';
import { PlanState } from './plan-state';
import { planQuery } from './queries';
import { isOfLineItems } from './words';

const help = <PlansHelp />;

/** What the page of a plan is told by its address. */
export interface PlanPageProps {
  receiver: string;
  planId: string;
  address: PlanAddress;
  onAddress: (change: Partial<PlanAddress>) => void;
}

/** One plan: what it would do, what follows, what cannot be undone; then how it went. */
export function PlanPage({ receiver, planId, address, onAddress }: PlanPageProps) {
  const query = useQuery(planQuery(receiver, planId));
  const title = query.data?.title ?? t('plan');
  usePageHeading({ subject: title });
  usePageHelp(help);
  useListsAfter(query.data);
  if (query.isError && asProblem(query.error).status === 404) {
    return <NotFoundPage heading={t('notFound')} title={t('notFoundTitle', { receiver, plan: planId })} text={t('notFoundText')} href={paths.plans(receiver)} all={t('allPlans')} />;
  }
  return (
    <ContentLayout
      header={
        <Header variant="h1" info={<InfoLink about={t('about')} topic={help} />} actions={<RefreshControl query={query} things={t('thePlan')} />}>
          {title}
        </Header>
      }
    >
      <QueryView query={query} what={t('thePlan')}>
        {(plan) => (
          <SpaceBetween size="l">
            <PlanState receiver={receiver} plan={plan} />
            <PlanReview plan={plan} />
            {plan.approval !== undefined && <Approval receiver={receiver} plan={plan} approval={plan.approval} />}
            {isOfLineItems(plan.kind) && <ItemsTable receiver={receiver} plan={plan} address={address} onAddress={onAddress} />}
            {plan.status === 'draft' && <ApplyPlan receiver={receiver} plan={plan} />}
          </SpaceBetween>
        )}
      </QueryView>
    </ContentLayout>
  );
}

/** Has every list read again once the plan that was being applied has ended: the change is in them now. */
function useListsAfter(plan: Plan | undefined) {
  const queryClient = useQueryClient();
  const wasApplying = useRef(false);
  const status = plan?.status;
  useEffect(() => {
    if (status === 'applying') {
      wasApplying.current = true;
    } else if (wasApplying.current && status !== undefined) {
      wasApplying.current = false;
      void queryClient.invalidateQueries();
    }
  }, [status, queryClient]);
}
