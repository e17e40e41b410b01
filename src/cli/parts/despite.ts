/** As they are given to `--despite`, beside the rules of lint: for whoever goes on without a key that is not at hand. */
export const despiteLostKey = 'lost-key';

/** For whoever sends an issue that its site holds back; lint only warns of it. */
export const despiteUnpublished = 'unpublished';
