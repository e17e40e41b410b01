/**
 * Judges a run by two independent accounts: what the sink wrote down at each final dot, and what the ledger says of
 * each recipient. Pure: it is given both.
 */

/**
 * @param run.subscribers how many the lists name
 * @param run.deliveries the ledger's rows: `{ address, state }`
 * @param run.events the sink's lines: `{ to, id, taken, fate }`
 * @param run.maxInDoubt what the faults of the run can explain
 * @param run.maxDuplicates above 0 only where those in doubt were sent again on purpose
 * @returns counts, and every promise that was broken, in sentences
 */
export function examineRun({ subscribers, deliveries, events, maxInDoubt, maxDuplicates = 0 }) {
  const copies = countCopies(events);
  const count = (state) => deliveries.filter((one) => one.state === state).length;
  const counts = {
    audience: deliveries.length,
    accepted: count('accepted'),
    failed: count('failed'),
    skipped: count('skipped'),
    inDoubt: count('in_doubt'),
    inDoubtTaken: deliveries.filter((one) => one.state === 'in_doubt' && copies.has(one.address)).length,
    lost: deliveries.filter((one) => one.state === 'accepted' && !copies.has(one.address)).length,
    duplicates: [...copies.values()].reduce((sum, times) => sum + times - 1, 0),
  };
  return {
    counts,
    faults: [
      ...faultsOfAccount(counts, subscribers, deliveries),
      ...faultsOfRecipients(deliveries, copies),
      ...faultsOfSink(events, deliveries),
      ...(counts.duplicates > maxDuplicates
        ? [
            `${counts.duplicates} duplicates, and ${maxDuplicates} can be explained: ${named(repeated(copies))}`,
          ]
        : []),
      ...(counts.inDoubt > maxInDoubt
        ? [`${counts.inDoubt} are in doubt, and ${maxInDoubt} can be explained.`]
        : []),
    ],
  };
}

/** How many copies the sink holds for each recipient. */
function countCopies(events) {
  const copies = new Map();
  for (const { to, taken } of events) if (taken) copies.set(to, (copies.get(to) ?? 0) + 1);
  return copies;
}

function faultsOfAccount({ audience, accepted, failed, skipped, inDoubt }, subscribers, deliveries) {
  const closed = accepted + failed + skipped + inDoubt;
  const open = deliveries.filter(
    ({ state }) => !['accepted', 'failed', 'skipped', 'in_doubt'].includes(state),
  );
  return [
    ...(audience === subscribers ? [] : [`The audience is ${audience}, and the lists name ${subscribers}.`]),
    ...(closed === audience ? [] : [`${audience - closed} of ${audience} are still open: ${named(open)}`]),
  ];
}

function faultsOfRecipients(deliveries, copies) {
  const withState = (state, isTaken) =>
    deliveries.filter((one) => one.state === state && copies.has(one.address) === isTaken);
  const lost = withState('accepted', false);
  const failed = withState('failed', true);
  const skipped = withState('skipped', true);
  return [
    ...(lost.length > 0 ? [`${lost.length} are accepted, but the sink has no message: ${named(lost)}`] : []),
    ...(failed.length > 0 ? [`${failed.length} have failed, but the sink has them: ${named(failed)}`] : []),
    ...(skipped.length > 0
      ? [`${skipped.length} were skipped, but the sink has them: ${named(skipped)}`]
      : []),
  ];
}

/** Every message is addressed to somebody of the audience, and an attempt that comes again has the same Message-ID. */
function faultsOfSink(events, deliveries) {
  const known = new Set(deliveries.map(({ address }) => address));
  const ids = new Map();
  const owners = new Map();
  const faults = new Set();
  for (const { to, id } of events) {
    if (!known.has(to)) faults.add(`The sink was given ${to}, who is not in the audience.`);
    if (id === undefined) continue;
    if ((ids.get(to) ?? id) !== id) faults.add(`${to} was sent two Message-IDs: ${ids.get(to)} and ${id}.`);
    if ((owners.get(id) ?? to) !== to)
      faults.add(`${id} went to two recipients: ${owners.get(id)} and ${to}.`);
    ids.set(to, id);
    owners.set(id, to);
  }
  return [...faults];
}

function repeated(copies) {
  return [...copies].filter(([, times]) => times > 1).map(([address]) => ({ address, state: 'repeated' }));
}

function named(deliveries) {
  const shown = deliveries.slice(0, 5).map(({ address, state }) => `${address} (${state})`);
  return `${shown.join(', ')}${deliveries.length > shown.length ? ', …' : ''}`;
}
