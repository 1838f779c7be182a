// Calls the API through the generated types the way an integrator would; type-checking it is the check.
import createClient from 'openapi-fetch';
import type { components, paths } from '../../../../frontend/src/api/schema.gen';

// Lists also answer CSV; this client reads JSON and problem documents.
const client = createClient<paths, `application/${string}`>({ baseUrl: 'http://portal.invalid' });

export async function marginOf(customer: string): Promise<string | undefined> {
  const { data, error } = await client.GET('/transfer-dashboard', {
    params: { header: { 'X-Account-Id': '111122223333' }, query: { period: '2026-10', sort: '-margin', limit: 25 } },
  });
  if (error) {
    const problem: components['schemas']['Problem'] = error;
    throw new Error(`${problem.code}: ${problem.title}`);
  }
  const margin = data.items.find((row) => row.customer_id === customer)?.figures.margin;
  const text: string | undefined = margin?.amount;
  return text;
}

// @ts-expect-error a call without a receiver must not compile
export const unscoped = () => client.GET('/customers', {});

// @ts-expect-error money is text, never a number
export const wrong: components['schemas']['Money'] = { amount: 12.5, currency: 'USD' };
