import { messages } from '@/lib/messages';

/** The texts of the choice of a customer. */
export const t = messages({
  en: {
    findCustomer: 'Find a customer by name or account id',
    chooseCustomer: 'Choose a customer',
    customersLoading: 'Loading customers',
    customersFailed: 'Customers could not be loaded.',
    retry: 'Retry',
    noCustomers: 'No customer matches.',
    noGroup: 'It has no billing group that a line item could belong to.',
  },
  de: {
    findCustomer: 'Kunden nach Name oder Konto-ID suchen',
    chooseCustomer: 'Kunden wählen',
    customersLoading: 'Kunden werden geladen',
    customersFailed: 'Kunden konnten nicht geladen werden.',
    retry: 'Wiederholen',
    noCustomers: 'Kein Kunde passt.',
    noGroup: 'Der Kunde hat keine Billing Group, zu der ein Posten gehören könnte.',
  },
});
