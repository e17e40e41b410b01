import { errorResponse, readyForQuery } from '../wire/backend-frames.ts';
import { failingQuery, queryFrame, syncFrame } from '../wire/client-frames.ts';
import { type ListenChange, readListenChanges } from '../wire/listen-statements.ts';
import {
  type Answer,
  beforeReady,
  findError,
  type NotificationFrame,
  readAnswer,
  withoutParse,
} from '../wire/read-answer.ts';
import { ClientStatements, type RewrittenTurn } from '../wire/rewrite-turn.ts';
import type { Turn } from '../wire/turn-reader.ts';
import { SessionChannels } from './session-channels.ts';
import { askSettings, noSettings, readSettings, type Settings, switchSettings } from './session-settings.ts';
import type { Member, SessionClient, SessionSetup, Waiting } from './session-setup.ts';

/** How long a client may keep a transaction open without a word, while all others wait. */
const silentTransactionMs = 60_000;

/**
 * One backend for many clients. Their turns are answered one at a time, in the order they came; while a client is inside
 * a transaction, only its own. What PostgreSQL keeps for a session is kept here for each client: its prepared statements,
 * its settings, and LISTEN, so that what the backend hears is handed to those alone who asked. What cannot be kept apart
 * is refused (see statement-text.ts).
 */
export class EmbeddedSession {
  readonly #setup: SessionSetup;
  readonly #members = new Map<SessionClient, Member>();
  readonly #channels = new SessionChannels<Member>();
  #waiting: Waiting[] = [];
  /** What the session asks for itself, before anybody's turn. */
  readonly #chores: (() => Promise<void>)[] = [];
  /** Whose transaction is open, or whose turn is not over. */
  #holder: Member | null = null;
  #answering: Member | null = null;
  #endSilence: () => void = () => {};
  #settings: Settings = noSettings;
  /** Whose unnamed statement the backend has. */
  #unnamedOf: Member | null = null;
  #names = 0;
  #isRunning = false;
  #isBroken = false;
  readonly #whenIdle: (() => void)[] = [];

  constructor(setup: SessionSetup) {
    this.#setup = setup;
  }

