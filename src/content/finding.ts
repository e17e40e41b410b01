/** Something about an issue that an editor should know before it is sent. */
export interface Finding {
  /** In kebab case, named after what is wrong: `glued-url`. What `--despite` takes. */
  readonly rule: string;
  /** An error stops a send unless the editor sends it despite the rule; a warning never does. */
  readonly severity: 'error' | 'warning';
  /** The line of the file, counted from 1; null where the fault has no place in it. */
  readonly line: number | null;
  /** What is wrong, quoting it, and what to do; whole sentences. */
  readonly message: string;
}
