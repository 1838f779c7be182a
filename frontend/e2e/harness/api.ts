import type { components } from '../../src/api/schema.gen';

type Schemas = components['schemas'];

/** Reads the API beside the browser, to compare what a page shows with what was answered. */
export class PortalApi {
  constructor(private readonly base: string) {}

  me(): Promise<Schemas['Me']> {
    return this.get('', '/me');
  }

  dashboard(receiver: string, period?: string): Promise<Schemas['Dashboard']> {
    return this.get(receiver, '/dashboard', period === undefined ? {} : { period });
  }

  /** Rows of a month, all on one page; figures of a whole world fit on it. */
  margins(receiver: string, query: { period?: string; by?: string; sort?: string; filter?: string }): Promise<Schemas['MarginList']> {
    return this.get(receiver, '/transfer-dashboard', { limit: '100', ...query });
  }

  customer(receiver: string, customer: string, period?: string): Promise<Schemas['CustomerDetail']> {
    return this.get(receiver, `/customers/${customer}`, period === undefined ? {} : { period });
  }

  transfers(receiver: string, query: Record<string, string> = {}): Promise<Schemas['TransferList']> {
    return this.get(receiver, '/transfers', { limit: '100', ...query });
  }

  collections(receiver: string): Promise<Schemas['CollectionList']> {
    return this.get(receiver, '/collections', { limit: '100' });
  }

  jobs(receiver: string): Promise<Schemas['JobList']> {
    return this.get(receiver, '/jobs', { limit: '100' });
  }

  jobItems(receiver: string, job: string): Promise<Schemas['JobItemList']> {
    return this.get(receiver, `/jobs/${job}/items`, { limit: '100' });
  }

  lineItems(receiver: string): Promise<Schemas['CustomLineItemList']> {
    return this.get(receiver, '/custom-line-items', { limit: '100' });
  }

  anomalies(receiver: string): Promise<Schemas['AnomalyList']> {
    return this.get(receiver, '/finops/anomalies', { limit: '100' });
  }

  budgets(receiver: string): Promise<Schemas['BudgetList']> {
    return this.get(receiver, '/finops/budgets', { limit: '100' });
  }

  plans(receiver: string): Promise<Schemas['PlanList']> {
    return this.get(receiver, '/plans', { limit: '100' });
  }

  createBudget(receiver: string, budget: Schemas['BudgetRequest']): Promise<Schemas['Budget']> {
    return this.post(receiver, '/finops/budgets', budget);
  }

  gaps(receiver: string, query: Record<string, string> = {}): Promise<Schemas['GapList']> {
    return this.get(receiver, '/gap-analysis', { limit: '100', ...query });
  }

  policyChanges(receiver: string): Promise<Schemas['GapPolicyChangeList']> {
    return this.get(receiver, '/gap-analysis/policy-history', { limit: '100' });
  }

  setPolicy(receiver: string, policy: Omit<Schemas['GapPolicyRequest'], 'receiver_id'>): Promise<Schemas['GapPolicy']> {
    return this.send('PUT', receiver, '/gap-analysis/policies', { receiver_id: receiver, ...policy });
  }

  createPlan(receiver: string, intention: Omit<Schemas['PlanRequest'], 'receiver_id'>): Promise<Schemas['Plan']> {
    return this.post(receiver, '/plans', { receiver_id: receiver, ...intention });
  }

  applyPlan(receiver: string, plan: Schemas['Plan']): Promise<Schemas['PlanApplied']> {
    const word = plan.confirm_word;
    return this.post(receiver, `/plans/${plan.plan_id}/apply`, { receiver_id: receiver, content_hash: plan.content_hash, ...(word !== undefined && { confirm: word }) });
  }

  discardPlan(receiver: string, plan: string): Promise<Schemas['Plan']> {
    return this.post(receiver, `/plans/${plan}/discard`);
  }

  creditCustomers(receiver: string, query: Record<string, string> = {}): Promise<Schemas['CreditCustomerList']> {
    return this.get(receiver, '/credit-tracker/customers', { limit: '100', ...query });
  }

  /** The status and the problem code of an attempt to apply a plan. */
  async tryApply(receiver: string, plan: Schemas['Plan']): Promise<{ status: number; code: string | undefined }> {
    const response = await fetch(`${this.base}/plans/${plan.plan_id}/apply`, {
      method: 'POST',
      headers: { 'X-Account-Id': receiver, 'Content-Type': 'application/json' },
      body: JSON.stringify({ receiver_id: receiver, content_hash: plan.content_hash, confirm: 'confirm' }),
    });
    const { code } = (await response.json()) as { code?: string };
    return { status: response.status, code };
  }

  usage(receiver: string): Promise<Schemas['Usage']> {
    return this.get(receiver, '/usage');
  }

  async startCollection(receiver: string, mode: Schemas['CollectionMode']): Promise<void> {
    await this.post(receiver, '/collections', { mode });
  }

  /** Forgets what the person prefers and has saved, so that tests do not see each other's choices. */
  async forgetPerson(): Promise<void> {
    const forget = async (list: string, pathOf: (item: Record<string, string>) => string) => {
      const { items } = await this.get<{ items: Record<string, string>[] }>('', list, { limit: '100' });
      for (const item of items) {
        const response = await fetch(this.base + pathOf(item), { method: 'DELETE' });
        if (!response.ok) throw new Error(`DELETE ${pathOf(item)}: ${response.status}`);
      }
    };
    await forget('/me/preferences', (item) => `/me/preferences/${encodeURIComponent(item.key ?? '')}`);
    await forget('/me/views', (item) => `/me/views/${item.view_id ?? ''}`);
  }

  private post<T>(receiver: string, path: string, body?: unknown): Promise<T> {
    return this.send('POST', receiver, path, body);
  }

  private async send<T>(method: 'POST' | 'PUT', receiver: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.base}${path}`, {
      method,
      headers: { 'X-Account-Id': receiver, ...(body !== undefined && { 'Content-Type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  private async get<T>(receiver: string, path: string, query: Record<string, string> = {}): Promise<T> {
    const text = new URLSearchParams(query).toString();
    const response = await fetch(`${this.base}${path}${text === '' ? '' : `?${text}`}`, {
      headers: receiver === '' ? {} : { 'X-Account-Id': receiver },
      signal: AbortSignal.timeout(10_000),
    });
    if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }
}
