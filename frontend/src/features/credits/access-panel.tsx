import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';

import type { CreditCustomer } from '@/api/types';
import { usePanel } from '@/ui/page-slots';
import { StateBadge } from '@/ui/state-badges';

import { AccessForm } from './access-form';
import { t } from './access-messages';
import { RoleTemplate } from './role-template';
import { visibilityAdvice, visibilityWords } from './words';

/** What the panel is told. */
export interface AccessPanelProps {
  receiver: string;
  customer: CreditCustomer;
  onClose: () => void;
}

/** How to see what is left of a customer's credits: what holds now, what to send the customer, and the role it granted. */
export function AccessPanel({ receiver, customer, onClose }: AccessPanelProps) {
  usePanel(t('panel', { name: customer.customer_name }), <Content receiver={receiver} customer={customer} />, onClose);
  return null;
}

function Content({ receiver, customer }: Omit<AccessPanelProps, 'onClose'>) {
  const { visibility, visibility_note: note } = customer;
  const advice = visibilityAdvice[visibility];
  return (
    <SpaceBetween size="l">
      <Alert type={visibility === 'visible' ? 'success' : visibility === 'denied' ? 'error' : 'info'} header={t('now')}>
        <StateBadge words={visibilityWords[visibility]} />
        {note !== undefined && <div>{note}</div>}
        {advice !== undefined && <div>{advice}</div>}
      </Alert>
      <div className="side-by-side">
        <SpaceBetween size="s">
          <Box variant="h3">{t('stepsTitle')}</Box>
          <ol>
            <li>{t('step1')}</li>
            <li>{t('step2', { account: customer.customer_id })}</li>
            <li>{t('step3')}</li>
            <li>{t('step4')}</li>
          </ol>
          <Box color="text-body-secondary">{t('stepsNote')}</Box>
          <RoleTemplate receiver={receiver} />
        </SpaceBetween>
        <AccessForm receiver={receiver} customer={customer} />
      </div>
    </SpaceBetween>
  );
}
