import { createFileRoute, notFound } from '@tanstack/react-router';

import { customerSearch } from '@/features/customers/address';
import { CustomerPage } from '@/features/customers/customer-page';
import { addressOf } from '@/lib/url-state';

import { t } from './-messages';

export const Route = createFileRoute('/r/$receiver/customers/$customerId')({
  ...addressOf(customerSearch),
  beforeLoad: ({ params }) => {
    if (!/^[0-9]{12}$/.test(params.customerId)) throw notFound();
  },
  staticData: { title: t('customer'), contentType: 'default', parent: 'margin', search: customerSearch },
  component: CustomerRoute,
});

function CustomerRoute() {
  const { receiver, customerId } = Route.useParams();
  const navigate = Route.useNavigate();
  return (
    <CustomerPage
      receiver={receiver}
      customerId={customerId}
      address={Route.useSearch()}
      onAddress={(change) => void navigate({ search: (before) => ({ ...before, ...change }) })}
    />
  );
}