  /**
   * Lets a client in.
   * @param settings with which it begins
   */
  join(client: SessionClient, settings: Settings = noSettings, statementTimeoutMs = 0): void {
    this.#members.set(client, {
      client,
      statements: new ClientStatements(() => this.#nextName()),
      customSettings: new Set([...settings.keys()].filter((name) => name.includes('.'))),
      settings,
      areSettingsStale: false,
      statementTimeoutMs,
      hasLeft: false,
    });
  }

  /** Hands in a turn of a client, whose reply `receive` takes. */
  send(client: SessionClient, turn: Turn, receive: (reply: Buffer) => void): void {
    const member = this.#members.get(client);
    if (member === undefined) return;
    const { statementTimeoutMs: limit } = member;
    const forget =
      limit === 0 ? () => {} : this.#setup.later(() => this.#giveUp(waiting, 'statement timeout'), limit);
    const waiting: Waiting = { client: member, turn, receive, forget };
    this.#waiting.push(waiting);
    if (member === this.#holder) this.#endSilence();
    this.#wake();
  }

  /** Answers what waits of a client with an error, as its CancelRequest asks; what is executed goes on. */
  cancel(client: SessionClient): void {
    for (const waiting of this.#waiting.filter(({ client: { client: one } }) => one === client))
      this.#giveUp(waiting, 'user request');
  }

  /** The client is gone: what it still asked for is dropped, its transaction is rolled back, what was its own ends. */
  leave(client: SessionClient): void {
    const member = this.#members.get(client);
    if (member === undefined) return;
    this.#members.delete(client);
    member.hasLeft = true;
    for (const { client: of, forget } of this.#waiting) if (of === member) forget();
    this.#waiting = this.#waiting.filter(({ client: of }) => of !== member);
    this.#changeListening(member, [{ listens: false, channel: '*' }]);
    if (this.#holder === member && this.#answering !== member) this.#rollBack(member);
    this.#endStatements(member);
    if (this.#unnamedOf === member) this.#unnamedOf = null;
  }

  /** Resolves once nobody waits and no transaction is open. */
  async idle(): Promise<void> {
    if (!this.isIdle) await new Promise<void>((resolve) => this.#whenIdle.push(resolve));
  }

  get isIdle(): boolean {
    return (
      !this.#isRunning && this.#holder === null && this.#waiting.length === 0 && this.#chores.length === 0
    );
  }

  /** Whether a client is in the middle of a transaction, or of a turn. */
  isInside(client: SessionClient): boolean {
    return this.#holder?.client === client;
  }

  /** Asks the engine for the session itself, between the turns of the clients and outside of their transactions. */
  askItself(statement: string): Promise<Buffer> {
    return this.atRest((ask) => ask(statement));
  }

  /** Does something in a moment in which no turn runs and no transaction is open: everybody waits until it is over. */
  atRest<Result>(act: (ask: (statement: string) => Promise<Buffer>) => Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#ask(() => act((statement) => this.#execute(queryFrame(statement))).then(resolve, reject));
    });
  }

  #nextName(): string {
    this.#names += 1;
    return `s${this.#names.toString(36)}`;
  }

  #ask(chore: () => Promise<void>): void {
    this.#chores.push(chore);
    this.#wake();
  }

  #wake(): void {
    if (!this.#isRunning) void this.#run();
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    for (let work = this.#takeWork(); work !== null && !this.#isBroken; work = this.#takeWork()) {
      await this.#setup.pause();
      await work().catch((error: unknown) => this.#break(error));
    }
    this.#isRunning = false;
    if (this.isIdle) for (const resolve of this.#whenIdle.splice(0)) resolve();
  }

  #takeWork(): (() => Promise<void>) | null {
    const chore = this.#holder === null ? this.#chores.shift() : undefined;
    if (chore !== undefined) return chore;
    const waiting = this.#takeTurn();
    return waiting && (() => this.#answer(waiting));
  }

  #takeTurn(): Waiting | null {
    const holder = this.#holder;
    const at = holder === null ? 0 : this.#waiting.findIndex(({ client }) => client === holder);
    const [waiting] = at < 0 ? [] : this.#waiting.splice(at, 1);
    waiting?.forget();
    return waiting ?? null;
  }

  async #answer({ client, turn, receive }: Waiting): Promise<void> {
    if (client.hasLeft) return;
    this.#answering = client;
    const rewritten = client.statements.rewrite(turn.message, this.#unnamedOf === client);
    const refusal = rewritten.statements.find(({ read }) => read.refusal !== null)?.read.refusal ?? null;
    if (refusal !== null && turn.isOpen) return this.#refuseOpenTurn(client, refusal);
    if (this.#holder === null) await this.#useSettings(client);
    const message = refusal === null ? rewritten.message : failingQuery('0A000', refusal);
    const answer = readAnswer(await this.#execute(message));
    this.#answering = null;
    if (refusal === null) this.#note(client, rewritten, answer);
    this.#holdFor(answer.status === 'I' ? null : client);
    const reply = rewritten.hasOwnParse && refusal === null ? withoutParse(answer.reply) : answer.reply;
    receive(beforeReady(reply, answer.status, this.#notify(answer.notifications, client)));
    await this.#afterTurn(client);
  }

  // In the middle of a turn a server says no more until Sync; who needs that of a refusal begins anew.
  #refuseOpenTurn(client: Member, message: string): void {
    this.#answering = null;
    client.client.end({ severity: 'FATAL', code: '0A000', message });
    this.leave(client.client);
  }

  async #afterTurn(client: Member): Promise<void> {
    if (client.hasLeft && this.#holder === client) this.#rollBack(client);
    else if (this.#holder === null && client.areSettingsStale) await this.#noteSettings(client);
  }

  /** Answers of the engine for everybody alike: an error is an answer, a rejection is the end. */
  async #execute(message: Buffer): Promise<Buffer> {
    const bytes = await this.#setup.execute(message);
    this.#unnamedOf = null;
    return bytes;
  }

  #note(client: Member, { statements, usesUnnamed }: RewrittenTurn, answer: Answer): void {
    this.#unnamedOf = usesUnnamed ? client : null;
    for (const { read } of statements) {
      if (read.deallocatesAll) this.#endStatements(client);
      if (read.changesSettings) client.areSettingsStale = true;
      for (const name of read.customSettings) client.customSettings.add(name);
      if (read.statementTimeoutMs !== null) client.statementTimeoutMs = read.statementTimeoutMs;
      if (read.discardsAll) this.#changeListening(client, [{ listens: false, channel: '*' }]);
    }
    if (answer.changesListening)
      this.#changeListening(
        client,
        statements.flatMap(({ written }) => readListenChanges(written)),
      );
  }

  async #useSettings(client: Member): Promise<void> {
    const change = switchSettings(this.#settings, client.settings);
    if (change === null) return;
    const error = findError(await this.#execute(change));
    this.#settings = error === null ? client.settings : noSettings;
  }

  async #noteSettings(client: Member): Promise<void> {
    client.areSettingsStale = false;
    client.settings = readSettings(await this.#execute(askSettings(client.customSettings)));
    this.#settings = client.settings;
  }

  #holdFor(client: Member | null): void {
    this.#endSilence();
    this.#holder = client;
    if (client === null || this.#waiting.some((waiting) => waiting.client === client)) return;
    this.#endSilence = this.#setup.later(() => this.#endHolder(client), silentTransactionMs);
  }

  #endHolder(member: Member): void {
    const { client } = member;
    this.#setup.report(
      `${client.name} kept a transaction open for ${silentTransactionMs / 1_000} s without a word, while everybody else ` +
        'waited for the database: its connection was ended, and what it had not committed is undone.',
    );
    const message = 'terminating connection due to idle-in-transaction timeout';
    client.end({ severity: 'FATAL', code: '25P03', message });
    this.leave(client);
  }

  #rollBack(member: Member): void {
    this.#endSilence();
    if (this.#holder === member) this.#holder = null;
    // Sync first: the client may have left in the middle of a turn, after an error that skips all before a Sync.
    this.#chores.unshift(async () => {
      await this.#execute(syncFrame);
      await this.#execute(queryFrame('rollback'));
      // What was set inside of it is gone, and what was set before is not known here.
      if (!member.areSettingsStale) return;
      await this.#execute(queryFrame('reset all'));
      this.#settings = noSettings;
    });
    this.#wake();
  }

  #giveUp(waiting: Waiting, why: string): void {
    if (waiting.client === this.#holder || !this.#waiting.includes(waiting)) return;
    this.#waiting = this.#waiting.filter((one) => one !== waiting);
    waiting.forget();
    const message = `canceling statement due to ${why}`;
    const error = errorResponse({ severity: 'ERROR', code: '57014', message });
    waiting.receive(waiting.turn.isOpen ? error : Buffer.concat([error, readyForQuery('I')]));
  }

  #break(error: unknown): void {
    this.#isBroken = true;
    const member = this.#answering;
    this.#answering = null;
    this.#setup.onBreak(error);
    member?.client.end(null);
  }

  /** Hands notifications to all who listen, but those of the client that is being answered, which belong to its answer. */
  #notify(notifications: readonly NotificationFrame[], answered: Member): Buffer[] {
    const own: Buffer[] = [];
    for (const { channel, frame } of notifications)
      for (const member of this.#channels.listeners(channel))
        if (member === answered) own.push(frame);
        else member.client.notify(frame);
    return own;
  }

  #endStatements({ statements }: Member): void {
    const message = statements.endAll();
    if (message !== null) this.#ask(async () => void (await this.#execute(message)));
  }

  #changeListening(member: Member, changes: readonly ListenChange[]): void {
    for (const channel of this.#channels.change(member, changes))
      this.#ask(async () => void (await this.#execute(queryFrame(this.#channels.mend(channel)))));
  }
}
