import { codeToTokensBase, createShikiPrimitiveAsync } from 'shiki/core';
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript';
import { bundledLanguages } from 'shiki/langs';
import { codeTheme } from './code-theme.ts';

/** The lines of a text in stretches, each with the name of its part as its colour. */
export type Grammar = (code: string) => readonly (readonly { content: string; color?: string }[])[];

/**
 * The grammar of a language; null where shiki knows none. Reads it and what it embeds, and nothing of other languages.
 *
 * Shiki's limit in milliseconds is off, since it would make the bytes of an issue, and so its digest, depend on how fast
 * a machine is and on what it has read before.
 */
export async function readGrammar(language: string): Promise<Grammar | null> {
  if (!Object.hasOwn(bundledLanguages, language)) return null;
  const shiki = await createShikiPrimitiveAsync({
    themes: [codeTheme],
    langs: [bundledLanguages[language as keyof typeof bundledLanguages]],
    // A fixed target, so every release of Node runs the same expressions.
    engine: createJavaScriptRegexEngine({ target: 'ES2024' }),
    warnings: false,
  });
  const options = { lang: language, theme: codeTheme.name, tokenizeTimeLimit: 0 };
  return (code) => codeToTokensBase(shiki, code, options);
}
