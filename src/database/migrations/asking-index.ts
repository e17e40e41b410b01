/** Few letters ask to be taken off, and an editor is told of them with every list of what came back. */
export const askingIndexStatements: readonly string[] = [
  `create index feedback_event_asking on feedback_event (at) where detail ->> 'asking' is not null`,
];
