import { t } from './access-messages';

/** What is wrong with each field; undefined when it is right. */
export interface AccessProblems {
  role: string | undefined;
  external: string | undefined;
}

const rolePattern = /^arn:aws[a-z-]*:iam::([0-9]{12}):role\/[0-9A-Za-z+=,.@_/-]{1,150}$/;
const externalPattern = /^[0-9A-Za-z+=,.@:/_-]{2,128}$/;

/** An ARN as the role of a customer has it. */
export function exampleRole(customerId: string): string {
  return `arn:aws:iam::${customerId}:role/billing-transfer-portal-credits`;
}

/** The external id that is proposed for customers of a receiver. */
export function usualExternalId(receiver: string): string {
  return `btp-${receiver}`;
}

/** Checks a role and its external id by the contract; the role has to be the customer's own. */
export function accessProblems(role: string, external: string, customerId: string): AccessProblems {
  const found = rolePattern.exec(role)?.[1];
  return {
    role:
      found === undefined
        ? t('roleWrong', { example: exampleRole(customerId) })
        : found === customerId
          ? undefined
          : t('roleElsewhere', { found, account: customerId }),
    external: externalPattern.test(external) ? undefined : t('externalWrong'),
  };
}
