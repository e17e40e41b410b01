import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/content/finding.ts';
import { LintError } from '../../../src/sending/prepare/lint-error.ts';
import { refuseLintErrors, refuseUnsendable } from '../../../src/sending/prepare/lint-gate.ts';
import { issueOf } from '../../email/sample.ts';

const found = (rule: string, severity: Finding['severity'], line: number | null = 3): Finding => ({
  rule,
  severity,
  line,
  message: `${rule} is wrong.`,
});

function faultsOf(act: () => void): readonly string[] {
  try {
    act();
  } catch (error) {
    if (error instanceof LintError) return error.faults;
    throw error;
  }
  return [];
}

describe('what lint found', () => {
  const issue = issueOf('Text.');
  const gate = (findings: readonly Finding[], ...despite: string[]) =>
    faultsOf(() => refuseLintErrors({ issue, findings }, despite));

  it('stops a send for errors alone', () => {
    expect(gate([found('tracking-parameter', 'warning')])).toEqual([]);
    expect(gate([found('glued-url', 'error'), found('empty-link', 'error', null)])).toEqual([
      'issues/004-low-tide.md:3: error: glued-url is wrong. [glued-url]',
      'issues/004-low-tide.md: error: empty-link is wrong. [empty-link]',
      'Nothing was sent. Mend them, or send in spite of them with --despite glued-url --despite empty-link.',
    ]);
  });

  it('lets go what the editor sends in spite of, and names that again beside what is left', () => {
    const findings = [found('glued-url', 'error'), found('empty-link', 'error')];
    expect(gate(findings, 'glued-url', 'empty-link')).toEqual([]);
    expect(gate(findings, 'glued-url').at(-1)).toBe(
      'Nothing was sent. Mend it, or send in spite of it with --despite glued-url --despite empty-link.',
    );
  });

  it('lets nobody send what no email can show', () => {
    const unreadable = issueOf('Text.', { findings: [{ ...found('site-tag', 'error'), line: 9 }] });
    expect(faultsOf(() => refuseUnsendable(unreadable))).toEqual([
      'issues/004-low-tide.md:9: error: site-tag is wrong. [site-tag]',
    ]);
    expect(faultsOf(() => refuseUnsendable(issue))).toEqual([]);
  });
});
