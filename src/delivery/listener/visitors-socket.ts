import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { clientNetwork } from './client-network.ts';
import { choosePlace, newVisit, type Visit, type VisitLimits, whyEnd, whyTurnAway } from './visit.ts';

/** Who is connected to a listener, and sees to it that nobody takes more than is granted. */
export interface Visitors {
  /** The id of the visit, or null for a client that was told to come again later. */
  admit(socket: Socket): string | null;
  /** Undefined once the visit has ended. */
  visit(id: string): Visit | undefined;
  /** The visits of clients that owe us something, and we nothing to them. */
  idle(): string[];
  left(id: string): void;
  /** Cuts off whoever is still connected. */
  close(): void;
}

/** How often the limits are looked after. */
const roundMs = 1_000;
/** How long a client that was turned away may take to read why. */
const farewellMs = 1_000;

/** @param end says goodbye to the client of a visit, in its own protocol */
export function keepVisitors(
  limits: VisitLimits,
  greeter: string,
  end: (id: string, why: string) => void,
): Visitors {
  const visits = new Map<string, Visit>();
  // A visit ends before its client has hung up.
  const sockets = new Map<string, Socket>();
  const leaving = new Set<Socket>();
  const endVisit = (id: string, why: string) => {
    visits.delete(id);
    end(id, why);
  };
  const makePlace = (network: string, now: number): boolean => {
    const why = whyTurnAway(visits.values(), network, limits);
    const freed = why === 'full' ? choosePlace(visits, limits, now) : null;
    if (freed !== null) endVisit(freed, 'Others wait for this place');
    return why === null || freed !== null;
  };
  const rounds = setInterval(() => {
    for (const [id, why] of overdue(visits, sockets, limits)) endVisit(id, why);
  }, roundMs);
  rounds.unref();
  return {
    admit: (socket) => {
      const [network, now] = [clientNetwork(socket.remoteAddress ?? ''), Date.now()];
      if (!makePlace(network, now)) {
        turnAway(
          socket,
          `421 ${greeter} Too many connections, come again later\r\n`,
          leaving,
          limits.maxVisits,
        );
        return null;
      }
      const id = randomUUID();
      visits.set(id, newVisit(network, now));
      sockets.set(id, socket);
      return id;
    },
    visit: (id) => visits.get(id),
    idle: () =>
      [...visits].filter(([, { isServed, isSending }]) => !isServed && !isSending).map(([id]) => id),
    left: (id) => {
      visits.delete(id);
      sockets.delete(id);
    },
    close: () => {
      clearInterval(rounds);
      for (const socket of [...sockets.values(), ...leaving]) socket.destroy();
    },
  };
}

function overdue(
  visits: ReadonlyMap<string, Visit>,
  sockets: ReadonlyMap<string, Socket>,
  limits: VisitLimits,
): (readonly [id: string, why: string])[] {
  return [...visits].flatMap(([id, visit]) => {
    visit.bytes = sockets.get(id)?.bytesRead ?? visit.bytes;
    const why = whyEnd(visit, limits, Date.now());
    return why === null ? [] : [[id, why] as const];
  });
}

/** Politely, as long as there are not too many of them. */
function turnAway(socket: Socket, farewell: string, leaving: Set<Socket>, most: number): void {
  socket.on('error', () => undefined);
  if (leaving.size >= most) return void socket.destroy();
  leaving.add(socket);
  socket.once('close', () => leaving.delete(socket));
  socket.end(farewell);
  // What it says meanwhile is not read but thrown away, so that the end of it is seen.
  socket.resume();
  setTimeout(() => socket.destroy(), farewellMs).unref();
}
