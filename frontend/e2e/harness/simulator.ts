/** A rule by which the simulator's answers fail; without `probability` every matching request is struck. */
export interface Fault {
  /** Signing name, such as `ce`; all services without it. */
  service?: string;
  operation?: string;
  kind: 'throttle' | 'delay' | 'deny' | 'error5xx' | 'lost_response' | 'broken_page_token' | 'drop' | 'partial_results';
  probability?: number;
  /** How many requests are struck; no limit without it. */
  count?: number;
  delay_ms?: number;
  retry_after_s?: number;
}

/** How often an operation was called. */
export interface CallCount {
  service: string;
  operation: string;
  requests: number;
}

/** A role in which a customer lets its credits be read. Those in another account than the customer's are of no use. */
export interface CreditRole {
  customer_id: string;
  account_id: string;
  role_arn: string;
  external_id: string;
}

/** The simulator's control API: it changes the world behind AWS's own interfaces, never the portal. */
export class Simulator {
  constructor(private readonly base: string) {}

  async setFaults(...faults: Fault[]): Promise<void> {
    await this.send('PUT', '/_sim/faults', faults);
  }

  async clearFaults(): Promise<void> {
    await this.send('DELETE', '/_sim/faults');
  }

  /** Every AWS call that arrived so far, counted by operation. */
  async counts(): Promise<CallCount[]> {
    return (await this.send('GET', '/_sim/journal/counts')) as CallCount[];
  }

  /** The roles in which customers let their credits be read. */
  async creditRoles(): Promise<CreditRole[]> {
    const { credit_roles: roles } = (await this.send('GET', '/_sim/world')) as { credit_roles: CreditRole[] };
    return roles;
  }

  /** Operations that were asked for and that the simulator does not have. */
  async unknownCalls(): Promise<unknown[]> {
    return (await this.send('GET', '/_sim/unknown')) as unknown[];
  }

  private async send(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(this.base + path, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.status === 204 ? undefined : await response.json();
  }
}
