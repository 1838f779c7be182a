import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { PortalApi } from './api';
import { Simulator } from './simulator';

const program = process.env.PORTAL_PROGRAM ?? fileURLToPath(new URL('../../../bin/portal', import.meta.url));

/** The instant every portal of the tests starts at: the middle of a month, so that the newest month is still open. */
const now = '2026-11-16T12:00:00Z';

/** How long a portal may take to answer for the first time, in milliseconds. */
const startPatience = 60_000;

/** How a portal is to be started. */
export interface PortalOptions {
  scenario?: 'tiny' | 'reseller';
  seed?: number;
  /** In USD; paid calls stop there. */
  monthlyCap?: string;
  /** Another thing than the product does by itself: leave the ledger empty. */
  collectOnStart?: boolean;
}

/** One real portal with its own simulator, state folder and ports. */
export class Portal {
  private child: ChildProcess | undefined;
  private output = '';

  private constructor(
    private readonly options: PortalOptions,
    private readonly ports: { api: number; web: number; aws: number },
    readonly dataDir: string,
  ) {}

  /** Starts a portal and waits until its API answers. */
  static async start(options: PortalOptions = {}): Promise<Portal> {
    const [api, web, aws] = await freePorts();
    const portal = new Portal(options, { api, web, aws }, await mkdtemp(join(tmpdir(), 'portal-e2e-')));
    await portal.launch();
    return portal;
  }

  get webUrl(): string {
    return `http://127.0.0.1:${this.ports.web}`;
  }

  get api(): PortalApi {
    return new PortalApi(`http://127.0.0.1:${this.ports.api}`);
  }

  get simulator(): Simulator {
    return new Simulator(`http://127.0.0.1:${this.ports.aws}`);
  }

  /** Starts the process on the same ports and state; after a kill, this is a restart, also at a later time. */
  async launch(at = now): Promise<void> {
    const { scenario = 'tiny', seed = 7, monthlyCap, collectOnStart = true } = this.options;
    const address = (port: number) => `127.0.0.1:${port}`;
    this.output = '';
    this.child = spawn(
      program,
      [
        'serve',
        '--simulated',
        ...['--scenario', scenario, '--seed', seed.toString(), '--now', at, '--data-dir', this.dataDir],
        ...['--api-addr', address(this.ports.api), '--web-addr', address(this.ports.web), '--aws-addr', address(this.ports.aws)],
        ...(monthlyCap === undefined ? [] : ['--monthly-cap', monthlyCap]),
        // Days and accounts of many customers take long at the pace of AWS; a small world is to be seen while it is collected.
        ...(scenario === 'tiny' ? [] : ['--cost-explorer-rate', '200']),
        `--collect-on-start=${collectOnStart.toString()}`,
      ],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', (chunk: Buffer) => (this.output = (this.output + chunk.toString()).slice(-20_000)));
    }
    await this.until('its API to answer and name a receiver', async () => (await this.api.me()).receivers.length > 0, startPatience);
  }

  /** The process stops where it stands: connections are taken, and nothing is answered. */
  pause(): void {
    this.signal('SIGSTOP');
  }

  resume(): void {
    this.signal('SIGCONT');
  }

  /** The process is gone at once, as in a crash. Its simulator goes with it. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
    await Promise.all(Object.values(this.ports).map(untilFree)); // the simulator notices a moment later
  }

  /** Ends the portal as Ctrl-C does and removes its state. */
  async stop(): Promise<void> {
    this.resume();
    await this.end('SIGINT');
    await rm(this.dataDir, { recursive: true, force: true });
  }

  /** The id of the only receiver. */
  async receiver(): Promise<string> {
    const [receiver] = (await this.api.me()).receivers;
    if (receiver === undefined) throw new Error('the portal has no receiver');
    return receiver;
  }

  /** Waits until no collection runs and at least one has ended. */
  async collected(patience = 90_000): Promise<void> {
    const receiver = await this.receiver();
    await this.until(
      'the collection to end',
      async () => {
        const jobs = (await this.api.jobs(receiver)).items;
        return jobs.length > 0 && jobs.every((job) => job.finished_at !== undefined);
      },
      patience,
    );
  }

  /** Asks again and again, 100 ms apart, until the answer is yes; failures count as no. */
  async until(what: string, ask: () => Promise<boolean>, patience = 30_000): Promise<void> {
    const deadline = Date.now() + patience;
    let failure: unknown;
    while (Date.now() < deadline) {
      if (this.child?.exitCode !== null && this.child?.exitCode !== undefined) {
        throw new Error(`the portal ended with code ${this.child.exitCode.toString()}:\n${this.output}`);
      }
      try {
        if (await ask()) return;
        failure = undefined;
      } catch (error) {
        failure = error;
      }
      await setTimeout(100);
    }
    throw new Error(`waited ${(patience / 1000).toString()} s for ${what}${failure === undefined ? '' : `: ${String(failure)}`}\n${this.output}`);
  }

  private signal(name: NodeJS.Signals): void {
    if (this.child?.exitCode === null) this.child.kill(name);
  }

  private async end(name: NodeJS.Signals): Promise<void> {
    const { child } = this;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(name);
    await ended;
    this.child = undefined;
  }
}

/** Waits until nobody listens at a port any more. */
async function untilFree(port: number): Promise<void> {
  for (;;) {
    const server = createServer();
    const free = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => resolve(true));
    });
    if (free) {
      server.close();
      await once(server, 'close');
      return;
    }
    await setTimeout(50);
  }
}

/** Three ports nobody listens at. They are held together while they are found, so that they differ. */
async function freePorts(): Promise<[number, number, number]> {
  const servers = await Promise.all(
    [0, 0, 0].map(async () => {
      const server = createServer();
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      return server;
    }),
  );
  const ports = servers.map((server) => {
    const address = server.address();
    return address === null || typeof address === 'string' ? 0 : address.port;
  });
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  const [api = 0, web = 0, aws = 0] = ports;
  return [api, web, aws];
}
