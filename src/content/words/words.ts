import type { en } from './en.ts';

/** Every word and sentence that is not the publisher's own, by its key. */
export type Words = Readonly<Record<keyof typeof en, string>>;

export type WordKey = keyof Words;
