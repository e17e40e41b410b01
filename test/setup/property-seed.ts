import fc from 'fast-check';

/** The same cases every time, so that no change is judged by chance. `PROPERTY_SEED=random` looks for new ones. */
const wanted = process.env['PROPERTY_SEED'] ?? '20261122';
fc.configureGlobal({ seed: wanted === 'random' ? Math.floor(Math.random() * 2 ** 31) : Number(wanted) });
