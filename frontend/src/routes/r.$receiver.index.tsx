import { createFileRoute } from '@tanstack/react-router';
import * as z from 'zod/mini';

import { DashboardPage } from '@/features/dashboard/dashboard-page';
import { addressOf, monthParam } from '@/lib/url-state';

import { t } from './-messages';

const search = z.strictObject({ period: monthParam });

export const Route = createFileRoute('/r/$receiver/')({
  ...addressOf(search),
  staticData: { title: t('dashboard'), contentType: 'dashboard', search },
  component: DashboardRoute,
});

function DashboardRoute() {
  const { receiver } = Route.useParams();
  const { period } = Route.useSearch();
  const navigate = Route.useNavigate();
  return <DashboardPage receiver={receiver} period={period} onPeriod={(next) => void navigate({ search: { period: next } })} />;
}
