/** What the thread is told once, at its start. */
export interface MjmlThreadData {
  /** The file that is MJML. */
  readonly mjml: string;
  /** A folder that holds no `.mjmlconfig`. */
  readonly emptyFolder: string;
}

/** One fault MJML found; `line` counts from 1 in the MJML it was given. */
export interface MjmlFault {
  readonly line: number;
  readonly tagName: string;
  readonly message: string;
}

/** What the thread answers to a string of MJML. */
export type MjmlAnswer =
  | { readonly html: string; readonly faults: readonly MjmlFault[] }
  | { readonly failure: string };

/**
 * The program of the thread that runs MJML. It is a string, since Node 20 runs no TypeScript in a thread and the tests
 * run the sources; `workerData` is an {@link MjmlThreadData}.
 *
 * mjml-core reads `.mjmlconfig` from the working directory as soon as it is loaded, and runs the packages named there:
 * a file in a newsletter's repository would become code on the machine that sends. So the thread claims another one.
 */
export const mjmlThread = `
const { createRequire } = require('node:module');
const { parentPort, workerData } = require('node:worker_threads');

process.cwd = () => workerData.emptyFolder;
const compile = createRequire(workerData.mjml)(workerData.mjml);

const options = {
  // Its default fonts would make readers' machines call Google.
  fonts: {},
  filePath: workerData.emptyFolder,
  ignoreIncludes: true,
  keepComments: false,
  minify: false,
  beautify: false,
  validationLevel: 'soft',
  // It would write height="auto" over the height of an image, and a browser could keep no room for it.
  juiceOptions: { applyWidthAttributes: false, applyHeightAttributes: false },
  // Its inliner hides what stands between {{ and }} from itself, tags too: an issue that writes of templates would come
  // apart. No text holds a noncharacter.
  juicePreserveTags: { HBS: { start: '\\ufdd0', end: '\\ufdd0' }, EJS: { start: '\\ufdd0', end: '\\ufdd0' } },
};

parentPort.on('message', async (mjml) => {
  try {
    const { html, errors } = await compile(mjml, options);
    const faults = errors.map(({ line, tagName, message }) => ({ line, tagName, message }));
    parentPort.postMessage({ html, faults });
  } catch (error) {
    parentPort.postMessage({ failure: String(error && error.message) });
  }
});
`;
